internal import CanonicalEncoding

/// The text form of a twenty-byte Ethereum address, with the mixed-case checksum of EIP-55.
///
/// The case of each letter carries one bit of a hash over the digits, so that most slips of the hand are
/// noticed. Texts in one case carry no checksum and are accepted as such.
package enum EVMAddress {
  /// How many bytes an address has.
  package static let byteCount = 20

  /// `0x` and forty digits whose case is the checksum.
  package static func checksummed(_ bytes: [UInt8]) -> String {
    var digits = Array(Hex.encode(bytes).utf8)
    let hash = Keccak256.digest(digits).bytes
    for index in digits.indices where isLowerLetter(digits[index]) {
      let nibble = index.isMultiple(of: 2) ? hash[index / 2 % 32] >> 4 : hash[index / 2 % 32] & 15
      if nibble >= 8 { digits[index] -= 0x20 }
    }
    return "0x" + String(decoding: digits, as: UTF8.self)
  }

  /// The twenty bytes of `0x` and forty digits, or `nil`.
  ///
  /// The letters must be all lower case, all upper case, or cased as EIP-55 says.
  package static func parse(_ text: String) -> [UInt8]? {
    guard let bytes = bytes(ofAnyCase: text) else { return nil }
    let letters = text.utf8.dropFirst(2)
    let isUniform = !letters.contains(where: isLowerLetter) || !letters.contains(where: isUpperLetter)
    return isUniform || checksummed(bytes) == text ? bytes : nil
  }

  /// The same address with the right checksum, for a text that is wrong in nothing but its checksum; else
  /// `nil`.
  ///
  /// A suggestion to compare by eye: which digit was mistyped, nobody can tell.
  package static func corrected(_ text: String) -> String? {
    guard parse(text) == nil else { return nil }
    return bytes(ofAnyCase: text).map(checksummed)
  }

  private static func bytes(ofAnyCase text: String) -> [UInt8]? {
    guard text.utf8.count == 2 + 2 * byteCount else { return nil }
    return Hex.decode(prefixed: text)
  }

  private static func isLowerLetter(_ character: UInt8) -> Bool { 0x61...0x66 ~= character }

  private static func isUpperLetter(_ character: UInt8) -> Bool { 0x41...0x46 ~= character }
}
