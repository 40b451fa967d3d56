internal import CanonicalEncoding
internal import Governance
internal import SafetyProtocol
internal import Signing

extension LedgerView {
  /// A signature on a release is taken of a registered key, on what follows from a decision that is in force: for
  /// nothing else is there a place in the log, and a signature in no log is an alarm.
  ///
  /// Anybody puts it on record: what counts is the key's signature, which was checked before.
  func admit(_ release: ReleaseSignature, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(release)
    guard let proposal = try proposal(release.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(release.proposalID)
    }
    guard try releaseRules(of: proposal) != nil else { throw ReleaseRefusal.notAsked }
    let decided = try self.release(of: proposal, at: position.received)
    if let field = decided.difference(to: release) { throw AdmissionRefusal.displayMismatch(field: field) }
    guard let signed = release.signed, decided.isComplete(signed.map(\.name)) else {
      throw ReleaseRefusal.form(field: "messages")
    }
    try checkKey(release.keyID, at: position.received)
    // Some of it may be on record: a summary stays as it is when the next stage opens, or when a holder signs again
    // over the proof of another. What is new is taken, and of the rest what came first stays.
    let earlier = try releases(of: proposal.id).filter { $0.key == release.keyID }.flatMap(\.signed)
    let added = signed.filter { part in !earlier.contains { $0.message == part.message } }
    guard !added.isEmpty else { throw ReleaseRefusal.alreadySigned }
    for part in signed { try checkMessage(part, of: decided) }
    return [sequence, ReleaseRecord(release, id, signed: added, at: position).change]
  }

  private func checkKey(_ id: Digest, at now: Timepoint) throws {
    guard let key = try releaseKey(id) else { throw ReleaseRefusal.keyUnknown(id) }
    guard key.counts(at: now) else { throw ReleaseRefusal.keyEnded(id) }
  }

  /// The bytes that were signed are those of the statement that follows from the decision.
  private func checkMessage(_ part: ReleaseSignature.Signed, of decided: DecidedRelease) throws {
    guard let message = try documents.bytes(of: part.message, limit: InTotoStatement.sizeLimit) else {
      throw AdmissionRefusal.documentMissing(part.message)
    }
    guard decided.statement(part.name, ifItIs: message) != nil else {
      throw ReleaseRefusal.differs(name: part.name)
    }
  }
}
