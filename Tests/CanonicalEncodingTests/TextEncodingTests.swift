import CanonicalEncoding
import QuorateTesting
import Testing

/// Hexadecimal and base64 text: one spelling for each run of bytes.
@Suite struct TextEncodingTests {
  @Test func `all runs of up to two bytes come back from base64 and hexadecimal digits`() {
    var runs: [[UInt8]] = [[]]
    for first in UInt8.min...UInt8.max {
      runs.append([first])
      for second in UInt8.min...UInt8.max { runs.append([first, second]) }
    }
    for run in runs {
      #expect(Base64.decode(Base64.encode(run)) == run)
      #expect(Hex.decode(Hex.encode(run)) == run)
      #expect(Hex.decode(prefixed: "0x" + Hex.encode(run)) == run)
    }
    #expect(Set(runs.map { Base64.encode($0) }).count == runs.count)
  }

  @Test func `random runs of any length come back`() {
    var random = RepeatableNumbers(seed: 64)
    for length in 0..<300 {
      let run = random.bytes(length)
      #expect(Base64.decode(Base64.encode(run)) == run)
      #expect(Base64.encode(run).utf8.count == (length + 2) / 3 * 4)
      #expect(Hex.decode(Hex.encode(run).uppercased()) == run)
    }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  @Test func `of all groups with two paddings exactly one stands for each byte`() {
    var found: [[UInt8]: Int] = [:]
    for first in Self.alphabet {
      for second in Self.alphabet {
        guard let bytes = Base64.decode("\(first)\(second)==") else { continue }
        found[bytes, default: 0] += 1
      }
    }
    #expect(found.count == 256)
    #expect(found.values.allSatisfy { $0 == 1 })
  }

  @Test func `of all groups with one padding exactly one stands for each pair of bytes`() {
    var found = Set<[UInt8]>()
    var accepted = 0
    for first in Self.alphabet {
      for second in Self.alphabet {
        for third in Self.alphabet {
          guard let bytes = Base64.decode("\(first)\(second)\(third)=") else { continue }
          accepted += 1
          found.insert(bytes)
        }
      }
    }
    #expect(accepted == 65_536 && found.count == 65_536)
  }

  @Test func `of all texts of up to four doubtful characters the accepted ones are canonical`() {
    let characters = Array("AQgw9+/=-_ .") + ["\n", "é", "\u{0}"]
    var texts = [""]
    var accepted = 0
    for _ in 0..<4 {
      texts = texts.flatMap { text in characters.map { text + String($0) } }
      for text in texts {
        guard let bytes = Base64.decode(text) else { continue }
        accepted += 1
        #expect(Base64.encode(bytes) == text)
      }
    }
    // Seven digits of base64: 7^4 groups, 7 · 7 · 2 or 7 · 4 whose unused bits are zero.
    #expect(accepted > 7 * 7 * 7 * 7)
  }

  static let malformed: [(id: String, text: String)] = [
    (id: "no padding", text: "QQ"), (id: "half the padding", text: "QQ="), (id: "too much", text: "QQ==="),
    (id: "padding alone", text: "===="), (id: "padding inside", text: "Q=Q="),
    (id: "padding in front", text: "=QQQ"),
    (id: "between groups", text: "QQ==QQ=="), (id: "unused bits of two", text: "QR=="),
    (id: "unused bits of one", text: "QUF="), (id: "line feed", text: "QUFB\n"),
    (id: "a space", text: "QU FB"),
    (id: "the alphabet for addresses", text: "-_-_"), (id: "one character", text: "Q"),
  ]

  @Test(arguments: malformed) func `base64 of another form is refused`(_ row: (id: String, text: String)) {
    #expect(Base64.decode(row.text) == nil)
  }

  @Test func `of all texts of two characters the digits of either case are read`() {
    for first in UInt8.min..<128 {
      for second in UInt8.min..<128 {
        let text = String(decoding: [first, second], as: UTF8.self)
        let bytes = Hex.decode(text)
        #expect((bytes != nil) == (Self.isDigit(first) && Self.isDigit(second)))
        if let bytes { #expect(Hex.encode(bytes) == text.lowercased()) }
      }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    Array("0123456789abcdefABCDEF".utf8).contains(byte)
  }

  @Test(arguments: ["0", "0x0", "0x", "0X00", "x00", "00", " 0x00", "0x00 ", "0x0g", "0x00\n", "0x０0"])
  func `a prefix is demanded where it is due, and nothing else is skipped`(_ text: String) {
    #expect(Hex.decode(prefixed: text) == (text == "0x" ? [] : nil))
    #expect(Hex.decode(text) == (text == "00" ? [0] : nil))
  }

  // MARK: Digests and runs of bytes

  @Test func `a digest is read from its own text and from no other`() {
    let digest = Digest.sha256(Array("abc".utf8))
    let text = "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(digest.description == text)
    #expect(Digest(text) == digest && Digest(digest.bytes) == digest)
    let others = [
      text.uppercased(), "0x" + text.dropFirst(2).uppercased(), String(text.dropFirst(2)),
      String(text.dropLast()),
      text + "0", text + " ", " " + text, "0X" + text.dropFirst(2), "",
    ]
    for other in others { #expect(Digest(other) == nil, "\(other)") }
    for count in [0, 31, 33, 64] { #expect(Digest([UInt8](repeating: 1, count: count)) == nil) }
  }

  @Test func `digests and runs of bytes are ordered as unsigned bytes`() {
    var random = RepeatableNumbers(seed: 256)
    for _ in 0..<2000 {
      let left = (0..<32).map { _ in [0, 1, 127, 128, 255][random.below(5)] as UInt8 }
      var right = left
      right[random.below(32)] = UInt8(truncatingIfNeeded: random.next())
      guard let first = Digest(left), let second = Digest(right) else { continue }
      #expect((first < second) == left.lexicographicallyPrecedes(right))
      #expect((first == second) == (left == right))
      #expect((ByteString(left) < ByteString(right)) == left.lexicographicallyPrecedes(right))
    }
    #expect(ByteString([1]) < ByteString([1, 0]))
    #expect(ByteString([0x7f]) < ByteString([0x80]))
  }

  @Test func `runs of any length are compared, and hashed, as their bytes are`() {
    var random = RepeatableNumbers(seed: 8)
    for _ in 0..<20_000 {
      let left = (0..<random.below(21)).map { _ in [0, 127, 128, 255][random.below(4)] as UInt8 }
      var right = left
      if random.below(3) > 0, !right.isEmpty {
        right[random.below(right.count)] ^= 1 << UInt8(random.below(8))
      }
      if random.below(3) == 0 { right.removeLast(random.below(right.count + 1)) }
      if random.below(3) == 0 { right.append(contentsOf: [UInt8](repeating: 0, count: random.below(9))) }
      let (first, second) = (ByteString(left), ByteString(right))
      #expect((first == second) == (left == right))
      #expect((first < second) == left.lexicographicallyPrecedes(right))
      #expect((second < first) == right.lexicographicallyPrecedes(left))
      #expect(Set([first, second]).count == (left == right ? 1 : 2))
    }
  }

  @Test func `integers are written and read as big-endian bytes, and not beyond the end`() {
    var random = RepeatableNumbers(seed: 16)
    for _ in 0..<1000 {
      let value = random.next() >> UInt64(random.below(64))
      var bytes: [UInt8] = [9]
      bytes.append(bigEndian: value)
      #expect(
        Hex.encode(bytes.dropFirst()) == String(
          repeating: "0", count: 16 - String(value, radix: 16).utf8.count) + String(value, radix: 16))
      #expect(bytes.bigEndian(UInt64.self, at: 1) == value)
      #expect(bytes.bigEndian(UInt32.self, at: 5) == UInt32(truncatingIfNeeded: value))
      #expect(bytes.bigEndian(UInt64.self, at: 2) == nil && bytes.bigEndian(UInt8.self, at: -1) == nil)
      #expect(bytes.bigEndian(UInt16.self, at: 8) == nil && bytes.bigEndian(UInt8.self, at: 9) == nil)
    }
  }

  @Test func `attack 21: runs of bytes that look the same are different`() {
    let (composed, decomposed) = (ByteString(utf8: "Café"), ByteString(utf8: "Cafe\u{301}"))
    #expect(composed != decomposed)
    #expect(ByteString([0xff]).text == nil && composed.text == "Café")
  }
}
