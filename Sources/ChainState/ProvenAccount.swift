package import CanonicalEncoding

/// What the state of a chain says about one account, proven against the root of that state.
///
/// Source: Ethereum yellow paper, section 4.1; what proves it is the answer to `eth_getProof` (EIP-1186).
package struct ProvenAccount: Hashable, Sendable {
  /// The chain's own coin in smallest units, big-endian, without zeros in front.
  package let balance: [UInt8]
  /// The root of the account's storage.
  package let storageRoot: Digest

  /// An account that the state does not have holds nothing.
  package static let absent = ProvenAccount(balance: [], storageRoot: TrieProof.emptyRoot)

  private init(balance: [UInt8], storageRoot: Digest) {
    self.balance = balance
    self.storageRoot = storageRoot
  }

  /// The account of an address.
  /// - Parameter address: Twenty bytes.
  /// - Throws: ``ChainRefusal`` where the nodes prove neither an account nor that there is none.
  package init(of address: [UInt8], in proof: TrieProof, stateRoot: Digest) throws(ChainRefusal) {
    let key = Keccak256.digest(address).bytes
    guard let value = try proof.value(of: key, root: stateRoot) else {
      self = .absent
      return
    }
    // Nonce, balance, root of the storage, hash of the code.
    guard let fields = try RLPItem(decoding: value).items, fields.count == 4, fields[0].integer != nil,
      let balance = fields[1].bytes, balance.count <= 32, balance.first != 0,
      let storage = fields[2].bytes.flatMap({ Digest($0) }), fields[3].bytes?.count == 32
    else { throw .nodeForm(stateRoot) }
    self.init(balance: Array(balance), storageRoot: storage)
  }

  /// What a slot of the account's storage holds, big-endian, without zeros in front; nothing for zero.
  /// - Throws: ``ChainRefusal`` where the nodes prove neither a value nor that there is none.
  package func word(at slot: StorageSlot, in proof: TrieProof) throws(ChainRefusal) -> [UInt8] {
    let key = Keccak256.digest(slot.bytes).bytes
    guard let value = try proof.value(of: key, root: storageRoot) else { return [] }
    guard let word = try RLPItem(decoding: value).bytes, word.count <= 32, !word.isEmpty, word.first != 0
    else { throw .nodeForm(storageRoot) }
    return Array(word)
  }
}

/// Where a contract keeps one word.
package struct StorageSlot: Hashable, Sendable {
  /// Thirty-two bytes.
  package let bytes: [UInt8]

  /// Thirty-two bytes, or `nil`: where a contract chose the place by a hash (ERC-7201).
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// A numbered slot, as compilers number the fields of a contract.
  package init(_ number: UInt64) {
    var bytes = [UInt8](repeating: 0, count: 24)
    bytes.append(bigEndian: number)
    self.bytes = bytes
  }

  /// The entry of an address in a mapping that stands at a slot.
  ///
  /// Solidity hashes the key before the slot ("Layout of Mappings and Dynamic Arrays"), Vyper the slot before
  /// the key.
  package init(of address: [UInt8], inMappingAt mapping: StorageSlot, layout: Layout) {
    let key = [UInt8](repeating: 0, count: max(0, 32 - address.count)) + address
    bytes = Keccak256.digest(layout == .solidity ? key + mapping.bytes : mapping.bytes + key).bytes
  }

  /// Which compiler laid the storage out.
  package enum Layout: String, CaseIterable, Sendable { case solidity, vyper }

  /// The number of a numbered slot, else all digits.
  package var number: String {
    bytes.prefix(24).allSatisfy { $0 == 0 }
      ? String(bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) : text
  }

  /// `0x` and sixty-four digits.
  package var text: String { "0x" + Hex.encode(bytes) }
}
