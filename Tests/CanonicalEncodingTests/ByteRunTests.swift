import CanonicalEncoding
import QuorateTesting
import Testing

/// Bytes read by words, beside the same done byte by byte.
@Suite struct ByteRunTests {
  /// A digest's digits with another byte at one place.
  private static func digits(_ byte: UInt8, at place: Int) -> [UInt8] {
    var digits = Array(Hex.encode(Digest.sha256([1]).bytes).utf8)
    digits[place] = byte
    return digits
  }

  @Test(arguments: 0..<64) func `a digest is lower-case digits in every place`(_ place: Int) {
    for byte in UInt8.min...UInt8.max {
      let digits = Self.digits(byte, at: place)
      let isDigit = 0x30...0x39 ~= byte || 0x61...0x66 ~= byte
      let expected =
        isDigit ? Hex.decode(String(decoding: digits, as: UTF8.self)).flatMap { Digest($0) } : nil
      #expect(Digest(lower: digits[...]) == expected, "\(byte)")
    }
  }

  @Test(arguments: 0...65) func `digits are padded with zeros, and only whole bytes of them`(_ count: Int) {
    let digits = Self.digits(0x66, at: 0).prefix(count) + [UInt8](repeating: 0x61, count: max(0, count - 64))
    let bytes = Hex.decode(String(decoding: digits, as: UTF8.self))
    let isFit = count.isMultiple(of: 2) && count <= 64
    #expect((Digest(padding: digits[...], lower: ()) != nil) == isFit)
    guard isFit, let bytes else { return }
    let padded = Digest(bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
    #expect(Digest(padding: digits[...], lower: ()) == padded)
    #expect(Digest(padding: bytes[...]) == padded)
    var prefix: [UInt8] = []
    padded?.append(to: &prefix, count: bytes.count)
    #expect(prefix == bytes)
  }

  @Test func `thirty-three bytes are not padded`() {
    #expect(Digest(padding: [UInt8](repeating: 1, count: 33)[...]) == nil)
  }

  @Test(arguments: 0...40) func `runs are equal exactly where every byte is`(_ count: Int) {
    var numbers = RepeatableNumbers(seed: UInt64(count))
    let run = numbers.bytes(count)
    #expect(ByteString(run) == ByteString(run + []))
    #expect(ByteString(run) != ByteString(run + [0]))
    for place in 0..<count {
      var other = run
      other[place] ^= 1 << UInt8(numbers.below(8))
      #expect(ByteString(run) != ByteString(other), "\(place)")
    }
  }

  @Test(arguments: 0...20) func `a text ends at the first quote, backslash or control character`(_ place: Int)
  {
    for byte in UInt8.min...UInt8.max {
      var bytes = [UInt8](repeating: 0x7a, count: 22)
      bytes[0] = 0x22
      bytes[21] = 0x22
      bytes[place + 1] = byte
      // A byte that only looks like an end, behind one: it must not be taken for the first.
      if place < 20 { bytes[place + 2] = 0x21 }
      var reader = CanonicalReader(bytes)
      let read = reader.plain().map { Array($0) }
      let end = bytes[1...].firstIndex { $0 == 0x22 || $0 == 0x5c || $0 < 0x20 }
      let expected = end.flatMap { bytes[$0] == 0x22 ? Array(bytes[1..<$0]) : nil }
      #expect(read == expected, "\(byte)")
    }
  }

  @Test(arguments: 0...24) func `a literal is passed only where all of it stands`(_ count: Int) {
    var numbers = RepeatableNumbers(seed: 7)
    let literal = numbers.bytes(count)
    for lead in [0, 1, 9] {
      let text = numbers.bytes(lead) + literal
      var reader = CanonicalReader(text)
      #expect(reader.pass(Array(text.prefix(lead))) != nil)
      #expect(reader.pass(literal + [0]) == nil && reader.offset == lead)
      for place in 0..<count {
        var other = literal
        other[place] ^= 0x10
        #expect(reader.pass(other) == nil && reader.offset == lead)
      }
      #expect(reader.pass(literal) != nil && reader.isAtEnd)
    }
  }

  @Test(arguments: 0...80) func `words are hashed as their bytes are`(_ count: Int) {
    var numbers = RepeatableNumbers(seed: UInt64(count))
    let words = (0..<count).map { _ in numbers.next() }
    var stream = KeccakStream()
    var bytes: [UInt8] = []
    for word in words {
      stream.update(word)
      bytes.append(bigEndian: word)
    }
    #expect(stream.digest == Keccak256.digest(bytes))
    // The stream goes on after it was asked.
    stream.update(Digest.sha256(bytes))
    #expect(stream.digest == Keccak256.digest(bytes + Digest.sha256(bytes).bytes))
  }

  @Test func `words that begin alike are hashed as their bytes are, whatever began before`() {
    var beginning = KeccakBeginning()
    var numbers = RepeatableNumbers(seed: 17)
    let words = (0..<20).map { _ in
      Digest(words: (numbers.next(), numbers.next(), numbers.next(), numbers.next()))
    }
    for count in 0...20 {
      for changed in [nil, 0, 3, 4, 5, 8, 12] + [nil] as [Int?] {
        var (list, stream) = (Array(words.prefix(count)), KeccakStream())
        if let changed, changed < count {
          let (first, second, third, fourth) = list[changed].words
          list[changed] = Digest(words: (first ^ 1, second, third, fourth))
        }
        // One word of eight bytes in front moves all others to other lanes.
        let lead = count.isMultiple(of: 3)
        if lead { stream.update(7) }
        var bytes: [UInt8] = lead ? [0, 0, 0, 0, 0, 0, 0, 7] : []
        for word in list {
          stream.update(word, like: &beginning)
          word.append(to: &bytes)
        }
        #expect(stream.digest == Keccak256.digest(bytes), "\(count) words, \(changed ?? -1) changed")
      }
    }
  }

  @Test func `texts are spelt alike where their bytes are, however they are stored`() {
    let texts = [
      "", "a", "é", "e\u{301}", "fifteen bytes !", "sixteen bytes !!", String(repeating: "é", count: 40),
    ]
    for left in texts {
      for right in texts {
        #expect(left.isSpelt(like: right) == Array(left.utf8).elementsEqual(right.utf8))
        #expect(String((left + "x").dropLast()).isSpelt(like: left))
      }
    }
  }

  @Test func `a prefix and two digests are hashed as their bytes are`() {
    for number in UInt8.min...UInt8.max {
      let (first, second) = (Digest.sha256([number]), Digest.sha256([number, number]))
      let bytes = [number, 0x01] + first.bytes + second.bytes
      #expect(Keccak256.digest(prefix: UInt16(number) << 8 | 1, first, second) == Keccak256.digest(bytes))
      #expect(Digest.sha256(prefix: number, first, second) == .sha256([number] + first.bytes + second.bytes))
    }
  }
}
