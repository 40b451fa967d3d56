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

  private static func decode(_ characters: ArraySlice<UInt8>) -> [UInt8]? {
    guard characters.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 2)
    var index = characters.startIndex
    while index < characters.endIndex {
      guard let high = value(of: characters[index]), let low = value(of: characters[index + 1]) else { return nil }
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
