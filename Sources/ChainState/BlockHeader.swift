package import CanonicalEncoding

/// The header of a block of an Ethereum-like chain, proven by its hash.
///
/// Height, time and state root are part of what is hashed, so that one hash vouches for all three.
package struct BlockHeader: Hashable, Sendable {
  package let hash: Digest
  package let height: UInt64
  /// In whole seconds on the chain.
  package let time: Timepoint
  package let stateRoot: Digest

  /// The header in its encoding, as `debug_getRawHeader` gives it.
  /// - Throws: ``ChainRefusal/answer(_:)`` if it is none.
  package init(encoded bytes: [UInt8]) throws(ChainRefusal) {
    guard let fields = try RLPItem(decoding: bytes).items, fields.count >= 15 else {
      throw .answer("a header has fifteen fields or more")
    }
    guard let state = fields[3].bytes.flatMap({ Digest($0) }), let height = fields[8].integer,
      let seconds = fields[11].integer, seconds < Self.lastSecond
    else { throw .answer("the header's state root, number or timestamp") }
    hash = Keccak256.digest(bytes)
    self.height = height
    time = Timepoint(milliseconds: seconds * 1000)
    stateRoot = state
  }

  /// The header of the answer to `eth_getBlockByNumber` or `eth_getBlockByHash`, whose own hash must come out.
  /// - Throws: ``ChainRefusal/answer(_:)`` where fields are missing, ``ChainRefusal/header(found:)`` where the
  ///   fields hash to something else than the answer's `hash`.
  package init(answer: JSONValue) throws(ChainRefusal) {
    guard let object = answer.object,
      let claimed = object["hash"]?.string.flatMap({ Digest($0.lowercased()) })
    else {
      throw .answer("a block with a hash is needed")
    }
    var items: [RLPItem] = []
    for field in Self.fields {
      guard let text = object[field.name]?.string else {
        // Later forks added fields at the end, never in the middle.
        if field.isLater { break }
        throw .answer("the block lacks \(field.name)")
      }
      let bytes = field.isQuantity ? QuantityText.bytes(quantity: text) : Hex.decode(prefixed: text)
      guard let bytes else { throw .answer("\(field.name) of the block") }
      items.append(.bytes(bytes[...]))
    }
    try self.init(encoded: RLPItem.list(items).encoded)
    guard hash == claimed else { throw .header(found: hash) }
  }

  /// The year 10,000.
  private static let lastSecond: UInt64 = 253_402_300_800

  private struct Field {
    let name: String
    var isQuantity = false
    var isLater = false
  }

  /// In the order in which they are hashed: yellow paper 4.4, then EIP-1559, 4895, 4844, 4788 and 7685.
  private static let fields: [Field] = [
    .init(name: "parentHash"), .init(name: "sha3Uncles"), .init(name: "miner"), .init(name: "stateRoot"),
    .init(name: "transactionsRoot"), .init(name: "receiptsRoot"), .init(name: "logsBloom"),
    .init(name: "difficulty", isQuantity: true), .init(name: "number", isQuantity: true),
    .init(name: "gasLimit", isQuantity: true), .init(name: "gasUsed", isQuantity: true),
    .init(name: "timestamp", isQuantity: true), .init(name: "extraData"), .init(name: "mixHash"),
    .init(name: "nonce"), .init(name: "baseFeePerGas", isQuantity: true, isLater: true),
    .init(name: "withdrawalsRoot", isLater: true),
    .init(name: "blobGasUsed", isQuantity: true, isLater: true),
    .init(name: "excessBlobGas", isQuantity: true, isLater: true),
    .init(name: "parentBeaconBlockRoot", isLater: true), .init(name: "requestsHash", isLater: true),
  ]
}
