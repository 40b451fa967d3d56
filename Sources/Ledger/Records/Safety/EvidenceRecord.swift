package import CanonicalEncoding
package import Governance
package import Signing

/// An evaluation that was commissioned.
package struct CommissionRecord: StateRecord {
  package let suite: String
  package let evaluator: AccountKey
  package let commissioner: AccountKey
  package let model: ModelDigests
  package let plan: Digest
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.commission

  init(_ statement: EvidenceCommission, at position: LogPosition) {
    suite = statement.suite
    evaluator = statement.evaluator
    commissioner = statement.header.signer
    model = statement.model
    plan = statement.plan
    index = position.index
    received = position.received
  }

  /// Each stands alone, under its statement.
  static func key(_ statement: Digest) -> RecordKey {
    RecordKey(.commission, ByteString(statement.bytes), ByteString([]))
  }

  package var members: [JSONObject.Member] {
    var members = model.members
    members.add("commissioner", commissioner.text)
    members.add("evaluator", evaluator.text)
    members.add("index", number: index)
    members.add("plan", plan)
    members.add("received", number: received.milliseconds)
    members.add("suite", suite)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    commissioner = try fields.account("commissioner")
    evaluator = try fields.account("evaluator")
    index = try fields.integer("index")
    model = try ModelDigests(reading: &fields)
    plan = try fields.digest("plan")
    received = try fields.timepoint("received")
    suite = try fields.string("suite")
  }
}

/// A result that an accredited evaluator bound to a model.
package struct EvidenceRecord: StateRecord {
  package let statement: Digest
  package let evaluator: AccountKey
  /// The evaluator's organisation when it was attested.
  package let organisation: String
  package let format: String
  package let suite: String
  package let verdict: EvidenceAttestation.Verdict
  package let evidence: Digest
  package let commission: Digest
  /// SHA-256 of what was to be run, as it was commissioned.
  package let plan: Digest
  package let measured: Timepoint
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.evidence

  init(
    _ attestation: EvidenceAttestation, _ id: Digest, of organisation: String, plan: Digest,
    at position: LogPosition
  ) {
    statement = id
    evaluator = attestation.header.signer
    self.organisation = organisation
    format = attestation.format
    suite = attestation.suite
    verdict = attestation.verdict
    evidence = attestation.evidence
    commission = attestation.commission
    self.plan = plan
    measured = attestation.measuredAt
    index = position.index
    received = position.received
  }

  func change(of model: ModelDigests) -> Change {
    change(ByteString(model.bytes), ByteString(number: index))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "commission": commission.description, "evaluator": evaluator.text, "evidence": evidence.description,
      "format": format, "organisation": organisation, "plan": plan.description,
      "statement": statement.description, "suite": suite, "verdict": verdict.rawValue,
    ])
    members.add("index", number: index)
    members.add("measured", number: measured.milliseconds)
    members.add("received", number: received.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    commission = try fields.digest("commission")
    evaluator = try fields.account("evaluator")
    evidence = try fields.digest("evidence")
    format = try fields.string("format")
    index = try fields.integer("index")
    measured = try fields.timepoint("measured")
    organisation = try fields.string("organisation")
    plan = try fields.digest("plan")
    received = try fields.timepoint("received")
    statement = try fields.digest("statement")
    suite = try fields.string("suite")
    verdict = try fields.word("verdict")
  }
}
