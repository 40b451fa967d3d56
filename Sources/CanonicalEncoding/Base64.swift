/// Standard padded base64 (RFC 4648 §4), read strictly.
///
/// A decoder that ignores the unused bits of the last digit accepts several texts for the same bytes; this one
/// accepts exactly the text that `encode` writes, because signed notes are compared as text.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// The padded text of some bytes.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let second = index + 1 < bytes.count ? bytes[index + 1] : 0
      let third = index + 2 < bytes.count ? bytes[index + 2] : 0
      let group = UInt32(bytes[index]) << 16 | UInt32(second) << 8 | UInt32(third)
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(index + 1 < bytes.count ? alphabet[Int(group >> 6 & 63)] : 0x3d)
      text.append(index + 2 < bytes.count ? alphabet[Int(group & 63)] : 0x3d)
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a canonical padded text, or `nil`.
  public static func decode(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4) else { return nil }
    let padding = characters.suffix(2).count(where: { $0 == 0x3d })
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3)
    var group: UInt32 = 0
    for (position, character) in characters.enumerated() {
      let isPadding = position >= characters.count - padding
      let value = isPadding ? 0 : values[Int(character)]
      guard value < 64, !isPadding || character == 0x3d else { return nil }
      group = group << 6 | UInt32(value)
      guard position % 4 == 3 else { continue }
      bytes.append(UInt8(truncatingIfNeeded: group >> 16))
      bytes.append(UInt8(truncatingIfNeeded: group >> 8))
      bytes.append(UInt8(truncatingIfNeeded: group))
      group = 0
    }
    let unused = bytes.suffix(padding)
    guard unused.allSatisfy({ $0 == 0 }) else { return nil }
    bytes.removeLast(padding)
    return encode(bytes) == text ? bytes : nil
  }
}

extension Base64 {
  /// The bytes of a canonical padded text in the standard alphabet or in that for URLs (RFC 4648 §5), never in a
  /// mixture of both; or `nil`.
  package static func decodeEitherAlphabet(_ text: String) -> [UInt8]? {
    guard text.utf8.contains(where: { $0 == 0x2d || $0 == 0x5f }) else { return decode(text) }
    guard !text.utf8.contains(where: { $0 == 0x2b || $0 == 0x2f }) else { return nil }
    let standard = text.utf8.map { $0 == 0x2d ? 0x2b : $0 == 0x5f ? 0x2f : $0 }
    return decode(String(decoding: standard, as: UTF8.self))
  }
}
