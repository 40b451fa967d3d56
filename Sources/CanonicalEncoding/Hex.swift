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
    text.utf8.starts(with: "0x".utf8)
      && text.utf8.dropFirst(2).allSatisfy { value(of: $0) != nil && !(0x41...0x46 ~= $0) }
  }

  /// The bytes of `0x` and an even number of lower-case digits, or `nil`.
  package static func decode(canonical text: String) -> [UInt8]? {
    isCanonical(prefixed: text) ? decode(Array(text.utf8)[2...]) : nil
  }

  /// Sixteen lower-case digits as a big-endian word; `fault` stays zero as long as there were no others.
  ///
  /// The caller has checked that there are so many from the offset on.
  static func word(lower digits: UnsafeRawBufferPointer, at offset: Int, fault: inout UInt64) -> UInt64 {
    let high = unsafe UInt64(bigEndian: digits.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let low = unsafe UInt64(bigEndian: digits.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
    return halfWord(high, fault: &fault) << 32 | halfWord(low, fault: &fault)
  }

  /// The value of eight lower-case digits, the first of them in the highest byte.
  ///
  /// All eight at once and without branches: which of the digits are letters is as good as random.
  @inline(__always) static func halfWord(_ digits: UInt64, fault: inout UInt64) -> UInt64 {
    // Letters have bit 6 and digits have not; 0x30–0x39 and 0x61–0x66 are all that is allowed.
    let letters = digits >> 6 & 0x0101_0101_0101_0101
    // Bytes of at most 15 + 9, so that no sum below carries into the next byte.
    let values = digits & 0x0f0f_0f0f_0f0f_0f0f &+ letters &* 9
    fault |= digits & 0xf0f0_f0f0_f0f0_f0f0 ^ (0x3030_3030_3030_3030 &+ letters &* 0x30)
    // From 16 on there is no such letter; from 10 on exactly where there is a letter.
    fault |= values & 0x1010_1010_1010_1010
    fault |= (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101 ^ letters
    let bytes = (values | values >> 4) & 0x00ff_00ff_00ff_00ff
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff
    return (pairs | pairs >> 16) & 0xffff_ffff
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
