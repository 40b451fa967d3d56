package import CanonicalEncoding

/// hashStruct of EIP-712, one member after the other, so that no list of the values need be made.
package struct TypedStructHash {
  private var data = KeccakStream()
  private let type: TypedStructType
  private var count = 0

  /// A struct of which no member has come yet.
  package init(_ type: TypedStructType) {
    self.type = type
    data.update(type.typeHash)
  }

  /// Adds the value of the next member, with the hash of a text looked up and kept.
  package mutating func add(_ value: TypedValue, remembering hashes: inout RepeatedHashes) {
    add(value.word(at: count, remembering: &hashes), remembering: &hashes)
  }

  /// Adds a text as the next member.
  package mutating func add(_ text: String, remembering hashes: inout RepeatedHashes) {
    add(hashes.keccak(text, at: count), remembering: &hashes)
  }

  /// Adds the 32 bytes that stand for the value of the next member.
  package mutating func add(_ word: Digest, remembering hashes: inout RepeatedHashes) {
    data.update(word, like: &hashes.beginning)
    count += 1
  }

  /// Keccak-256 over the type hash and the encoded members, once there is a value for each.
  package var digest: Digest {
    precondition(count == type.members.count, "a value for each member of \(type.name)")
    return data.digest
  }

  /// What is signed by a message with these members: Keccak-256 over 0x1901, the domain's separator and the hash
  /// of the struct.
  package func signed(in domain: TypedDomain) -> Digest {
    TypedMessage.digest(separator: domain.separator, digest)
  }
}
