import CanonicalEncoding
import ChainState

/// A chain of one block with a token, and what a node of it answers.
struct ChainWorld {
  static let token = [UInt8](repeating: 0x70, count: 20)
  static let mapping: UInt64 = 3
  static let supplySlot: UInt64 = 5

  private let state: SlowTrie
  private let storage: SlowTrie
  let header: RLPItem

  /// - Parameters:
  ///   - coins: What addresses hold of the chain's own coin.
  ///   - tokens: What addresses hold of the token.
  init(coins: [[UInt8]: UInt64] = [:], tokens: [[UInt8]: UInt64], layout: StorageSlot.Layout = .solidity) {
    var words: [[UInt8]: [UInt8]] = [:]
    for (address, amount) in tokens where amount > 0 {
      let slot = StorageSlot(of: address, inMappingAt: Self.mapping, layout: layout)
      words[Keccak256.digest(slot.bytes).bytes] = Self.number(amount).encoded
    }
    let supply = tokens.values.reduce(0, +)
    if supply > 0 {
      words[Keccak256.digest(StorageSlot(Self.supplySlot).bytes).bytes] = Self.number(supply).encoded
    }
    storage = SlowTrie(words)
    var accounts: [[UInt8]: [UInt8]] = [:]
    for (address, amount) in coins {
      accounts[Keccak256.digest(address).bytes] = Self.account(amount, TrieProof.emptyRoot)
    }
    accounts[Keccak256.digest(Self.token).bytes] = Self.account(0, storage.root)
    state = SlowTrie(accounts)
    var fields: [RLPItem] = Array(repeating: .bytes([UInt8](repeating: 1, count: 32)[...]), count: 16)
    fields[3] = .bytes(state.root.bytes[...])
    fields[8] = Self.number(19_000_000)
    fields[11] = Self.number(1_700_000_000)
    header = .list(fields)
  }

  static func number(_ value: UInt64) -> RLPItem { .bytes(QuantityText.minimal(value)[...]) }

  private static func account(_ balance: UInt64, _ storage: Digest) -> [UInt8] {
    RLPItem.list([
      number(1), number(balance), .bytes(storage.bytes[...]), .bytes(Keccak256.digest("").bytes[...]),
    ]).encoded
  }

  var stateRoot: Digest { state.root }

  var proof: TrieProof { TrieProof(nodes: state.nodes + storage.nodes) }

  /// An answer to `eth_getProof` that holds every node.
  var answer: String {
    func list(_ nodes: [[UInt8]]) -> String {
      "[" + nodes.map { "\"0x" + Hex.encode($0) + "\"" }.joined(separator: ",") + "]"
    }
    return #"{"jsonrpc":"2.0","id":1,"result":{"address":"0x00","balance":"0xffff","accountProof":"#
      + list(state.nodes) + #","storageProof":[{"key":"0x0","value":"0x9","proof":"# + list(storage.nodes)
      + "}]}}"
  }
}
