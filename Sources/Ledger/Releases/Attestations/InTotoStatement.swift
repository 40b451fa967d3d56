package import CanonicalEncoding
internal import Signing

/// Something that is said about artefacts (in-toto attestation framework, Statement v1).
///
/// ```json
/// {"_type":"https://in-toto.io/Statement/v1","predicate":{…},"predicateType":"https://slsa.dev/…",
/// "subject":[{"digest":{"dirHash":"e485…","sha256":"ac09…"},"name":"tiny-model"}]}
/// ```
package struct InTotoStatement: Hashable, Sendable {
  /// The payload type of envelopes that hold one.
  package static let payloadType = "application/vnd.in-toto+json"
  /// The largest: the signature of a model lists every file.
  package static let sizeLimit = 64 << 20
  /// The most subjects.
  package static let subjectLimit = 1000

  private static let type = "https://in-toto.io/Statement/v1"

  /// What is spoken of, by digests; names are for people.
  package struct Subject: Hashable, Sendable {
    /// The name, if it has one.
    package let name: String?
    /// Digests by algorithm, as texts.
    package let digests: [String: String]

    package init(name: String?, digests: [String: String]) {
      self.name = name
      self.digests = digests
    }

    /// A model by both of its digests: `sha256` is the OpenSSF Model Signing root.
    package init(name: String, omsRoot: Digest, dirHash: Digest) {
      self.init(name: name, digests: ["dirHash": dirHash.bareHex, "sha256": omsRoot.bareHex])
    }
  }

  /// What is spoken of.
  package let subjects: [Subject]
  /// The kind of what is said.
  package let predicateType: String
  /// What is said.
  package let predicate: JSONValue

  /// A statement that is to be signed.
  package init(subjects: [Subject], predicateType: String, predicate: JSONValue) {
    self.subjects = subjects
    self.predicateType = predicateType
    self.predicate = predicate
  }

  /// Reads a statement that somebody is asked to sign; whether anybody did is not known. Members that are not known
  /// are passed over, as the framework asks for: none of them may turn a statement into its opposite.
  package init(proposed bytes: [UInt8]) throws(AttestationRefusal) {
    do throws(JSONRefusal) {
      let value = try JSONParser.parse(bytes, limit: Self.sizeLimit)
      var fields = try JSONFields(value, of: "a statement")
      guard try fields.string("_type") == Self.type else { throw fields.unexpected("_type", Self.type) }
      predicateType = try fields.string("predicateType")
      predicate = fields.optional("predicate") ?? .null
      let elements = try fields.array("subject")
      guard 1...Self.subjectLimit ~= elements.count else {
        throw fields.unexpected("subject", "a list of 1 to \(Self.subjectLimit)")
      }
      var subjects: [Subject] = []
      for element in elements { subjects.append(try Subject(element)) }
      self.subjects = subjects
    } catch {
      throw .malformed(error)
    }
  }

  /// The bytes that are signed: canonical, so that all signers sign the same.
  package var canonicalBytes: [UInt8] {
    JSONValue.members([
      "_type": .string(Self.type), "predicate": predicate, "predicateType": .string(predicateType),
      "subject": .array(subjects.map(\.json)),
    ]).canonicalBytes
  }

  /// What signatures on it are over: its bytes in the encoding of DSSE.
  package var message: [UInt8] {
    PreAuthenticationEncoding.bytes(type: Self.payloadType, body: canonicalBytes)
  }

  /// The payload of a message that was signed.
  package static func payload(ofMessage message: [UInt8]) throws(AttestationRefusal) -> [UInt8] {
    guard let body = PreAuthenticationEncoding.body(of: message, type: payloadType) else {
      throw .payloadType("no in-toto statement in the encoding of DSSE")
    }
    return Array(body)
  }

  /// Reads the statement in a message that was signed.
  package init(message: [UInt8]) throws(AttestationRefusal) {
    try self.init(proposed: try Self.payload(ofMessage: message))
  }

  /// Refuses a statement that is not about the model with both digests.
  ///
  /// One digest alone is not enough: the root binds no names, and `dirHash` is unknown to many tools.
  package func requireSubject(omsRoot: Digest, dirHash: Digest) throws(AttestationRefusal) {
    let wanted = Subject(name: "", omsRoot: omsRoot, dirHash: dirHash).digests
    let isNamed = subjects.contains { subject in
      wanted.allSatisfy { algorithm, digest in subject.digests[algorithm]?.isSpelt(like: digest) == true }
    }
    guard isNamed else { throw .subject("no subject has its oms_root as sha256 and its dir_hash as dirHash") }
  }
}

extension InTotoStatement.Subject {
  fileprivate init(_ value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a subject")
    guard let object = try fields.value("digest").object, !object.members.isEmpty else {
      throw fields.unexpected("digest", "a table of digests")
    }
    var digests: [String: String] = [:]
    for member in object.members {
      guard let text = member.value.string else { throw fields.unexpected("digest", "a table of texts") }
      digests[member.key] = text
    }
    self.init(name: fields.contains("name") ? try fields.string("name") : nil, digests: digests)
  }

  fileprivate var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(
        key: "digest",
        value: .object(JSONObject(digests.map { .init(key: $0.key, value: .string($0.value)) })))
    ]
    if let name { members.append(.init(key: "name", value: .string(name))) }
    return .object(JSONObject(members))
  }
}
