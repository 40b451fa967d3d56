package import CanonicalEncoding
internal import Governance

/// How the approval of a model stands at an instant, by the log alone.
///
/// A gate asks all of this and more: what is paused, the orders that were handed to it, what runs beside the weights and
/// what evidence shows.
package enum ApprovalStanding: Hashable, Sendable {
  /// It counts.
  case counts
  /// It has not begun.
  case early
  /// It came to its own end.
  case ended
  /// A vote or a council took it back.
  case revoked(RevocationRecord)
  /// A pause that covers it lapsed since, of this incident: it must be approved again.
  case lapsed(incident: String)
  /// It was decided while the log's keys count as stolen.
  case doubted(LogKeyDoubt)

  /// Why it does not count though its own time runs, in one sentence without its point; `nil` where nothing stopped it.
  package var stop: String? {
    switch self {
    case .counts, .early, .ended: nil
    case .revoked(let record):
      record.isCouncilOrder
        ? "revoked by the council (entry \(record.origin.index))" : "revoked by \(record.origin.display)"
    case .lapsed(let incident): "closed since the pause for \(incident) lapsed: it must be approved again"
    case .doubted(let doubt):
      "suspended: decided over \(doubt.words), under log keys that count as stolen, and must be decided again"
    }
  }
}

extension LedgerView {
  /// How an approval stands.
  ///
  /// What stopped it is told rather than that its time is over: that says more of what became of it.
  /// - Complexity: O(revocations + orders); O(approvals) where a pause of a family has lapsed.
  package func standing(of approval: ApprovalRecord, at now: Timepoint) throws -> ApprovalStanding {
    if let revocation = try revocation(of: approval, at: now) { return .revoked(revocation) }
    if let closure = try closure(of: approval, at: now) { return .lapsed(incident: closure.incident) }
    if let doubt = try doubt(about: approval.origin) { return .doubted(doubt) }
    if now < approval.begins { return .early }
    return now < approval.ends ? .counts : .ended
  }

  /// The first pause that lapsed and left an approval closed, or `nil`.
  private func closure(of approval: ApprovalRecord, at now: Timepoint) throws -> PauseClosure? {
    let submission = try submission(of: approval.origin)
    let closures = try closures(at: now).filter { $0.before > submission.index }
    guard !closures.isEmpty else { return nil }
    let (model, environment) = (approval.deployment.model, approval.deployment.environment)
    let nameFamilies = closures.contains { if case .family = $0.scope { true } else { false } }
    let subject =
      nameFamilies
      ? try subject(model, in: environment)
      : BrakeScope.Subject(model: model, families: [], environment: environment)
    return closures.first { $0.closes(submittedBy: submission.index, about: subject) }
  }
}
