import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Every event at every moment of a proposal's life: review, a place in the queue, voting, timelock, failure and all
/// that guardians may do, crossed with one another, against a machine that lives millisecond by millisecond.
@Suite struct CrossedEventTests {
  /// What can happen from outside.
  private enum Event: CaseIterable {
    case approve, reject, slash, start, withdraw, veto, waive, postpone, fail, execute
  }

  /// A proposal as it is lived; the spans are those of `GuardianTests.rules`.
  private struct Machine: Hashable {
    var phase = ProposalPhase.review
    var state = ProposalState.pending
    var ending: ProposalEnding?
    /// Milliseconds until the phase ends by itself; zero where it does not.
    var left = 4
    var milestones = Milestones()

    mutating func tick() {
      guard left > 0 else { return }
      left -= 1
      guard left == 0 else { return }
      switch phase {
      case .voting: move(.queued, .timelock, 3)
      case .timelock: move(.queued, .executable, 2)
      default: end(.expired, .lapsed)
      }
    }

    private mutating func move(_ state: ProposalState, _ phase: ProposalPhase, _ span: Int) {
      (self.state, self.phase, left) = (state, phase, span)
    }

    private mutating func end(_ state: ProposalState, _ ending: ProposalEnding) {
      move(state, .ended, 0)
      self.ending = ending
    }

    /// What an event makes of it; `nil` where it cannot happen now.
    func after(_ event: Event, at now: Timepoint) -> Machine? {
      var next = self
      switch (event, phase) {
      case (.approve, .review):
        next.milestones.approved = now
        next.move(.pending, .scheduled, 0)
      case (.start, .scheduled):
        next.milestones.started = now
        next.move(.active, .voting, 2)
      case (.reject, .review):
        next.milestones.rejected = now
        next.end(.canceled, .rejected)
      case (.slash, .review):
        next.milestones.slashed = now
        next.end(.canceled, .slashed)
      case (.withdraw, .review), (.withdraw, .scheduled):
        next.milestones.withdrawn = now
        next.end(.canceled, .withdrawn)
      case (.veto, .scheduled), (.veto, .voting), (.veto, .timelock):
        next.milestones.vetoed = now
        next.end(.canceled, .vetoed)
      case (.waive, .timelock):
        next.milestones.waived = now
        next.move(.queued, .executable, 2)
      case (.postpone, .timelock) where milestones.postponed == .zero:
        next.milestones.postponed = Span(milliseconds: 5)
        next.left += 5
      case (.fail, .executable):
        next.milestones.failed = now
        next.phase = .failed
      case (.execute, .executable), (.execute, .failed):
        next.milestones.executed = now
        next.end(.executed, .tookEffect)
      default: return nil
      }
      return next
    }
  }

  /// Every machine that some history leads to, by the instant.
  private static func reachable(until last: UInt64) -> [(now: UInt64, machine: Machine)] {
    var (all, living): ([(UInt64, Machine)], Set<Machine>) = ([], [Machine()])
    for now in 0...last {
      var open = living
      living = []
      while let machine = open.popFirst() {
        guard living.insert(machine).inserted else { continue }
        for event in Event.allCases {
          if let next = machine.after(event, at: CourseSample.instant(now)) { open.insert(next) }
        }
      }
      all += living.map { (now, $0) }
      living = Set(
        living.map { machine in
          var machine = machine
          machine.tick()
          return machine
        })
    }
    return all
  }

  @Test func `attack 51: in every history of all events the decision is the machine's`() throws {
    let rules = try GuardianTests.rules()
    let facts = CountFacts(tallies: ["h": Sample.tally([1, 0, 0], electorate: 5)])
    var (phases, endings): (Set<ProposalPhase>, Set<ProposalEnding>) = ([], [])
    for (now, machine) in Self.reachable(until: 16) {
      let decision = CourseSample.decision(rules, facts, at: now, machine.milestones)
      try Mismatch.unless(
        decision.phase == machine.phase && decision.state == machine.state
          && decision.ending == machine.ending,
        "at \(now): \(decision.state) \(decision.phase), lived \(machine)")
      let isOpen = machine.phase == .voting
      try Mismatch.unless(decision.takesBallots == isOpen, "at \(now): \(machine)")
      phases.insert(decision.phase)
      if let ending = decision.ending { endings.insert(ending) }
      // Whatever the rules let a guardian do can happen to the machine, and nothing else.
      for (deed, event) in [
        (GuardianRule.Deed.approve, Event.approve), (.reject, .reject), (.slash, .slash), (.veto, .veto),
        (.waive, .waive),
      ] {
        let happens = machine.after(event, at: CourseSample.instant(now)) != nil
        try Mismatch.unless(
          (rules.guardian(deed, in: decision) != nil) == happens, "\(deed) at \(now): \(machine)")
      }
    }
    #expect(phases == [.review, .scheduled, .voting, .timelock, .executable, .failed, .ended])
    #expect(endings == [.rejected, .slashed, .withdrawn, .vetoed, .lapsed, .tookEffect])
  }
}
