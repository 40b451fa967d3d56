internal import CanonicalEncoding
internal import Governance

/// The instants at which a line of a list is in time.
struct RecountWindow {
  /// When voting opens, before the question whether that instant itself counts.
  let opens: Timepoint
  /// The first instant at which a ballot is in time; a list without times has all of them then.
  let first: Timepoint
  /// The first instant at which none is any more.
  let end: Timepoint

  /// - Parameters:
  ///   - opened: When voting opened, if it is known: the first dated ballot is in time otherwise.
  ///   - ballots: When they were cast.
  init(_ rules: TrackRules, opened: Timepoint?, ballots: [Timepoint]) {
    let ends = rules.course.ends
    let tick = Span(milliseconds: 1)
    let earliest = ballots.min().map { ends.takesOpening ? $0 : $0 - tick }
    opens = opened ?? earliest ?? .earliest + rules.delay
    first = ends.first(from: opens)
    // Where ballots can move the close it is known once they are counted.
    end = rules.course.isOrdered ? .latest : ends.end(of: opens + rules.period)
  }

  private init(opens: Timepoint, first: Timepoint, end: Timepoint) {
    (self.opens, self.first, self.end) = (opens, first, end)
  }

  func contains(_ instant: Timepoint) -> Bool { first <= instant && instant < end }

  /// The same until voting was over: at its close as that stood in the end, or when what was confirmed passed.
  func closed(by decision: Decision, under rules: TrackRules) -> RecountWindow {
    // Nothing decides a vote that can be carried on as long as it is open.
    let decided = decision.decided ?? decision.schedule.closes
    // A ballot that draws the close in to before itself still counts, and so does one that ends a confirmation.
    let isLost = rules.course.confirmation != nil && decision.outcome == .defeated
    let isByBallot = rules.course.interpolatedDelay != nil || isLost
    let last = isByBallot ? decided + Span(milliseconds: 1) : decided
    return RecountWindow(opens: opens, first: first, end: min(end, max(decision.schedule.closes, last)))
  }
}
