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

  /// The schedule of a proposal received at an instant under some rules.
  package init(submitted: Timepoint, rules: TrackRules) {
    let opens = submitted + rules.delay
    self.opens = rules.course.ends.first(from: opens)
    closes = rules.course.ends.end(of: opens + rules.period)
  }

  /// Whether a ballot received at an instant is in time: opens ≤ t < closes.
  public func isOpen(at instant: Timepoint) -> Bool { opens <= instant && instant < closes }
}
