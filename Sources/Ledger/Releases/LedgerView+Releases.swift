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
    guard let release = try latestRelease(of: proposal, at: now) else { throw ReleaseRefusal.undecided }
    if case .approved(let record) = release.outcome {
      guard try !isRevoked(record, at: now) else { throw ReleaseRefusal.revoked }
      guard now < record.ends else { throw ReleaseRefusal.expired(at: record.ends) }
      if let doubt = try doubt(about: record.origin) { throw ReleaseRefusal.doubted(doubt) }
    }
    return release
  }

  /// What a proposal has decided about a model by an instant, at each of the stages that were opened, whether or not
  /// it is still in force: all that may ever have been signed about it.
  package func pastReleases(of proposal: ProposalRecord, at now: Timepoint) throws -> [DecidedRelease] {
    guard let latest = try latestRelease(of: proposal, at: now) else { return [] }
    guard case .approved(let record) = latest.outcome, record.stage > 0 else { return [latest] }
    return (0...record.stage).map { stage in
      DecidedRelease(
        latest.dao, latest.logKeys, proposal, latest.model,
        .approved(record.opening(stage: stage, at: record.stageSince)))
    }
  }

  private func latestRelease(of proposal: ProposalRecord, at now: Timepoint) throws -> DecidedRelease? {
    guard let dao = try dao() else { throw AdmissionRefusal.notFounded }
    func release(_ model: ModelDigests, _ outcome: DecidedRelease.Outcome) throws -> DecidedRelease {
      DecidedRelease(dao, try logKeys(), proposal, model, outcome)
    }
    if let record = try approval(by: proposal.id) {
      return try release(record.deployment.model, .approved(record))
    }
    switch try content(of: proposal)?.actions.first {
    case .revokeModel(let revocation):
      let records = try revocations(of: revocation.model)
      return try records.first { $0.origin.id == proposal.id }.map {
        try release(revocation.model, .revoked($0))
      }
    case .deployModel(let deployment):
      let decision = try decision(on: proposal, at: now)
      guard decision.state == .defeated else { return nil }
      return try release(deployment.model, .rejected(deployment, at: decision.schedule.closes))
    default: return nil
    }
  }

  /// Whether a message is, to the byte, what follows from a proposal that was submitted under a charter that asks for
  /// no signatures. What the message says of itself counts for nothing.
  /// - Complexity: O(proposals).
  package func isDecidedUnasked(_ message: [UInt8], at now: Timepoint) throws -> Bool {
    try decision(said: message, at: now) { try releaseRules(of: $0) == nil } != nil
  }

  /// The approval of which a message says, to the byte, what followed from it at some stage; `nil` where it says nothing
  /// of the kind.
  /// - Complexity: O(proposals).
  package func approval(said message: [UInt8], at now: Timepoint) throws -> ApprovalRecord? {
    guard let decided = try decision(said: message, at: now, among: { _ in true }),
      case .approved = decided.outcome
    else { return nil }
    return try approval(by: decided.proposal.id)
  }

  /// What was decided that a message follows from to the byte, or `nil`.
  private func decision(
    said message: [UInt8], at now: Timepoint, among isMeant: (ProposalRecord) throws -> Bool
  ) throws -> DecidedRelease? {
    guard let roots = try? InTotoStatement(message: message).subjects.compactMap({ $0.digests["sha256"] })
    else { return nil }
    for proposal in try proposals() where try isMeant(proposal) {
      for decided in try pastReleases(of: proposal, at: now)
      where roots.contains(where: { $0.isSpelt(like: decided.model.omsRoot.bareHex) }) {
        if decided.names.contains(where: { decided.statement($0, ifItIs: message) != nil }) { return decided }
      }
    }
    return nil
  }

  /// Whether any charter that was ever in force asks for signatures on releases.
  /// - Complexity: O(amendments).
  package func everAskedForReleases() throws -> Bool {
    try adoptedCharters().contains { adopted in
      guard let charter = try documents.charter(adopted.charter) else {
        throw AdmissionRefusal.documentMissing(adopted.charter)
      }
      return charter.release != nil
    }
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
