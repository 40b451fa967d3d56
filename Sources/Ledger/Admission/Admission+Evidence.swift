package import CanonicalEncoding
package import Governance
package import Signing

extension LedgerView {
  /// A run is commissioned by an evaluator or by somebody with a role, for an evaluator who is accredited.
  func admit(_ commission: EvidenceCommission, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(commission)
    let now = position.received
    guard PlainName.isSound(commission.suite) else { throw EvidenceRefusal.name(field: "suite") }
    let signer = commission.header.signer
    guard try isSeated(signer, at: now) || accreditation(of: signer, at: now) != nil else {
      throw AdmissionRefusal.roleMissing("evaluator")
    }
    guard try accreditation(of: commission.evaluator, at: now) != nil else {
      throw EvidenceRefusal.notAccredited(scope: commission.suite)
    }
    let record = CommissionRecord(commission, at: position)
    return [sequence, Change(CommissionRecord.key(id), record.bytes)]
  }

  /// A result counts for the model, the suite and the evaluator it was commissioned for, and was measured afterwards.
  func admit(_ attestation: EvidenceAttestation, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(attestation)
    let now = position.received
    for (field, name) in [("format", attestation.format), ("suite", attestation.suite)] {
      guard PlainName.isSound(name) else { throw EvidenceRefusal.name(field: field) }
    }
    guard let accreditation = try accreditation(of: attestation.header.signer, at: now),
      accreditation.scopes.contains(attestation.format) || accreditation.scopes.contains(attestation.suite)
    else { throw EvidenceRefusal.notAccredited(scope: attestation.format) }
    guard let commission = try commission(attestation.commission) else {
      throw EvidenceRefusal.notCommissioned
    }
    guard commission.evaluator == attestation.header.signer else {
      throw EvidenceRefusal.otherRun(field: "evaluator")
    }
    guard commission.suite == attestation.suite else { throw EvidenceRefusal.otherRun(field: "suite") }
    guard commission.model == attestation.model else { throw EvidenceRefusal.otherRun(field: "model") }
    guard attestation.measuredAt >= commission.received else {
      throw EvidenceRefusal.ranBefore(commissioned: commission.received)
    }
    guard attestation.measuredAt <= now + StatementHeader.clockSkew else {
      throw AdmissionRefusal.signedAhead(by: attestation.measuredAt.since(now))
    }
    guard try documents.holds(attestation.evidence) else {
      throw AdmissionRefusal.documentMissing(attestation.evidence)
    }
    let record = EvidenceRecord(
      attestation, id, of: accreditation.organisation, plan: commission.plan, at: position)
    return [sequence, record.change(of: attestation.model)]
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
