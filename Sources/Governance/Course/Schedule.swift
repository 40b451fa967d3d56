public import CanonicalEncoding

/// When ballots are taken.
public struct Schedule: Hashable, Sendable {
  /// The first instant at which a ballot may be received.
  public let opens: Timepoint
  /// The first instant at which none may be received any more.
  public let closes: Timepoint

  package init(opens: Timepoint, closes: Timepoint) {
    self.opens = opens
    self.closes = closes
  }

  /// The schedule of a proposal received at an instant under some rules, as far as it is known with what has been
  /// recorded of it: what it still waits for moves it.
  package init(submitted: Timepoint, rules: TrackRules, milestones: Milestones = Milestones()) {
    let opens = rules.opening(submitted: submitted, milestones: milestones)
    self.opens = rules.course.ends.first(from: opens)
    closes = rules.course.ends.end(of: opens + rules.period)
  }

  /// Whether a ballot received at an instant is in time: opens ≤ t < closes.
  public func isOpen(at instant: Timepoint) -> Bool { opens <= instant && instant < closes }
}

extension TrackRules {
  /// When voting opens, before the question whether that instant itself counts: after the delay, which begins with what the
  /// proposal waited for, or with the submission where it runs beside that.
  package func opening(submitted: Timepoint, milestones: Milestones) -> Timepoint {
    var start = submitted
    if let deposit = course.deposit, deposit.within > .zero { start = max(start, milestones.funded ?? start) }
    if course.review != nil { start = max(start, milestones.approved ?? start) }
    if course.mostActive != nil { start = max(start, milestones.started ?? start) }
    return opening(submitted: submitted, begun: start)
  }

  /// The same where it is known when all it waited for was there.
  func opening(submitted: Timepoint, begun: Timepoint) -> Timepoint {
    course.delaysFromSubmission ? max(submitted + delay, begun) : begun + delay
  }
}
