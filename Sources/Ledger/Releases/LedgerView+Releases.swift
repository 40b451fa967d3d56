package import CanonicalEncoding
package import Governance

/// What was decided that can be released, and who has signed it.
extension LedgerView {
  /// What the charter asks of releases under which a proposal was submitted: frozen with it, whatever is amended since.
  package func releaseRules(of proposal: ProposalRecord) throws -> ReleaseRules? {
    guard let charter = try documents.charter(proposal.charterHash) else {
      throw AdmissionRefusal.documentMissing(proposal.charterHash)
    }
    return charter.release
  }

  /// What a proposal decided about a model, as far as it is in force at an instant.
  /// - Throws: `ReleaseRefusal` for a proposal about which nothing may be signed.
  package func release(of proposal: ProposalRecord, at now: Timepoint) throws -> DecidedRelease {
    guard let dao = try dao() else { throw AdmissionRefusal.notFounded }
    if let record = try approval(by: proposal.id) {
      guard try !isRevoked(record, at: now) else { throw ReleaseRefusal.revoked }
      guard now < record.ends else { throw ReleaseRefusal.expired(at: record.ends) }
      if let doubt = try doubt(about: record.origin) { throw ReleaseRefusal.doubted(doubt) }
      return DecidedRelease(dao, proposal, record.deployment.model, .approved(record))
    }
    switch try content(of: proposal)?.actions.first {
    case .revokeModel(let revocation):
      let records = try revocations(of: revocation.model)
      if let record = records.first(where: { $0.origin.id == proposal.id }) {
        return DecidedRelease(dao, proposal, revocation.model, .revoked(record))
      }
    case .deployModel(let deployment):
      let decision = try decision(on: proposal, at: now)
      if decision.state == .defeated {
        return DecidedRelease(
          dao, proposal, deployment.model, .rejected(deployment, at: decision.schedule.closes))
      }
    default: break
    }
    throw ReleaseRefusal.undecided
  }

  /// The signatures on record about a proposal, oldest first.
  package func releases(of proposal: Digest) throws -> [ReleaseRecord] {
    try records.rows(.release, ByteString(proposal.bytes)).map { try ReleaseRecord(bytes: $0.value) }
  }

  /// Everything that release keys signed and that is on record, by proposal.
  package func releases() throws -> [ReleaseRecord] {
    try records.records(.release).map { try ReleaseRecord(bytes: $0.value) }
  }
}
