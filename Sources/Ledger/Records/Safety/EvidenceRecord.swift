package import CanonicalEncoding
package import Governance
package import Signing

/// An evaluation that was commissioned.
package struct CommissionRecord: StateRecord {
  package let statement: Digest
  package let format: String
  package let evaluator: AccountKey
  package let commissioner: AccountKey
  package let model: ModelDigests
  package let plan: Digest
  package let until: Timepoint
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.commission

  init(_ commission: EvidenceCommission, _ id: Digest, at position: LogPosition) {
    statement = id
    format = commission.format
    evaluator = commission.evaluator
    commissioner = commission.header.signer
    model = commission.model
    plan = commission.plan
    until = commission.until
    index = position.index
    received = position.received
  }

  /// Those about a model stand together, under their statements.
  static func key(_ statement: Digest, of model: ModelDigests) -> RecordKey {
    RecordKey(.commission, ByteString(model.bytes), ByteString(statement.bytes))
  }

  var change: Change { Change(Self.key(statement, of: model), bytes) }

  package var members: [JSONObject.Member] {
    var members = model.members
    members.add("commissioner", commissioner.text)
    members.add("evaluator", evaluator.text)
    members.add("format", format)
    members.add("index", number: index)
    members.add("plan", plan)
    members.add("received", number: received.milliseconds)
    members.add("statement", statement)
    members.add("until", number: until.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    commissioner = try fields.account("commissioner")
    evaluator = try fields.account("evaluator")
    format = try fields.string("format")
    index = try fields.integer("index")
    model = try ModelDigests(reading: &fields)
    plan = try fields.digest("plan")
    received = try fields.timepoint("received")
    statement = try fields.digest("statement")
    until = try fields.timepoint("until")
  }
}

/// A result that an accredited evaluator bound to a model.
package struct EvidenceRecord: StateRecord {
  package let statement: Digest
  package let evaluator: AccountKey
  package let format: String
  /// Empty for the only requirement of its format.
  package let requirement: String
  package let verdict: EvidenceAttestation.Verdict
  package let evidence: Digest
  package let configuration: [String: Digest]
  package let commission: Digest
  package let started: Timepoint
  package let ended: Timepoint
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.evidence

  init(
    _ attestation: EvidenceAttestation, _ id: Digest, configuration: [String: Digest],
    at position: LogPosition
  ) {
    statement = id
    evaluator = attestation.header.signer
    format = attestation.format
    requirement = attestation.requirement
    verdict = attestation.verdict
    evidence = attestation.evidence
    self.configuration = configuration
    commission = attestation.commission
    started = attestation.startedAt
    ended = attestation.endedAt
    index = position.index
    received = position.received
  }

  func change(of model: ModelDigests) -> Change {
    change(ByteString(model.bytes), ByteString(number: index))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "commission": commission.description, "evaluator": evaluator.text, "evidence": evidence.description,
      "format": format, "requirement": requirement, "statement": statement.description,
      "verdict": verdict.rawValue,
    ])
    members.append(
      .init(
        key: "configuration",
        value: .object(
          JSONObject(configuration.map { .init(key: $0.key, value: .string($0.value.description)) }))))
    members.add("ended", number: ended.milliseconds)
    members.add("index", number: index)
    members.add("received", number: received.milliseconds)
    members.add("started", number: started.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    commission = try fields.digest("commission")
    var configuration: [String: Digest] = [:]
    for member in try fields.value("configuration").object?.members ?? [] {
      configuration[member.key] = member.value.string.flatMap { Digest($0) }
    }
    self.configuration = configuration
    ended = try fields.timepoint("ended")
    evaluator = try fields.account("evaluator")
    evidence = try fields.digest("evidence")
    format = try fields.string("format")
    index = try fields.integer("index")
    received = try fields.timepoint("received")
    requirement = try fields.string("requirement")
    started = try fields.timepoint("started")
    statement = try fields.digest("statement")
    verdict = try fields.word("verdict")
  }
}
