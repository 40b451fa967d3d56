internal import CanonicalEncoding
internal import Voting

/// What a track has besides delay, period and tests.
extension TrackComparison {
  /// One rule less that passes something is harder, and one more that stops it.
  mutating func compareEarly(_ old: TrackDraft, _ new: TrackDraft) {
    for rule in old.course.early {
      let place = "early.\(rule.name)"
      guard let other = new.course.early.first(where: { $0.name.isSpelt(like: rule.name) }) else {
        // What it passed had a wait of its own, and may now pass by a way that has a shorter one.
        let isHarder =
          rule.outcome == .passed && !failsForward && (rule.timelock ?? old.timelock) <= new.shortestTimelock
        note(place, isHarder: isHarder, Self.words(rule.json), "")
        continue
      }
      compare(place, rule.json, other.json, words: Self.words)
    }
    for rule in new.course.early where !old.course.early.contains(where: { $0.name.isSpelt(like: rule.name) })
    {
      // What is removed is at an end, also where another vote follows a failure.
      let isHarder = rule.outcome == .removed || rule.outcome == .defeated && !failsForward
      note("early.\(rule.name)", isHarder: isHarder, "", Self.words(rule.json))
    }
  }

  /// What comes before a vote, and what moves its end.
  mutating func compareCourse(_ old: TrackDraft, _ new: TrackDraft) {
    compareExtensions(old, new)
    let isLast = !failsForward && old.timelock <= new.shortestTimelock
    let (old, new) = (old.course, new.course)
    // A first confirmation lets something pass before the close; a longer one only passes it later.
    compare("confirmation", old.confirmation, new.confirmation, words: { Self.words($0?.json) }) {
      guard let old = $0, let new = $1 else { return false }
      return isLast && new.span > old.span
    }
    compare("deposit", old.deposit, new.deposit, words: { Self.words($0?.json) }) { old, _ in old == nil }
    compare("review", old.review, new.review, words: { $0?.description ?? "" }) { old, _ in old == nil }
    compare("active_at_most", old.mostActive, new.mostActive, words: { $0.map(String.init) ?? "" }) {
      old, new in
      new.map { new in old.map { new < $0 } ?? true } ?? false
    }
    compare("queues_itself", old.queuesItself, new.queuesItself, words: { "\($0)" }) { old, _ in old }
    compare("never_lapses", old.neverLapses, new.neverLapses, words: { "\($0)" }) { old, _ in old }
    compare("queue_any_time", old.queuesAnyTime, new.queuesAnyTime, words: { "\($0)" }) { old, _ in old }
  }

  /// A vote that is longer is harder as long as nothing passes that did not before, only because time has gone by.
  private mutating func compareExtensions(_ old: TrackDraft, _ new: TrackDraft) {
    let asksTheSame = new.asksTheSame(from: old.period)
    let (old, new) = (old.course, new.course)
    compare("wait_for_quiet", old.waitForQuiet, new.waitForQuiet, words: { Self.words($0?.json) }) {
      guard let new = $1 else { return false }
      guard let old = $0 else { return asksTheSame }
      return asksTheSame && (old.house, old.option, old.against) == (new.house, new.option, new.against)
        && new.increase > old.increase
    }
    compare("late_quorum", old.lateQuorum, new.lateQuorum, words: { Self.words($0?.json) }) {
      guard let new = $1 else { return false }
      guard let old = $0 else { return asksTheSame }
      return asksTheSame && old.test == new.test && new.span > old.span
    }
  }

  /// Of what is left, nothing is proven either way.
  mutating func compareRest(_ old: TrackDraft, _ new: TrackDraft) {
    compare("absentees", old.absentees, new.absentees, words: Self.words)
    let (old, new) = (old.course, new.course)
    compare("ends", old.ends.json, new.ends.json, words: Self.words)
    compare(
      "delay_from", old.delaysFromSubmission, new.delaysFromSubmission, words: { $0 ? "submission" : "" })
    compare("judged_after", old.lag, new.lag, words: \.description)
    compare(
      "interpolated_delay", old.interpolatedDelay, new.interpolatedDelay, words: { Self.words($0?.json) })
    compare("silence", old.silence, new.silence, words: { $0?.rawValue ?? "" })
    compare("only", old.only, new.only, words: { $0.isEmpty ? "" : Self.words($0) })
  }
}

extension TrackDraft {
  /// The shortest time from passing to taking effect, whatever passes it.
  fileprivate var shortestTimelock: Span {
    course.early.filter { $0.outcome == .passed }.compactMap(\.timelock).reduce(timelock, min)
  }

  /// Whether the ballots that pass something so long after the opening, or later, would have passed it before.
  func asksTheSame(from span: Span) -> Bool {
    let early = course.early.filter { $0.outcome == .passed }
    return tests.allSatisfy { ($0.turnsAfter ?? .zero) < span }
      && early.allSatisfy { $0.turns.allSatisfy { $0 < span } }
      // A curve falls with the time that has gone by, and at the close it has fallen for good.
      && !early.flatMap(\.when).contains { $0 is CurveTest }
  }
}
