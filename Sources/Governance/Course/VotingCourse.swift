package import CanonicalEncoding
package import Voting

/// One stage of voting followed from its opening on, ballot by ballot.
///
/// It can be followed from the beginning over a history of sums, or go on from a state that was kept: both find the
/// same, because nothing but the state is remembered between two changes.
package struct VotingCourse: Sendable {
  package let rules: TrackRules
  package let opens: Timepoint
  package private(set) var state: CourseState
  private let supply: TestFacts.Supply?

  /// Goes on from a state.
  package init(_ rules: TrackRules, opens: Timepoint, state: CourseState, supply: TestFacts.Supply? = nil) {
    self.rules = rules
    self.opens = opens
    self.state = state
    self.supply = supply
  }

  /// Follows what was counted, until an instant.
  /// - Parameter acted: When somebody queued what had passed, if that was done.
  init(
    _ rules: TrackRules, opens: Timepoint, facts: CountFacts, until now: Timepoint,
    actedOn acted: Timepoint? = nil
  ) {
    if let state = facts.state {
      self.init(rules, opens: opens, state: state, supply: facts.supply)
    } else {
      var tallies = facts.tallies
      for (house, history) in facts.histories where tallies[house] != nil { tallies[house] = history.opening }
      self.init(
        rules, opens: opens, state: CourseState(rules, opens: opens, tallies: tallies), supply: facts.supply)
      if now >= state.clock { open() }
      let last = max(state.clock, min(now, end - Span(milliseconds: 1)))
      for change in facts.changes(until: now, elseAt: last) where now >= state.clock {
        take(change)
      }
    }
    if let rule = rules.course.absentees, let leader = rule.leader {
      self.state.lead = facts.choice(of: leader, in: rule.house) ?? self.state.lead
    }
    if let acted, acted <= now { settle(at: acted) }
    advance(to: now)
  }

  /// The first instant at which no ballot is taken any more, as it stands.
  package var end: Timepoint { rules.course.ends.end(of: state.deadline) }

  /// Whether a ballot received at an instant that has been followed would be taken.
  package func takesBallots(at now: Timepoint) -> Bool {
    guard now >= rules.course.ends.first(from: opens) else { return false }
    if let verdict = state.verdict, verdict.at <= now { return state.keepsVoting && now < end }
    return now < end || state.confirmingSince != nil
  }

  /// When a proposal that is confirming passes, if its tests go on holding.
  package var confirmed: Timepoint? {
    guard let since = state.confirmingSince, let confirmation = rules.course.confirmation else { return nil }
    return since + confirmation.span
  }

  // MARK: Changes

  /// Judges what there is at the opening: the ballots kept from the stage before or cast with the submission, or none.
  /// They decide what they can, confirmation begins with them at once, whatever the lag (`begin_deciding` of
  /// pallet-referenda); nobody takes the lead by them, and no quorum is late.
  package mutating func open() {
    if state.tallies.values.contains(where: { $0.ballots > 0 }) {
      if let late = rules.course.lateQuorum, let test = rules.tests.first(where: { $0.name == late.test }) {
        state.isQuorumSeen = holds([test], at: state.clock)
      }
      if rules.course.confirmation != nil { advanceConfirmation(to: state.clock) }
    }
    decideEarly(at: state.clock)
  }

  /// Takes one change of the sums in. Changes come in the order of time.
  ///
  /// It is judged at once, or where the track has a lag only after that, together with everything that came until
  /// then: what is replaced within one block is never seen. What came in time is judged by the end of voting.
  package mutating func take(_ change: CountFacts.Change) {
    advance(to: change.at)
    guard takesBallots(at: change.at) else { return }
    state.keepDecisive()
    let before = state.tallies[change.house]
    state.tallies[change.house] = change.tally
    if let rule = rules.course.absentees, let ballot = change.ballot, ballot.voter == rule.leader,
      change.house == rule.house
    {
      state.lead = ballot.choice
    }
    guard state.verdict == nil else { return }
    let lag = rules.course.lag
    guard lag == .zero else {
      // At the latest when voting ends, or when it would be confirmed.
      let latest = confirmed ?? end
      state.due = state.due ?? (change.at < latest ? min(change.at + lag, latest) : change.at + lag)
      return
    }
    watchLead(change, before: before)
    judge(at: change.at)
  }

  /// Takes in what other logs had held by the close, at the close: it counts in what is judged at the end. It moves no
  /// deadline, makes no quorum late and decides nothing early.
  ///
  /// - Parameters:
  ///   - tallies: The sums of houses with these ballots.
  ///   - lead: What the member chose whom absent members follow, if that is among them.
  ///   - close: When voting was over.
  package mutating func join(_ tallies: [String: Tally], lead: Choice?, by close: Timepoint) {
    advance(to: min(end, close) - Span(milliseconds: 1))
    state.isQuorumSeen = true
    state.lead = lead ?? state.lead
    state.keepDecisive()
    state.tallies.merge(tallies) { $1 }
  }

  private mutating func judge(at instant: Timepoint) {
    if rules.course.confirmation != nil { confirm(at: instant) }
    decideEarly(at: instant)
    if state.verdict == nil { extend(at: instant) }
  }

  private mutating func decideEarly(at instant: Timepoint) {
    guard state.verdict == nil, instant < end || rules.course.lag > .zero else { return }
    for rule in rules.course.early
    where instant >= opens + rule.from && !rule.isReversible && decides(rule, at: instant) {
      state.keepsVoting = rule.keepsVoting
      state.verdict = .init(outcome: rule.outcome, at: instant, rule: rule.name)
      return
    }
  }

  /// Extends voting where a ballot changes the lead. It goes by single ballots, so that a track has it or a lag.
  private mutating func watchLead(_ change: CountFacts.Change, before: Tally?) {
    guard let quiet = rules.course.waitForQuiet, quiet.house == change.house else { return }
    move(
      to: quiet.deadline(
        state.deadline, from: facts(before ?? change.tally.emptied, at: change.at),
        to: facts(change.tally, at: change.at), opened: opens, period: rules.period, at: change.at))
  }

  private mutating func extend(at instant: Timepoint) {
    if let late = rules.course.lateQuorum, !state.isQuorumSeen,
      let test = rules.tests.first(where: { $0.name == late.test }), holds([test], at: instant)
    {
      state.isQuorumSeen = true
      move(to: max(state.deadline, instant + late.span))
    }
    if let delay = rules.course.interpolatedDelay, let tally = state.tallies[delay.house] {
      move(to: opens + delay.span(facts(tally, at: instant)))
      if let rule = delay.overtaken, end <= instant, succeeds(at: instant) {
        state.verdict = .init(outcome: .passed, at: instant, rule: rule)
      }
    }
  }

  private mutating func move(to deadline: Timepoint) {
    if deadline != state.deadline { state.isExtended = true }
    state.deadline = deadline
  }

  // MARK: Judging

  package func facts(_ tally: Tally, at instant: Timepoint) -> TestFacts {
    TestFacts(
      tally, options: rules.options, elapsed: instant.since(opens), period: rules.period, supply: supply)
  }

  /// Whether all of some tests hold now. A house without a count cannot pass a test: the decision fails closed.
  package func holds(_ tests: [any DecisionTest], at instant: Timepoint) -> Bool {
    tests.allSatisfy { test in
      state.tallies[test.house].map { test.holds(facts($0, at: instant)) } ?? false
    }
  }

  /// Whether an early rule decides now: its tests hold, and where it passes, those of a new charter as well.
  package func decides(_ rule: EarlyRule, at instant: Timepoint) -> Bool {
    rules.decides(rule) { holds($0, at: instant) }
  }

  /// Whether what a new charter asks holds as well.
  private func succeeds(at instant: Timepoint) -> Bool {
    rules.succeeds { holds($0, at: instant) }
  }

  /// The rule that decides as long as its tests hold, if one does now.
  func reversible(at instant: Timepoint) -> EarlyRule? {
    rules.course.early.first { $0.isReversible && instant >= opens + $0.from && decides($0, at: instant) }
  }

  /// Settles what such a rule decides, since somebody acts on it: no ballot is taken any more, and none undoes it.
  private mutating func settle(at acted: Timepoint) {
    advance(to: acted)
    let instant = max(acted, state.clock)
    guard state.verdict == nil, let rule = reversible(at: instant) else { return }
    state.verdict = .init(outcome: rule.outcome, at: instant, rule: rule.name)
  }

  // MARK: Time

  /// Follows what happens without a ballot until an instant: sums that are judged only now, early rules that begin to
  /// apply, confirmation, and the end of voting.
  package mutating func advance(to instant: Timepoint) {
    if let due = state.due, state.verdict == nil {
      let isConfirmed = rules.course.confirmation != nil
      // What must be confirmed is not looked at before.
      guard due <= instant || !isConfirmed else { return }
      if due <= instant {
        state.due = nil
        if isConfirmed { state.clock = max(state.clock, due) } else { pass(to: due) }
        // Where ballots move the close, what is to happen at it was put down before they are looked at.
        let isMoved = rules.course.interpolatedDelay != nil && !isConfirmed
        if state.verdict == nil, isMoved, due >= end { close(at: end) }
        if state.verdict == nil { judge(at: due) }
      }
    }
    let followed = state.clock
    pass(to: instant)
    if state.verdict == nil, rules.course.confirmation == nil, instant >= end, state.due == nil {
      // A deadline that a ballot has drawn in lies before that ballot; the outcome is settled with it.
      close(at: max(end, followed))
    }
  }

  private mutating func pass(to instant: Timepoint) {
    guard state.verdict == nil, instant >= state.clock else { return }
    let turns = rules.course.early.flatMap(\.turns).map { opens + $0 }
    for turn in turns.filter({ $0 > state.clock && $0 <= instant }).sorted()
    where state.verdict == nil && turn < end {
      // What was confirmed by then is decided: whoever looks later finds what was found before.
      if rules.course.confirmation != nil { advanceConfirmation(to: turn) }
      decideEarly(at: turn)
    }
    if state.verdict == nil, rules.course.confirmation != nil { advanceConfirmation(to: instant) }
    state.clock = instant
  }

  private mutating func close(at instant: Timepoint) {
    if let rule = rules.course.absentees, let tally = state.tallies[rule.house] {
      state.tallies[rule.house] = rule.completed(tally, options: rules.options, lead: state.lead)
    }
    let outcome = rules.closing { holds($0, at: end) }
    state.verdict = .init(outcome: outcome, at: instant, rule: nil)
  }

  /// While the sums stay as they are, bars only fall, so that once the tests hold they go on holding: the first
  /// instant at which they do is found by bisection.
  private mutating func advanceConfirmation(to until: Timepoint) {
    guard let confirmation = rules.course.confirmation else { return }
    let closes = end
    if state.confirmingSince == nil {
      if let since = firstHolding(from: state.clock, through: min(until, closes)) {
        state.confirmingSince = since
      } else if until >= closes {
        state.verdict = .init(outcome: .defeated, at: closes, rule: nil)
        return
      }
    }
    if let since = state.confirmingSince, since + confirmation.span <= until {
      state.verdict = .init(outcome: .passed, at: since + confirmation.span, rule: nil)
    }
  }

  /// A change of the sums while confirming: losing the bars starts again, or rejects once voting is over.
  private mutating func confirm(at instant: Timepoint) {
    guard state.confirmingSince != nil, !holds(rules.allTests, at: instant) else { return }
    state.confirmingSince = nil
    if instant >= end { state.verdict = .init(outcome: .defeated, at: instant, rule: nil) }
  }

  private func firstHolding(from start: Timepoint, through last: Timepoint) -> Timepoint? {
    guard start <= last, holds(rules.allTests, at: last) else { return nil }
    if holds(rules.allTests, at: start) { return start }
    var (low, high) = (start.milliseconds, last.milliseconds)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(rules.allTests, at: Timepoint(milliseconds: middle)) { high = middle } else { low = middle }
    }
    return Timepoint(milliseconds: high)
  }
}
