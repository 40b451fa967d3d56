package import CanonicalEncoding
package import Governance
internal import SafetyProtocol
package import Signing

extension LedgerView {
  /// A run is commissioned by an evaluator or by somebody with a role, for an evaluator who is accredited.
  func admit(_ commission: EvidenceCommission, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(commission)
    let now = position.received
    guard EvidenceFormat(rawValue: commission.format) != nil else {
      throw AttestedEvidenceRefusal.form(field: "format")
    }
    guard now < commission.until else { throw AttestedEvidenceRefusal.form(field: "until") }
    let signer = commission.header.signer
    guard try isSeated(signer, at: now) || accreditation(of: signer, at: now) != nil else {
      throw AdmissionRefusal.roleMissing("evaluator")
    }
    guard try accreditation(of: commission.evaluator, at: now) != nil else {
      throw AttestedEvidenceRefusal.notAccredited(format: commission.format)
    }
    return [sequence, CommissionRecord(commission, id, at: position).change]
  }

  /// A result is taken of the run it was commissioned for, and of one that began after that.
  ///
  /// What it is worth is another question, asked whenever a gate is: accreditation, scope, freshness and the rules.
  func admit(_ attestation: EvidenceAttestation, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(attestation)
    let now = position.received
    guard EvidenceFormat(rawValue: attestation.format) != nil else {
      throw AttestedEvidenceRefusal.form(field: "format")
    }
    guard attestation.requirement.isEmpty || ClauseName.isSound(attestation.requirement) else {
      throw AttestedEvidenceRefusal.form(field: "requirement")
    }
    guard let configuration = attestation.configurationTable else {
      throw AttestedEvidenceRefusal.form(field: "configuration")
    }
    guard try accreditation(of: attestation.header.signer, at: now) != nil else {
      throw AttestedEvidenceRefusal.notAccredited(format: attestation.format)
    }
    try checkRun(of: attestation, at: now)
    guard try documents.holds(attestation.evidence) else {
      throw AdmissionRefusal.documentMissing(attestation.evidence)
    }
    let record = EvidenceRecord(attestation, id, configuration: configuration, at: position)
    return [sequence, record.change(of: attestation.model)]
  }

  private func checkRun(of attestation: EvidenceAttestation, at now: Timepoint) throws {
    guard let commission = try commission(attestation.commission, of: attestation.model) else {
      throw AttestedEvidenceRefusal.notCommissioned
    }
    guard commission.evaluator == attestation.header.signer else {
      throw AttestedEvidenceRefusal.otherRun(field: "evaluator")
    }
    guard commission.format.isSpelt(like: attestation.format) else {
      throw AttestedEvidenceRefusal.otherRun(field: "format")
    }
    guard commission.received < attestation.startedAt, attestation.startedAt < commission.until,
      attestation.startedAt <= attestation.endedAt
    else { throw AttestedEvidenceRefusal.untimely }
    guard attestation.endedAt <= now + StatementHeader.clockSkew else {
      throw AdmissionRefusal.signedAhead(by: attestation.endedAt.since(now))
    }
  }

  /// The accreditation of an evaluator that counts at an instant, or `nil`.
  package func accreditation(of account: AccountKey, at now: Timepoint) throws -> EvaluatorAccreditation? {
    let standing = try decided(EvaluatorAccreditation.kind, account.record.bytes).last { $0.counts(at: now) }
    guard case .accreditEvaluator(let accreditation) = standing?.action else { return nil }
    return accreditation
  }

  /// Whether an account has any role of the charter.
  func isSeated(_ account: AccountKey, at now: Timepoint) throws -> Bool {
    try charter(at: now)?.roles.values.contains { $0.members.contains(account) } ?? false
  }
}
