/// Hexadecimal text.
///
/// Emitted in lower case. Read strictly: an even number of digits and nothing else; a `0x` prefix is accepted
/// only by `decode(prefixed:)`, which demands it.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Lower-case digits, two for each byte.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of an even number of digits of either case, or `nil`.
  public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)[...]) }

  /// The bytes of `0x` and an even number of digits of either case, or `nil`.
  public static func decode(prefixed text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count >= 2, characters[0] == 0x30, characters[1] == 0x78 else { return nil }
    return decode(characters[2...])
  }

  /// Whether a text is `0x` and lower-case digits only: the one form that signed documents use.
  package static func isCanonical(prefixed text: String) -> Bool {
    text.hasPrefix("0x") && text.utf8.dropFirst(2).allSatisfy { value(of: $0) != nil && !(0x41...0x46 ~= $0) }
  }

  /// The bytes of `0x` and an even number of lower-case digits, or `nil`.
  package static func decode(canonical text: String) -> [UInt8]? {
    guard text.utf8.starts(with: "0x".utf8) else { return nil }
    var text = text
    return text.withUTF8 { unsafe decode(lower: UnsafeBufferPointer(rebasing: $0[2...])) }
  }

  /// The bytes of an even number of lower-case digits, or `nil`.
  package static func decode(lower digits: ArraySlice<UInt8>) -> [UInt8]? {
    unsafe digits.withUnsafeBufferPointer { unsafe decode(lower: $0) }
  }

  /// Sixteen lower-case digits as a big-endian word; `fault` stays zero as long as there were no others.
  static func word(lower digits: UnsafeBufferPointer<UInt8>, at offset: Int, fault: inout UInt8) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<offset + 16 {
      word = word << 4 | UInt64(nibble(unsafe digits[index], fault: &fault))
    }
    return word
  }

  /// Without branches on the digits: which of them are letters is as good as random.
  private static func decode(lower digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var fault: UInt8 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
      for index in 0..<digits.count / 2 {
        let high = nibble(unsafe digits[2 * index], fault: &fault)
        unsafe bytes[index] = high << 4 | nibble(unsafe digits[2 * index + 1], fault: &fault)
      }
      count = digits.count / 2
    }
    return fault == 0 ? bytes : nil
  }

  /// The value of a lower-case digit; `fault` stays zero as long as there were no others.
  @inline(__always) private static func nibble(_ character: UInt8, fault: inout UInt8) -> UInt8 {
    let (digit, letter) = (character &- 0x30, character &- 0x61)
    // All ones where the subtraction below wraps, which it does for the right characters only.
    let isDigit = UInt8(truncatingIfNeeded: (UInt16(digit) &- 10) >> 8)
    let isLetter = UInt8(truncatingIfNeeded: (UInt16(letter) &- 6) >> 8)
    fault |= ~(isDigit | isLetter)
    return digit & isDigit | (letter &+ 10) & isLetter
  }

  private static func decode(_ characters: ArraySlice<UInt8>) -> [UInt8]? {
    guard characters.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 2)
    var index = characters.startIndex
    while index < characters.endIndex {
      guard let high = value(of: characters[index]), let low = value(of: characters[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
      index += 2
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}
