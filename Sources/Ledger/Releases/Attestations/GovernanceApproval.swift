package import CanonicalEncoding

/// That a DAO approved a model, for one environment, until an instant: everything a gate decides by, and the proof
/// that the decision stands in the DAO's log.
///
/// The form is closed: what is not known here is refused, because an approval that says more than a gate reads could
/// say "but not if".
package struct GovernanceApproval: AttestationPredicate, Hashable {
  package static let type = "https://quorate.org/attestation/governance-approval/v1"

  /// The proposal that was carried.
  package struct Proposal: Hashable, Sendable {
    /// Its identity.
    package let id: Digest
    /// Its number for people, `P-0007`.
    package let number: String
    /// SHA-256 of its content.
    package let content: Digest

    package init(id: Digest, number: String, content: Digest) {
      self.id = id
      self.number = number
      self.content = content
    }
  }

  /// The step of a rollout that is open.
  package struct Stage: Hashable, Sendable {
    /// Its number, from 1.
    package let index: UInt64
    /// Its name.
    package let name: String
    /// The most traffic, in thousandths.
    package let maxTrafficPermille: UInt64

    package init(index: UInt64, name: String, maxTrafficPermille: UInt64) {
      self.index = index
      self.name = name
      self.maxTrafficPermille = maxTrafficPermille
    }
  }

  /// The DAO.
  package let dao: Digest
  /// What it is called; display only.
  package let daoName: String
  /// The proposal.
  package let proposal: Proposal
  /// Where the model may run.
  package let environment: String
  /// Who may be served: `internal`, `limited` or `public`; anybody where it is `nil`.
  package let audience: String?
  /// What must run beside the weights, by name; what is not named must not run.
  package let runtime: [String: Digest]
  /// The open stage; `nil` where the rollout has none.
  package let stage: Stage?
  /// The rules the decision was made under.
  package let rules: Digest
  /// The safety protocols it was made under, by name and version.
  package let protocols: [ResourceReference]
  /// From when on.
  package let notBefore: Timepoint
  /// Until when. An attestation cannot be taken back, so that every one ends.
  package let expires: Timepoint
  /// The entry that gave effect to the decision, with the path to a signed and cosigned checkpoint: the bytes of a
  /// C2SP tlog-proof that holds its entry.
  package let proof: ByteString

  package init(
    dao: Digest, daoName: String, proposal: Proposal, environment: String, audience: String?,
    runtime: [String: Digest],
    stage: Stage?, rules: Digest, protocols: [ResourceReference], notBefore: Timepoint,
    expires: Timepoint, proof: [UInt8]
  ) {
    self.dao = dao
    self.daoName = daoName
    self.proposal = proposal
    self.environment = environment
    self.audience = audience
    self.runtime = runtime
    self.stage = stage
    self.rules = rules
    self.protocols = protocols
    self.notBefore = notBefore
    self.expires = expires
    self.proof = ByteString(proof)
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a governance approval")
    guard try fields.string("action") == "model.deploy" else {
      throw fields.unexpected("action", "model.deploy")
    }
    audience = fields.contains("audience") ? try fields.string("audience") : nil
    dao = try fields.digest("dao")
    daoName = try fields.string("daoName")
    environment = try fields.string("environment")
    expires = try fields.dated("expires")
    notBefore = try fields.dated("notBefore")
    guard let proof = Base64.decode(try fields.string("proof")) else {
      throw fields.unexpected("proof", "a log proof in base64")
    }
    self.proof = ByteString(proof)
    proposal = try Proposal(parsing: try fields.value("proposal"))
    protocols = try ResourceReference.list(try fields.array("protocols"))
    rules = try fields.digest("rules")
    runtime = try Self.runtime(&fields)
    stage = try fields.optional("stage").map { value throws(JSONRefusal) in try Stage(parsing: value) }
    try fields.finish()
    guard notBefore < expires else { throw fields.unexpected("expires", "later than notBefore") }
  }

  private static func runtime(_ fields: inout JSONFields) throws(JSONRefusal) -> [String: Digest] {
    guard let object = try fields.value("runtime").object else {
      throw fields.unexpected("runtime", "a table")
    }
    var runtime: [String: Digest] = [:]
    for member in object.members {
      guard let digest = member.value.string.flatMap({ Digest($0) }) else {
        throw fields.unexpected("runtime", "a table of digests")
      }
      runtime[member.key] = digest
    }
    return runtime
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "action", value: .string("model.deploy")),
      .init(key: "dao", value: .string(dao.description)),
      .init(key: "daoName", value: .string(daoName)), .init(key: "environment", value: .string(environment)),
      .init(key: "expires", value: .string(expires.description)),
      .init(key: "notBefore", value: .string(notBefore.description)),
      .init(key: "proof", value: .string(Base64.encode(proof.bytes))),
      .init(key: "proposal", value: proposal.json),
      .init(key: "protocols", value: .array(protocols.map(\.json))),
      .init(key: "rules", value: .string(rules.description)),
      .init(
        key: "runtime",
        value: .object(JSONObject(runtime.map { .init(key: $0.key, value: .string($0.value.description)) }))),
    ]
    if let audience { members.append(.init(key: "audience", value: .string(audience))) }
    if let stage { members.append(.init(key: "stage", value: stage.json)) }
    return .object(JSONObject(members))
  }

  /// The same approval, borne out by another proof.
  package func proven(by proof: ByteString) -> GovernanceApproval {
    GovernanceApproval(
      dao: dao, daoName: daoName, proposal: proposal, environment: environment, audience: audience,
      runtime: runtime, stage: stage, rules: rules, protocols: protocols, notBefore: notBefore,
      expires: expires, proof: proof.bytes)
  }

  /// Refuses an approval that is not valid at an instant.
  package func requireValid(at now: Timepoint) throws(AttestationRefusal) {
    guard now >= notBefore else { throw .early(notBefore) }
    guard now < expires else { throw .expired(expires) }
  }
}

extension GovernanceApproval.Proposal {
  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the proposal")
    content = try fields.digest("content")
    id = try fields.digest("id")
    number = try fields.string("number")
    try fields.finish()
  }

  var json: JSONValue {
    .members([
      "content": .string(content.description), "id": .string(id.description), "number": .string(number),
    ])
  }
}

extension GovernanceApproval.Stage {
  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the stage")
    index = try fields.integer("index")
    maxTrafficPermille = try fields.integer("maxTrafficPermille")
    name = try fields.string("name")
    try fields.finish()
    guard index >= 1, 1...1000 ~= maxTrafficPermille else {
      throw fields.unexpected("maxTrafficPermille", "from 1 to 1000")
    }
  }

  fileprivate var json: JSONValue {
    .members([
      "index": .integer(index), "maxTrafficPermille": .integer(maxTrafficPermille), "name": .string(name),
    ])
  }
}
