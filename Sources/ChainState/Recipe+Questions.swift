package import CanonicalEncoding
package import Signing

extension Recipe {
  /// What to ask a node of the chain so that its answers prove what some accounts held at a block: a batch of
  /// JSON-RPC 2.0, first the block, then the proofs.
  ///
  /// A token's balances are slots of one contract and come a hundred to a question; the chain's own coin takes one
  /// question an account.
  package func questions(about accounts: [AccountKey], block height: UInt64) -> [JSONValue] {
    let block = JSONValue.string("0x" + String(height, radix: 16))
    var calls: [(method: String, parameters: [JSONValue])] = [
      ("eth_getBlockByNumber", [block, .bool(false)])
    ]
    for (address, slots) in reads(about: accounts) {
      let keys = slots.map { JSONValue.string($0.text) }
      calls.append(("eth_getProof", [.string("0x" + Hex.encode(address)), .array(keys), block]))
    }
    return calls.enumerated().map { number, call in
      .members([
        "id": .integer(number), "jsonrpc": .string("2.0"), "method": .string(call.method),
        "params": .array(call.parameters),
      ])
    }
  }

  /// Addresses, and which slots of each.
  private func reads(about accounts: [AccountKey]) -> [(address: [UInt8], slots: [StorageSlot])] {
    guard let token else { return accounts.map { ($0.bytes.bytes, []) } }
    var slots = accounts.map {
      StorageSlot(of: $0.bytes.bytes, inMappingAt: token.balances, layout: token.layout)
    }
    if let supply = token.supply { slots.append(supply) }
    return stride(from: 0, to: slots.count, by: 100).map {
      (token.address, Array(slots[$0..<min($0 + 100, slots.count)]))
    }
  }
}
