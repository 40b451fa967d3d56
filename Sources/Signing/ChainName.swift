/// The name of a chain, `eip155:1`: a namespace and a name within it.
///
/// Source: CAIP-2.
package enum ChainName {
  /// Whether a text is one: 3 to 8 of a–z, 0–9 and -, a colon, and 1 to 32 of a–z, A–Z, 0–9, - and _.
  package static func isValid(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: 0x3a, omittingEmptySubsequences: false)
    guard parts.count == 2, 3...8 ~= parts[0].count, 1...32 ~= parts[1].count else { return false }
    func isPlain(_ byte: UInt8) -> Bool {
      0x61...0x7a ~= byte || 0x30...0x39 ~= byte || byte == 0x2d
    }
    return parts[0].allSatisfy(isPlain)
      && parts[1].allSatisfy { isPlain($0) || 0x41...0x5a ~= $0 || $0 == 0x5f }
  }
}
