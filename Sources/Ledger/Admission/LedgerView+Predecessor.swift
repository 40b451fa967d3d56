internal import CanonicalEncoding
internal import Governance

/// Proposals that are executed only after another.
extension LedgerView {
  /// What comes before must be on record; so no two can wait for each other.
  func checkPredecessor(of content: ProposalContent, _ rules: TrackRules) throws {
    guard let id = content.after else { return }
    guard try proposal(id) != nil else { throw PredecessorRefusal.unknown(id) }
    guard !rules.course.takesEffectByItself else { throw PredecessorRefusal.nothingToExecute }
  }

  /// What comes before must have taken effect.
  /// - Complexity: that of deciding on it.
  func checkExecuted(predecessorOf content: ProposalContent, at now: Timepoint) throws {
    guard let id = content.after else { return }
    guard let before = try proposal(id) else { throw PredecessorRefusal.unknown(id) }
    let state = try decision(on: before, at: now).state
    guard state != .executed else { return }
    throw state.isFinal
      ? PredecessorRefusal.over(before.display, state) : PredecessorRefusal.notExecuted(before.display, state)
  }
}
