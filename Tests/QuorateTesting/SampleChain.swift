package import CanonicalEncoding
package import ChainState

/// A chain of one block with a token, and what a node of it answers.
package struct SampleChain {
  /// The token's contract.
  package static let token = [UInt8](repeating: 0x70, count: 20)
  /// The slot of its balances.
  package static let mapping: UInt64 = 3
  /// The slot of its supply.
  package static let supplySlot: UInt64 = 5

  private let state: SampleTrie
  private let storage: SampleTrie
  /// The header of the block.
  package let header: RLPItem

  /// - Parameters:
  ///   - coins: What addresses hold of the chain's own coin.
  ///   - tokens: What addresses hold of the token.
  package init(
    coins: [[UInt8]: UInt64] = [:], tokens: [[UInt8]: UInt64], layout: StorageSlot.Layout = .solidity
  ) {
    var words: [[UInt8]: [UInt8]] = [:]
    for (address, amount) in tokens where amount > 0 {
      let slot = StorageSlot(of: address, inMappingAt: StorageSlot(Self.mapping), layout: layout)
      words[Keccak256.digest(slot.bytes).bytes] = Self.number(amount).encoded
    }
    let supply = tokens.values.reduce(0, +)
    if supply > 0 {
      words[Keccak256.digest(StorageSlot(Self.supplySlot).bytes).bytes] = Self.number(supply).encoded
    }
    storage = SampleTrie(words)
    var accounts: [[UInt8]: [UInt8]] = [:]
    for (address, amount) in coins {
      accounts[Keccak256.digest(address).bytes] = Self.account(amount, TrieProof.emptyRoot)
    }
    accounts[Keccak256.digest(Self.token).bytes] = Self.account(0, storage.root)
    state = SampleTrie(accounts)
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

  /// The root of the state.
  package var stateRoot: Digest { state.root }

  /// Every node.
  package var proof: TrieProof { TrieProof(nodes: state.nodes + storage.nodes) }

  /// An answer to `eth_getProof` that holds every node.
  package var answer: String {
    func list(_ nodes: [[UInt8]]) -> String {
      "[" + nodes.map { "\"0x" + Hex.encode($0) + "\"" }.joined(separator: ",") + "]"
    }
    return #"{"jsonrpc":"2.0","id":1,"result":{"address":"0x00","balance":"0xffff","accountProof":"#
      + list(state.nodes) + #","storageProof":[{"key":"0x0","value":"0x9","proof":"# + list(storage.nodes)
      + "}]}}"
  }

  /// A block as `eth_getBlockByNumber` gives it, and an answer to `eth_getProof`: what `electorate verify` reads.
  package var answers: String {
    let names: [(String, Bool)] = [
      ("parentHash", false), ("sha3Uncles", false), ("miner", false), ("stateRoot", false),
      ("transactionsRoot", false), ("receiptsRoot", false), ("logsBloom", false), ("difficulty", true),
      ("number", true), ("gasLimit", true), ("gasUsed", true), ("timestamp", true), ("extraData", false),
      ("mixHash", false), ("nonce", false), ("baseFeePerGas", true),
    ]
    var members = ["\"hash\":\"\(blockHash)\""]
    for (name, field) in zip(names, header.items ?? []) {
      let digits = Hex.encode(field.bytes ?? [])
      let quantity = digits.isEmpty ? "0" : String(digits.drop { $0 == "0" })
      members.append("\"\(name.0)\":\"0x\(name.1 ? quantity : digits)\"")
    }
    let block = #"{"jsonrpc":"2.0","id":0,"result":{"# + members.joined(separator: ",") + "}}"
    return "[\(block),\(answer)]"
  }

  /// The hash of the block.
  package var blockHash: Digest { Keccak256.digest(header.encoded) }
}
