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
  public private(set) var tests: [TestResult]
  /// The sums that were judged, by house: as counted, with absent members where the track counts them. Where a rule
  /// decided early they are those of the decision, and not of the ballots that came later.
  public private(set) var tallies: [String: Tally]
  /// When ballots are taken, with what has moved the close.
  public let schedule: Schedule
  /// When voting opens, before the question whether that instant itself counts.
  package let opens: Timepoint
  /// Whether a ballot received now would be taken.
  public let takesBallots: Bool
  /// Whether something has moved the close.
  public let isExtended: Bool
  /// The early rule that decided, if one did.
  public let decidedBy: String?
  /// When the outcome was settled, once it is.
  public let decided: Timepoint?
  /// The stage it is in, from 0.
  public var stage: Int { path.number }
  /// The track of that stage.
  public let track: String
  /// What becomes of the deposit, once that is settled.
  public let deposit: DepositFate?
  /// The first instant of execution, once queued.
  public let executable: Timepoint?
  /// The instant at which the present state lapses by itself, if it does.
  public let lapses: Timepoint?
  /// The instant at which it passes if it goes on meeting its bars, while it is confirming.
  public let confirms: Timepoint?

  /// The way to the stage it is in.
  package let path: StagePath
  /// What voting came to, once that is settled, whatever became of it since.
  package let outcome: EarlyRule.Outcome?
  /// What the member chose whom absent ones follow, where the track has one who has voted.
  package let lead: Choice?
  /// The instant whose sums and bars were judged: now, or when it was decided.
  package let judgedAt: Timepoint
  /// What is left of what gives power, where the track asks for it.
  package let supply: TestFacts.Supply?
  /// From where voting can be followed again with other votes.
  package let basis: CourseBasis

  /// Whether every test holds.
  public var passes: Bool { tests.allSatisfy(\.passed) }

  /// The same with the sums of houses in which nobody has voted yet: what a stage asks is shown before its first ballot. It
  /// changes nothing about what was decided.
  package func showing(_ counted: [String: Tally], under rules: TrackRules) -> Decision {
    guard !state.isFinal, rules.houses.contains(where: { tallies[$0.name] == nil }) else { return self }
    var shown = self
    shown.tallies = tallies.merging(counted) { known, _ in known }
    shown.tests = rules.allTests.compactMap { test in
      shown.tallies[test.house].map {
        test.judge(
          TestFacts(
            $0, options: rules.options, elapsed: judgedAt.since(opens), period: rules.period, supply: supply))
      }
    }
    return shown
  }

  /// The same while it is not known yet which ballots came in time: the outcome is open, and none are taken.
  package var awaitingWitnesses: Decision {
    Decision(
      state: .active, phase: .witnessing, ending: nil, tests: tests, tallies: tallies, schedule: schedule,
      opens: opens, takesBallots: false, isExtended: isExtended, decidedBy: nil, decided: nil, track: track,
      deposit: nil, executable: nil, lapses: nil, confirms: nil, path: path, outcome: nil, lead: lead,
      judgedAt: judgedAt, supply: supply, basis: basis)
  }
}

/// Decides where a proposal stands.
///
/// The state is derived from the schedule, the counts and what has been recorded, and never stored, so it cannot
/// go stale. Boundaries: executable is inclusive, lapses exclusive; those of voting are the track's.
///
/// - Parameters:
///   - rules: The rules frozen with the proposal.
///   - submitted: When it was received.
///   - milestones: What has been recorded.
///   - facts: The counts: final at or after the close, the counts so far before it, with the running sums where the
///     track depends on the order of ballots.
///   - settlements: What witnesses have made of its stages, first to last, where its time is theirs: a stage is not
///     followed by another before it is settled. `nil` where nobody has to settle anything.
///   - held: How the log's clock was set back while it was on record.
///   - now: The instant asked about.
/// - Complexity: O(changes × tests), and O(changes × tests × log time) where bars fall with time.
package func decide(
  _ rules: TrackRules, submitted: Timepoint, milestones: Milestones, facts: CountFacts,
  settlements: [StageSettlement]? = nil, held: [HeldClock] = [], at now: Timepoint
) -> Decision {
  Deciding(
    milestones: milestones, deposit: rules.course.deposit, settlements: settlements, held: held, now: now
  )
  .decide(rules, from: submitted, facts: facts, path: .first)
}

/// The steps of a decision.
private struct Deciding {
  let milestones: Milestones
  /// The deposit of the first stage, which is that of all others unless they have their own.
  let deposit: DepositRules?
  let settlements: [StageSettlement]?
  let held: [HeldClock]
  let now: Timepoint
  /// The instant up to which voting is followed: now, or what the clock had shown before it was set back.
  private var followed: Timepoint { held.followed(at: now) }

  /// Where a proposal stands within its state.
  struct Position {
    var state: ProposalState
    var phase: ProposalPhase
    var ending: ProposalEnding?
    var executable: Timepoint?
    var lapses: Timepoint?
  }

  func decide(
    _ rules: TrackRules, from submitted: Timepoint, facts: CountFacts, path: StagePath
  ) -> Decision {
    let rules = rules.lengthened(by: settlement(of: path.number).extended)
    let waiting = path == .first ? beforeVoting(rules, from: submitted) : (nil, submitted)
    // A later stage waits for nothing.
    let opens =
      path == .first ? rules.opening(submitted: submitted, begun: waiting.1) : waiting.1 + rules.delay
    let course = VotingCourse(
      rules, opens: opens, facts: facts, until: waiting.0 == nil ? followed : .earliest,
      actedOn: milestones.queued)
    if waiting.0 == nil, let next = following(rules, course, opens: opens, facts: facts, path: path) {
      return next
    }
    let position = recorded ?? waiting.0 ?? position(rules, course)
    let at = min(followed, course.state.verdict?.at ?? followed)
    let tests = rules.allTests.compactMap { test in
      course.state.judged[test.house].map { test.judge(course.facts($0, at: at)) }
    }
    return Decision(
      state: position.state, phase: position.phase, ending: position.ending, tests: tests,
      tallies: course.state.judged,
      schedule: Schedule(opens: rules.course.ends.first(from: opens), closes: course.end),
      opens: opens, takesBallots: recorded == nil && waiting.0 == nil && course.takesBallots(at: followed),
      isExtended: course.state.isExtended, decidedBy: course.state.verdict?.rule,
      decided: (course.state.verdict?.at).map { held.counted($0) },
      track: rules.name, deposit: fate(rules, position, tests),
      executable: position.executable
        ?? milestones.queued.map {
          milestones.executable(
            queued: $0, timelock: rules.timelock(after: course.state.verdict?.rule), at: now)
        },
      lapses: position.lapses, confirms: position.phase == .confirming ? course.confirmed : nil,
      path: path, outcome: course.state.verdict?.outcome, lead: course.state.lead, judgedAt: at,
      supply: facts.supply,
      basis: CourseBasis(course, facts, until: waiting.0 == nil ? now : .earliest))
  }

  // MARK: Stages

  /// The stage that follows, if this one is over and the charter names one for how it ended. Nothing follows on a proposal
  /// that was stopped: it ends in the stage that it was in.
  private func following(
    _ rules: TrackRules, _ course: VotingCourse, opens: Timepoint, facts: CountFacts, path: StagePath
  ) -> Decision? {
    guard let verdict = course.state.verdict, verdict.at <= held.followed(at: stopped ?? now),
      let occasion = verdict.outcome.occasion, path.number < Self.mostStages,
      let next = rules.course.stage(after: occasion)
    else { return nil }
    guard let (ended, firstOpened) = handedOn(at: verdict.at, opens: opens, stage: path.number) else {
      return nil
    }
    let start = next.start.instant(after: ended, firstOpened: firstOpened)
    let first = next.rules.course.ends.first(from: start + next.rules.delay)
    let counted = facts.facts(ofNext: next, decided: verdict.at, opens: first)
    return decide(next.rules, from: start, facts: counted, path: path.after(occasion))
  }

  /// When a stage is over for the one that follows, and when the first of them counts as opened; `nil` while witnesses
  /// have yet to settle it.
  ///
  /// While they do so no ballots are taken. What follows loses nothing by that: it begins when the stage is settled,
  /// and where it runs from the first opening, that moves on by as much as witnesses have held the vote up.
  private func handedOn(
    at decided: Timepoint, opens: Timepoint, stage: Int
  ) -> (ended: Timepoint, firstOpened: Timepoint)? {
    guard settlements != nil else { return (decided, opens) }
    let settlement = settlement(of: stage)
    guard let settled = settlement.settled, settled <= min(now, stopped ?? now) else { return nil }
    return (max(settled, decided), opens + settlement.extended + settled.since(decided))
  }

  private func settlement(of stage: Int) -> StageSettlement {
    guard let settlements, stage < settlements.count else { return .open }
    return settlements[stage]
  }

  /// A charter's stages form a tree, so this bounds only what a reader has to imagine.
  private static let mostStages = 8

  // MARK: Positions

  /// When it was stopped, if it has been.
  private var stopped: Timepoint? {
    [milestones.vetoed, milestones.withdrawn, milestones.slashed, milestones.rejected].compactMap(\.self)
      .filter { $0 <= now }.min()
  }

  /// What was recorded once and for all.
  private var recorded: Position? {
    func ended(_ instant: Timepoint?, _ state: ProposalState, _ ending: ProposalEnding) -> Position? {
      guard let instant, instant <= now else { return nil }
      return Position(state: state, phase: .ended, ending: ending)
    }
    return ended(milestones.executed, .executed, .tookEffect) ?? ended(milestones.vetoed, .canceled, .vetoed)
      ?? ended(milestones.withdrawn, .canceled, .withdrawn) ?? ended(milestones.slashed, .canceled, .slashed)
      ?? ended(milestones.rejected, .canceled, .rejected)
  }

  /// Deposit, review and queue: where a proposal waits before its delay, or the instant from which that runs.
  private func beforeVoting(_ rules: TrackRules, from submitted: Timepoint) -> (Position?, Timepoint) {
    var start = submitted
    if let deposit = rules.course.deposit, deposit.within > .zero {
      guard let funded = milestones.funded, funded <= followed else {
        let lapses = start + deposit.within
        let isOver = followed >= lapses
        return (
          isOver
            ? Position(state: .canceled, phase: .ended, ending: .unfunded)
            : Position(state: .pending, phase: .deposit, lapses: lapses), start
        )
      }
      start = max(start, funded)
    }
    if let review = rules.course.review {
      guard let approved = milestones.approved, approved <= followed else {
        let lapses = review > .zero ? start + review : nil
        let isOver = lapses.map { followed >= $0 } ?? false
        return (
          isOver
            ? Position(state: .expired, phase: .ended, ending: .lapsed)
            : Position(state: .pending, phase: .review, lapses: lapses), start
        )
      }
      start = max(start, approved)
    }
    if rules.course.mostActive != nil {
      guard let started = milestones.started, started <= followed else {
        return (Position(state: .pending, phase: .scheduled), start)
      }
      start = max(start, started)
    }
    return (nil, start)
  }

  /// Voting and what comes after it.
  private func position(_ rules: TrackRules, _ course: VotingCourse) -> Position {
    if let verdict = course.state.verdict, verdict.at <= followed {
      // What had come to its end when the clock was ahead is at its end; a timelock runs by the corrected clock.
      return held.contains(where: \.isOver)
        ? position(rules, after: verdict, since: verdict.at, at: followed)
        : position(rules, after: verdict, since: held.counted(verdict.at), at: now)
    }
    let opens = rules.course.ends.first(from: course.opens)
    if followed < opens { return Position(state: .pending, phase: .waiting) }
    if let reversible = course.reversible(at: followed) {
      // Ballots are still taken and may undo it, until somebody acts on it: nothing is queued by itself before the close.
      if reversible.outcome == .passed {
        return Position(
          state: .succeeded, phase: .voting, lapses: rules.course.waitsForever ? nil : now + rules.grace)
      }
      let verdict = CourseState.Verdict(outcome: reversible.outcome, at: now, rule: reversible.name)
      return position(rules, after: verdict, since: now, at: now)
    }
    return Position(state: .active, phase: course.state.confirmingSince == nil ? .voting : .confirming)
  }

  private func position(
    _ rules: TrackRules, after verdict: CourseState.Verdict, since decided: Timepoint, at now: Timepoint
  ) -> Position {
    switch verdict.outcome {
    case .removed: Position(state: .canceled, phase: .ended, ending: .removed)
    case .defeated: Position(state: .defeated, phase: .ended, ending: .failedTest)
    case .lapsed: Position(state: .expired, phase: .ended, ending: .lapsed)
    case .passed: carryingOut(rules, since: decided, by: verdict.rule, at: now)
    }
  }

  private func carryingOut(
    _ rules: TrackRules, since decided: Timepoint, by rule: String?, at now: Timepoint
  ) -> Position {
    func lapsing(_ instant: Timepoint) -> Timepoint? {
      rules.course.neverLapses ? nil : instant + rules.grace
    }
    let isQueued = rules.course.queuesItself || rules.course.takesEffectByItself
    let queued = isQueued ? decided : milestones.queued
    guard let queued, queued <= now else {
      let lapses = rules.course.waitsForever ? nil : lapsing(decided)
      return lapses.map { now < $0 } ?? true
        ? Position(state: .succeeded, phase: .passed, lapses: lapses)
        : Position(state: .expired, phase: .ended, ending: .lapsed)
    }
    let executable = milestones.executable(
      queued: queued, timelock: rules.timelock(after: rule), at: now)
    let lapses = lapsing(executable)
    if now < executable {
      return Position(state: .queued, phase: .timelock, executable: executable, lapses: lapses)
    }
    let hasFailed = milestones.failed.map { $0 <= now } ?? false
    if rules.course.takesEffectByItself, !hasFailed {
      return Position(state: .executed, phase: .ended, ending: .tookEffect, executable: executable)
    }
    return lapses.map { now < $0 } ?? true
      ? Position(
        state: .queued, phase: hasFailed ? .failed : .executable, executable: executable, lapses: lapses)
      : Position(state: .expired, phase: .ended, ending: .lapsed, executable: executable)
  }

  // MARK: Deposit

  /// What becomes of the deposit: the first test that failed decides, else how the proposal ended.
  private func fate(_ rules: TrackRules, _ position: Position, _ tests: [TestResult]) -> DepositFate? {
    guard let deposit = rules.course.deposit ?? deposit else { return nil }
    if position.state == .queued, let failed = milestones.failed, failed <= now {
      return deposit.fates[.executionFailed] ?? .held
    }
    guard let occasion = position.occasion else { return nil }
    if occasion == .failed,
      let test = zip(rules.allTests, tests).first(where: { !$0.1.passed })?.0, let fate = test.onFailure
    {
      return fate
    }
    return deposit.fates[occasion] ?? .returned
  }
}

extension TrackRules {
  /// The timelock of a proposal that passed: that of the early rule that decided, where it has its own.
  fileprivate func timelock(after rule: String?) -> Span {
    course.early.first { $0.name == rule }?.timelock ?? timelock
  }
}

extension Deciding.Position {
  /// How it ended, as far as the deposit is concerned; `nil` while that is open.
  fileprivate var occasion: DepositRules.Occasion? {
    switch state {
    case .pending, .active: nil
    case .succeeded, .queued, .executed: .passed
    case .defeated: .failed
    case .expired: .lapsed
    case .canceled:
      switch ending {
      case .vetoed: .vetoed
      case .rejected: .rejected
      case .slashed: .slashed
      case .withdrawn: .withdrawn
      case .unfunded: .unfunded
      default: .removed
      }
    }
  }
}
