public import CanonicalEncoding
public import Voting

/// Where a proposal stands at an instant, and why.
public struct Decision: Hashable, Sendable {
  /// The state.
  public let state: ProposalState
  /// Where within the state.
  public let phase: ProposalPhase
  /// How it ended, once it has.
  public let ending: ProposalEnding?
  /// What each test finds in the count so far, or at the close.
  public let tests: [TestResult]
  /// When ballots are taken.
  public let schedule: Schedule
  /// The first instant of execution, once queued.
  public let executable: Timepoint?
  /// The instant at which the present state lapses by itself, if it does.
  public let lapses: Timepoint?

  /// Whether every test holds.
  public var passes: Bool { tests.allSatisfy(\.passed) }
}

/// The counts of all houses.
public struct CountFacts: Hashable, Sendable {
  /// The count of each house.
  public let counts: [String: Count]

  package init(counts: [String: Count]) { self.counts = counts }
}

/// Decides where a proposal stands.
///
/// The state is derived from the schedule, the counts and what has been recorded, and never stored, so it cannot
/// go stale. Boundaries: opens and executable are inclusive, closes and lapses exclusive.
///
/// - Parameters:
///   - rules: The rules frozen with the proposal.
///   - submitted: When it was received.
///   - milestones: What has been recorded.
///   - facts: The counts: final at or after the close, the counts so far before it.
///   - now: The instant asked about.
package func decide(
  _ rules: TrackRules, submitted: Timepoint, milestones: Milestones, facts: CountFacts, at now: Timepoint
) -> Decision {
  let schedule = Schedule(submitted: submitted, rules: rules)
  let tests = rules.tests.compactMap { test in
    facts.counts[test.house].map { test.judge($0.tally, options: rules.options) }
  }
  // A house without a count cannot pass a test: the decision fails closed.
  let isComplete = tests.count == rules.tests.count
  let position = position(
    rules, schedule, milestones, passes: isComplete && tests.allSatisfy(\.passed), at: now)
  return Decision(
    state: position.state, phase: position.phase, ending: position.ending, tests: tests, schedule: schedule,
    executable: milestones.queued.map { $0 + rules.timelock }, lapses: position.lapses)
}

private func position(
  _ rules: TrackRules, _ schedule: Schedule, _ milestones: Milestones, passes: Bool, at now: Timepoint
) -> (state: ProposalState, phase: ProposalPhase, ending: ProposalEnding?, lapses: Timepoint?) {
  if let executed = milestones.executed, executed <= now { return (.executed, .ended, .tookEffect, nil) }
  if let vetoed = milestones.vetoed, vetoed <= now { return (.canceled, .ended, .vetoed, nil) }
  if let withdrawn = milestones.withdrawn, withdrawn <= now { return (.canceled, .ended, .withdrawn, nil) }
  if now < schedule.opens { return (.pending, .waiting, nil, nil) }
  if now < schedule.closes { return (.active, .voting, nil, nil) }
  guard passes else { return (.defeated, .ended, .failedTest, nil) }
  guard let queued = milestones.queued, queued <= now else {
    let lapses = schedule.closes + rules.grace
    return now < lapses ? (.succeeded, .passed, nil, lapses) : (.expired, .ended, .lapsed, nil)
  }
  let executable = queued + rules.timelock
  let lapses = executable + rules.grace
  if now < executable { return (.queued, .timelock, nil, lapses) }
  return now < lapses ? (.queued, .executable, nil, lapses) : (.expired, .ended, .lapsed, nil)
}
