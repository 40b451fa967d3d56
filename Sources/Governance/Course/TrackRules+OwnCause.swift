package import Signing

/// Nobody stops a proposal that is about them.
///
/// A council that can veto its own recall, or keep up the pause that it gave, answers to nobody. So whom a proposal is
/// about is found when it is submitted, and frozen with its rules: they are in the rules hash, and every reader of the
/// log refuses the same signatures.
extension TrackRules {
  /// Whoever could stop a proposal in any of its stages, in order: by a veto, by turning it down, or by putting it off.
  package var stoppers: [AccountKey] { Set(allStoppers).sorted() }

  private var allStoppers: [AccountKey] {
    let guardians = course.guardians.filter { $0.deed.stops }.flatMap(\.role.members)
    return (veto?.members ?? []) + guardians + course.stages.flatMap(\.rules.allStoppers)
  }

  /// The same rules for a proposal that is about some accounts, who must not stop it.
  ///
  /// It still takes as many signatures as before: whoever may not sign is not replaced.
  package func barring(_ concerned: Set<AccountKey>) -> TrackRules {
    let barred = stoppers.filter(concerned.contains)
    guard !barred.isEmpty else { return self }
    var course = course
    course.barred = barred
    return replacing(houses: houses, delay: delay, period: period, timelock: timelock, course: course)
  }

  /// Whether somebody may not do something to the proposal because it is about them.
  package func bars(_ account: AccountKey, from deed: Act.Deed) -> Bool {
    deed.stops && course.barred.contains(account)
  }
}

extension Act.Deed {
  /// Whether it ends a proposal, or holds it up, against the vote.
  package var stops: Bool {
    switch self {
    case .veto, .reject, .slash, .postpone: true
    case .queue, .execute, .cancel, .approve, .waive, .start: false
    }
  }
}
