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

  /// Whether a text names a chain: CAIP-2's namespace of 3 to 8 of a–z, 0–9 and -, and reference of 1 to 32 of a–z,
  /// A–Z, 0–9, - and _.
  package static func isChain(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: 0x3a, omittingEmptySubsequences: false)
    guard parts.count == 2, 3...8 ~= parts[0].count, 1...32 ~= parts[1].count else { return false }
    func isPlain(_ byte: UInt8) -> Bool {
      0x61...0x7a ~= byte || 0x30...0x39 ~= byte || byte == 0x2d
    }
    return parts[0].allSatisfy(isPlain)
      && parts[1].allSatisfy { isPlain($0) || 0x41...0x5a ~= $0 || $0 == 0x5f }
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
