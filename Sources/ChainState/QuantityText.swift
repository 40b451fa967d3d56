internal import CanonicalEncoding

/// Numbers and bytes as Ethereum's JSON-RPC writes them: `0x` and digits, numbers without zeros in front.
package enum QuantityText {
  /// The big-endian bytes of a number, without zeros in front; none for zero.
  package static func minimal(_ number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: number)
    return Array(bytes.drop { $0 == 0 })
  }

  /// The big-endian bytes of a quantity (`0x0`, `0x1b4`), without zeros in front; `nil` for another text.
  ///
  /// Some nodes pad quantities with zeros; they are passed over.
  package static func bytes(quantity text: String) -> [UInt8]? {
    guard text.utf8.count > 2, text.utf8.count <= 66 else { return nil }
    let isOdd = !text.utf8.count.isMultiple(of: 2)
    return Hex.decode(prefixed: isOdd ? "0x0" + text.dropFirst(2) : text).map { Array($0.drop { $0 == 0 }) }
  }
}
