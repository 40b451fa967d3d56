package import CanonicalEncoding

/// A document by where it is and what it holds (in-toto ResourceDescriptor, of which no other members are used).
package struct ResourceReference: Hashable, Sendable {
  /// Where it is or what it is called.
  package let uri: String
  /// SHA-256 of its bytes.
  package let sha256: Digest?

  package init(uri: String, sha256: Digest?) {
    self.uri = uri
    self.sha256 = sha256
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a reference")
    uri = fields.contains("uri") ? try fields.string("uri") : ""
    let text = fields.optional("digest")?.object?["sha256"]?.string
    sha256 = text.flatMap { Digest(bareHex: $0) }
    guard text == nil || sha256 != nil else {
      throw fields.unexpected("digest", "sha256 with 64 lower-case digits")
    }
    guard !uri.isEmpty || sha256 != nil else { throw fields.unexpected("uri", "there, or a digest") }
  }

  package static func list(_ values: [JSONValue]) throws(JSONRefusal) -> [ResourceReference] {
    var references: [ResourceReference] = []
    for value in values { references.append(try ResourceReference(parsing: value)) }
    return references
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [.init(key: "uri", value: .string(uri))]
    if let sha256 {
      members.append(.init(key: "digest", value: .members(["sha256": .string(sha256.bareHex)])))
    }
    return .object(JSONObject(members))
  }
}

/// What an in-toto statement says, of one predicate type.
package protocol AttestationPredicate: Sendable {
  /// The type, as statements name it.
  static var type: String { get }
  /// Reads the members.
  init(parsing value: JSONValue) throws(JSONRefusal)
  /// The members.
  var json: JSONValue { get }
}

extension AttestationPredicate {
  /// What a statement says, if it is of this type.
  package init(_ statement: InTotoStatement) throws(AttestationRefusal) {
    guard statement.predicateType.isSpelt(like: Self.type) else {
      throw .wrongType(found: statement.predicateType, expected: Self.type)
    }
    do throws(JSONRefusal) { try self.init(parsing: statement.predicate) } catch { throw .malformed(error) }
  }

  /// The statement that says this about a subject.
  package func statement(about subject: InTotoStatement.Subject) -> InTotoStatement {
    InTotoStatement(subjects: [subject], predicateType: Self.type, predicate: json)
  }
}

extension JSONFields {
  /// An instant as RFC 3339 text in UTC.
  mutating func dated(_ key: String) throws(JSONRefusal) -> Timepoint {
    guard let instant = Timepoint(try string(key)) else {
      throw unexpected(key, "an instant such as 2026-12-07T12:00:00Z")
    }
    return instant
  }
}
