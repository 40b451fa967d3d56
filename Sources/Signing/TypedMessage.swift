package import CanonicalEncoding

/// A flat statement as an EIP-712 message: what our own statements are signed as.
///
/// The digest that is verified and the document that a wallet shows come from the same values, so that what
/// somebody reads is what somebody signs. Documents of strangers are read by `TypedData`.
package struct TypedMessage: Sendable {
  /// The type, pinned in code.
  package let type: TypedStructType
  /// What it is signed for.
  package let domain: TypedDomain
  /// One value for each member of the type.
  package let values: [TypedValue]

  /// A message of one value for each member, in the order of the type.
  package init(type: TypedStructType, domain: TypedDomain, values: [TypedValue]) {
    precondition(values.count == type.members.count, "a value for each member of \(type.name)")
    assert(zip(values, type.members).allSatisfy { $0.fits($1.type) }, "values of the types of \(type.name)")
    self.type = type
    self.domain = domain
    self.values = values
  }

  /// What is signed: Keccak-256 over 0x1901, the domain's separator and hashStruct of the message (EIP-712).
  /// - Complexity: O(length of the values); two permutations and one for each text, list and 136 bytes of
  ///   members.
  package var digest: Digest {
    var (hash, hashes) = (TypedStructHash(type), RepeatedHashes())
    for value in values { hash.add(value, remembering: &hashes) }
    return hash.signed(in: domain)
  }

  /// Joins a domain's separator and the hash of a message.
  static func digest(separator: Digest, _ message: Digest?) -> Digest {
    if let message { return Keccak256.digest(prefix: 0x1901, separator, message) }
    return Keccak256.digest([0x19, 0x01] + separator.bytes)
  }

  /// The complete document for a wallet's `eth_signTypedData_v4`.
  ///
  /// - Parameter texts: For members of which the message holds the hash only, the text by the member's name.
  /// - Throws: `typed.textUnknown` where such a text is missing or has another hash.
  package func json(revealing texts: [String: String] = [:]) throws(TypedDataRefusal) -> JSONValue {
    var message: [JSONObject.Member] = []
    for (member, value) in zip(type.members, values) {
      if let json = value.json {
        message.append(JSONObject.Member(key: member.name, value: json))
      } else {
        guard case .textHash(let hash) = value, let text = texts[member.name],
          Keccak256.digest(Array(text.utf8)) == hash
        else { throw .textUnknown(member: member.name) }
        message.append(JSONObject.Member(key: member.name, value: .string(text)))
      }
    }
    let types = [TypedDomain.type, type].map { JSONObject.Member(key: $0.name, value: $0.json) }
    return .members([
      "types": .object(JSONObject(types)),
      "primaryType": .string(type.name),
      "domain": domain.json,
      "message": .object(JSONObject(message)),
    ])
  }
}
