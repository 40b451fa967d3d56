package import CanonicalEncoding

/// The value of a member of a flat typed message.
package enum TypedValue: Sendable {
  /// `string`.
  case text(String)
  /// `string`, of which only the Keccak-256 of the UTF-8 bytes is known.
  case textHash(Digest)
  /// `bytes`.
  case bytes([UInt8])
  /// `bytes32`.
  case word(Digest)
  /// `uint8` to `uint256` in steps of eight bits.
  case integer(UInt64)
  /// `address`: twenty bytes.
  case address([UInt8])
  /// `address[]`.
  case addresses([[UInt8]])
  /// `string[]`.
  case texts([String])

  /// Keccak-256 over the type hash and the encoded members.
  static func hashStruct(
    _ type: TypedStructType, _ values: [TypedValue], remembering hashes: inout TextHashes
  ) -> Digest {
    var data: [UInt8] = []
    data.reserveCapacity(32 + 32 * values.count)
    type.typeHash.append(to: &data)
    for value in values { value.encode(into: &data, remembering: &hashes) }
    return Keccak256.digest(data)
  }

  /// Appends the 32 bytes that stand for the value in its struct.
  private func encode(into data: inout [UInt8], remembering hashes: inout TextHashes) {
    switch self {
    case .text(let text): hashes.keccak(text).append(to: &data)
    case .textHash(let digest), .word(let digest): digest.append(to: &data)
    case .bytes(let bytes): Keccak256.digest(bytes).append(to: &data)
    case .integer(let value): Digest(words: (0, 0, 0, value)).append(to: &data)
    case .address(let address): Self.append(address: address, to: &data)
    case .addresses(let addresses):
      var elements: [UInt8] = []
      elements.reserveCapacity(32 * addresses.count)
      for address in addresses { Self.append(address: address, to: &elements) }
      Keccak256.digest(elements).append(to: &data)
    case .texts(let texts):
      var elements: [UInt8] = []
      elements.reserveCapacity(32 * texts.count)
      for text in texts { Keccak256.digest(Array(text.utf8)).append(to: &elements) }
      Keccak256.digest(elements).append(to: &data)
    }
  }

  private static func append(address: [UInt8], to data: inout [UInt8]) {
    for _ in address.count..<max(32, address.count) { data.append(0) }
    data.append(contentsOf: address)
  }

  /// Whether the value is one of a member type, integers within their width.
  func fits(_ type: String) -> Bool {
    switch self {
    case .text, .textHash: type == "string"
    case .bytes: type == "bytes"
    case .word: type == "bytes32"
    case .integer(let value):
      type.hasPrefix("uint") && Int(type.dropFirst(4)).map { $0 >= 64 || value >> UInt64($0) == 0 } ?? false
    case .address(let address): type == "address" && address.count == EVMAddress.byteCount
    case .addresses(let addresses):
      type == "address[]" && addresses.allSatisfy { $0.count == EVMAddress.byteCount }
    case .texts: type == "string[]"
    }
  }

  /// The value as wallets read it: integers as decimal text, addresses checksummed, bytes as `0x` and digits.
  ///
  /// `nil` for a text of which only the hash is known.
  var json: JSONValue? {
    switch self {
    case .text(let text): .string(text)
    case .textHash: nil
    case .bytes(let bytes): .string("0x" + Hex.encode(bytes))
    case .word(let digest): .string(digest.description)
    case .integer(let value): .string(String(value))
    case .address(let address): .string(EVMAddress.checksummed(address))
    case .addresses(let addresses): .array(addresses.map { .string(EVMAddress.checksummed($0)) })
    case .texts(let texts): .array(texts.map { .string($0) })
    }
  }
}
