internal import CanonicalEncoding
internal import Voting

/// One stage of voting followed from its opening on, ballot by ballot.
///
/// Nothing is remembered between two questions: the course is followed anew from the recorded sums, so that a node
/// that was away for a week and one that was not find the same.
struct VotingCourse {
  /// What voting has come to.
  enum Verdict: Equatable {
    case passed, defeated, removed
  }

  private let rules: TrackRules
  let opens: Timepoint
  private let now: Timepoint
  /// The latest sums of each house.
  private(set) var tallies: [String: Tally] = [:]
  private let supply: TestFacts.Supply?

  /// The deadline as it stands, before the question whether it is inclusive.
  private(set) var deadline: Timepoint
  /// Whether something has moved the deadline.
  private(set) var isExtended = false
  /// What was decided, when, and by which early rule if one did.
  private(set) var verdict: (outcome: Verdict, at: Timepoint, rule: String?)?
  /// Since when the tests hold without a break, where they must be confirmed.
  private(set) var confirmingSince: Timepoint?
  /// Whether voting goes on although it is decided.
  private(set) var keepsVoting = false
  private var quorumSeen = false

  /// The instant up to which time-dependent bars have been followed.
  private var clock: Timepoint

  init(_ rules: TrackRules, opens: Timepoint, facts: CountFacts, until now: Timepoint) {
    self.rules = rules
    self.opens = opens
    self.now = now
    supply = facts.supply
    deadline = opens + rules.period
    clock = rules.course.ends.first(from: opens)
    for (house, tally) in facts.tallies {
      tallies[house] = facts.histories[house] == nil ? tally : tally.emptied
    }
    guard now >= clock else { return }
    follow(facts)
    finish()
  }

  /// The first instant at which no ballot is taken any more.
  var end: Timepoint { rules.course.ends.end(of: deadline) }

  /// Whether a ballot received now would be taken.
  var takesBallots: Bool {
    guard now >= rules.course.ends.first(from: opens) else { return false }
    if let verdict, verdict.at <= now { return keepsVoting && now < end }
    return now < end || confirmingSince != nil
  }

  private mutating func follow(_ facts: CountFacts) {
    var changes = facts.changes(until: now, elseAt: max(clock, min(now, end - Span(milliseconds: 1))))[...]
    for instant in rules.course.early.map({ opens + $0.from }).filter({ $0 > opens && $0 <= now }).sorted() {
      while let change = changes.first, change.at < instant {
        take(changes.removeFirst())
      }
      decideEarly(at: instant)
    }
    for change in changes { take(change) }
  }

  /// Takes one change of the sums in, at the instant it is judged.
  private mutating func take(_ change: CountFacts.Change) {
    let at = change.at + rules.course.lag
    advance(to: at)
    guard verdict == nil, change.at >= rules.course.ends.first(from: opens),
      change.at < end || confirmingSince != nil
    else { return }
    let before = tallies[change.house]
    tallies[change.house] = change.tally
    guard at <= now else { return }
    if rules.course.confirmation != nil { confirm(at: at) }
    decideEarly(at: at)
    guard verdict == nil else { return }
    extend(change, before: before, at: at)
  }

  private mutating func decideEarly(at instant: Timepoint) {
    guard verdict == nil, instant < end + rules.course.lag else { return }
    for rule in rules.course.early
    where instant >= opens + rule.from && !rule.isReversible && holds(rule.when, at: instant) {
      keepsVoting = rule.keepsVoting
      verdict = (rule.verdict, instant, rule.name)
      return
    }
  }

  private mutating func extend(_ change: CountFacts.Change, before: Tally?, at instant: Timepoint) {
    let old = deadline
    if let quiet = rules.course.waitForQuiet, quiet.house == change.house {
      let after = facts(change.tally, at: instant)
      let earlier = facts(before ?? change.tally.emptied, at: instant)
      if !quiet.isSettled(after), quiet.changesLead(from: earlier, to: after) {
        deadline = quiet.deadline(deadline, opened: opens, period: rules.period, at: instant)
      }
    }
    if let late = rules.course.lateQuorum, !quorumSeen,
      let test = rules.tests.first(where: { $0.name == late.test }), holds([test], at: instant)
    {
      quorumSeen = true
      deadline = max(deadline, instant + late.span)
    }
    if let delay = rules.course.interpolatedDelay, delay.house == change.house {
      deadline = opens + delay.span(facts(change.tally, at: instant))
    }
    if deadline != old { isExtended = true }
  }

  // MARK: Judging

  func facts(_ tally: Tally, at instant: Timepoint) -> TestFacts {
    TestFacts(
      tally, options: rules.options, elapsed: instant.since(opens), period: rules.period, supply: supply)
  }

  /// Whether all of some tests hold now. A house without a count cannot pass a test: the decision fails closed.
  func holds(_ tests: [any DecisionTest], at instant: Timepoint) -> Bool {
    tests.allSatisfy { test in
      tallies[test.house].map { test.holds(facts($0, at: instant)) } ?? false
    }
  }

  // MARK: Time

  /// Follows what happens without a ballot between two instants: confirmation, and the end of voting.
  private mutating func advance(to instant: Timepoint) {
    let until = min(instant, now)
    guard verdict == nil, until > clock else { return }
    if rules.course.confirmation != nil {
      advanceConfirmation(to: until)
    } else if rules.course.interpolatedDelay != nil, until >= end {
      verdict = (.passed, max(end, clock), nil)
    }
    clock = until
  }

  private mutating func finish() {
    advance(to: now)
    guard verdict == nil, rules.course.confirmation == nil, now >= end else { return }
    verdict = (holds(rules.tests, at: end) ? .passed : .defeated, end, nil)
  }

  /// While the sums stay as they are, bars only fall, so that once the tests hold they go on holding: the first
  /// instant at which they do is found by bisection.
  private mutating func advanceConfirmation(to until: Timepoint) {
    guard let confirmation = rules.course.confirmation else { return }
    let closes = end
    if confirmingSince == nil {
      let limit = min(until, closes)
      if let since = firstHolding(from: clock, through: limit) {
        confirmingSince = since
      } else if until >= closes {
        verdict = (.defeated, closes, nil)
        return
      }
    }
    if let since = confirmingSince, since + confirmation.span <= until {
      verdict = (.passed, since + confirmation.span, nil)
    }
  }

  /// A change of the sums while confirming: losing the bars starts again, or rejects once voting is over.
  private mutating func confirm(at instant: Timepoint) {
    guard verdict == nil, confirmingSince != nil, !holds(rules.tests, at: instant) else { return }
    confirmingSince = nil
    if instant >= end { verdict = (.defeated, instant, nil) }
  }

  private func firstHolding(from start: Timepoint, through last: Timepoint) -> Timepoint? {
    guard start <= last, holds(rules.tests, at: last) else { return nil }
    if holds(rules.tests, at: start) { return start }
    var (low, high) = (start.milliseconds, last.milliseconds)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(rules.tests, at: Timepoint(milliseconds: middle)) { high = middle } else { low = middle }
    }
    return Timepoint(milliseconds: high)
  }
}

extension EarlyRule {
  fileprivate var verdict: VotingCourse.Verdict {
    switch outcome {
    case .passed: .passed
    case .defeated: .defeated
    case .removed: .removed
    }
  }
}
