public import CanonicalEncoding

/// A block of a chain, as far as it takes to look the same state up again.
public struct ChainBlock: Hashable, Sendable {
  /// The chain in the form of CAIP-2: `eip155:1`.
  public let chain: String
  /// The block's number.
  public let height: UInt64
  /// The block's hash.
  public let hash: Digest
  /// When the block says it was made.
  public let time: Timepoint
  /// The root of the state after it; zero for a chain that has none.
  public let stateRoot: Digest

  package init(chain: String, height: UInt64, hash: Digest, time: Timepoint, stateRoot: Digest) {
    self.chain = chain
    self.height = height
    self.hash = hash
    self.time = time
    self.stateRoot = stateRoot
  }

  /// In words: `block 21000000 of eip155:1`.
  public var words: String { "block \(height) of \(DisplayText.escaped(chain, limit: 41))" }

  /// The form of records and answers.
  package var json: JSONValue {
    .members([
      "chain": .string(chain), "hash": .string(hash.description), "height": .integer(height),
      "state_root": .string(stateRoot.description), "time": .integer(time.milliseconds),
    ])
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a block")
    chain = try fields.string("chain")
    hash = try fields.digest("hash")
    height = try fields.integer("height")
    stateRoot = try fields.digest("state_root")
    time = try fields.timepoint("time")
    try fields.finish()
  }
}
