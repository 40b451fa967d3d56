package import CanonicalEncoding

/// The type of a flat EIP-712 struct: its name and the names and types of its members.
///
/// Statements pin their types in code. A type hash is never taken from what somebody sends, so that no other
/// struct with the same bytes can be passed off as one of ours.
package struct TypedStructType: Sendable {
  /// The name, which is also the primary type.
  package let name: String
  /// The members in the order of encoding; types are atomic (`uint64`, `string`, …) or lists of atomic ones.
  package let members: [(name: String, type: String)]
  /// Keccak-256 of `encodedType`, computed once.
  package let typeHash: Digest

  /// The type of the given members.
  package init(name: String, members: [(name: String, type: String)]) {
    self.name = name
    self.members = members
    typeHash = Keccak256.digest(Array(Self.encodedType(name, members).utf8))
  }

  /// `Name(type name,type name)`: encodeType of EIP-712 for a struct that refers to no other.
  package var encodedType: String { Self.encodedType(name, members) }

  private static func encodedType(_ name: String, _ members: [(name: String, type: String)]) -> String {
    "\(name)(\(members.map { "\($0.type) \($0.name)" }.joined(separator: ",")))"
  }

  /// The members as wallets list them: an array of `{"name", "type"}`.
  package var json: JSONValue {
    .array(members.map { .members(["name": .string($0.name), "type": .string($0.type)]) })
  }
}

/// What a typed message is signed for: the application, the version of its format, and one organisation.
///
/// There is neither a chain nor a contract in it: wallets refuse a message for a chain that is not the active
/// one, and what tells two organisations apart is the salt, the organisation's own identity.
package struct TypedDomain: Sendable {
  /// The application.
  package let name: String
  /// The version of the message format.
  package let version: String
  /// The organisation.
  package let salt: Digest
  /// hashStruct of the domain, computed once.
  package let separator: Digest

  /// The type of every domain here.
  package static let type = TypedStructType(
    name: "EIP712Domain", members: [("name", "string"), ("version", "string"), ("salt", "bytes32")])

  /// The domain of an application, a format version and an organisation.
  package init(name: String, version: String, salt: Digest) {
    self.name = name
    self.version = version
    self.salt = salt
    var (hash, hashes) = (TypedStructHash(Self.type), RepeatedHashes())
    for value: TypedValue in [.text(name), .text(version), .word(salt)] {
      hash.add(value, remembering: &hashes)
    }
    separator = hash.digest
  }

  /// The members as wallets read them.
  package var json: JSONValue {
    .members(["name": .string(name), "version": .string(version), "salt": .string(salt.description)])
  }
}

extension TypedDomain: Hashable {
  /// Equality of the separators.
  package static func == (left: TypedDomain, right: TypedDomain) -> Bool { left.separator == right.separator }

  /// Feeds the separator to the hasher.
  package func hash(into hasher: inout Hasher) { hasher.combine(separator) }
}
