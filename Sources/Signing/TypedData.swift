package import CanonicalEncoding

/// A typed-data document of EIP-712 as wallets sign it, of any type: for messages of other systems.
///
/// Read strictly: every value has one form, every member is declared and present, no type contains itself.
/// Where a strict reader accepts, all libraries agree on the digest; what only lenient ones accept is
/// refused. Our own statements go the other way, from values to document: see `TypedMessage`.
package struct TypedData: Sendable {
  /// The declared types, with the domain's.
  package let types: TypedDataTypes
  /// The type of the message.
  package let primaryType: String
  /// hashStruct of the domain.
  package let domainSeparator: Digest
  /// What is signed.
  package let digest: Digest

  /// The type of a domain.
  private static let domainType = "EIP712Domain"

  /// The members a domain may have and their types, in the order that EIP-712 lists them.
  private static let domainMembers = [
    ("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"),
    ("salt", "bytes32"),
  ]

  /// Reads `{types, primaryType, domain, message}`.
  ///
  /// Where the types leave out the domain's, it is made of the members that the domain has. A document whose
  /// primary type is the domain's has an empty message, and the digest is over the domain alone.
  package init(parsing document: JSONValue) throws(TypedDataRefusal) {
    let (declared, primaryType, domain, message) = try Self.parts(of: document)
    var types = try TypedDataTypes(parsing: declared)
    if types.members(of: Self.domainType) == nil {
      types = try types.adding(Self.domainType, Self.inferredDomain(domain))
    }
    self.types = types
    self.primaryType = primaryType
    domainSeparator = try types.hashStruct(Self.domainType, domain)
    if primaryType == Self.domainType {
      guard message.object?.members.isEmpty == true else { throw .unknownMember("message") }
      digest = TypedMessage.digest(separator: domainSeparator, nil)
    } else {
      digest = TypedMessage.digest(separator: domainSeparator, try types.hashStruct(primaryType, message))
    }
  }

  private static func parts(
    of document: JSONValue
  ) throws(TypedDataRefusal) -> (JSONValue, String, domain: JSONValue, message: JSONValue) {
    do throws(JSONRefusal) {
      var fields = try JSONFields(document, of: "typed data")
      let domain = try fields.value("domain")
      let message = try fields.value("message")
      let primaryType = try fields.string("primaryType")
      let types = try fields.value("types")
      try fields.finish()
      return (types, primaryType, domain, message)
    } catch {
      throw .document(error)
    }
  }

  private static func inferredDomain(
    _ domain: JSONValue
  ) throws(TypedDataRefusal) -> [TypedDataTypes.Member] {
    var members: [TypedDataTypes.Member] = []
    for (name, text) in domainMembers where domain.object?[name] != nil {
      guard let type = TypedMemberType(text) else { throw .unknownType(text) }
      members.append(TypedDataTypes.Member(name: name, type: type))
    }
    return members
  }
}
