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
    let earlier = try releases(of: proposal.id).filter { $0.key == release.keyID }.flatMap(\.signed)
    for part in signed {
      guard !earlier.contains(where: { $0.message == part.message }) else {
        throw ReleaseRefusal.alreadySigned(name: part.name)
      }
      try checkMessage(part, of: decided)
    }
    return [sequence, ReleaseRecord(release, id, signed: signed, at: position).change]
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
    do throws(AttestationRefusal) {
      let proposed = try InTotoStatement(message: message)
      let expected = try decided.statement(part.name, adopting: proposed)
      guard expected.message == message else { throw .wrongType(found: "", expected: "") }
    } catch {
      throw ReleaseRefusal.differs(name: part.name)
    }
  }
}
