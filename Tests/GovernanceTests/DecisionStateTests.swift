import CanonicalEncoding
import Governance
import Testing
import Voting

/// The states of a proposal against a machine that lives through every millisecond.
@Suite struct DecisionStateTests {
  /// GovernorBravo: `eta == 0` is Succeeded for ever, and what is queued expires.
  @Test func `what may be queued at any time lapses only once it is queued`() throws {
    let vote = CourseSample.facts([.init(at: 1, power: 2, option: 0)], electorate: 9)
    let spans: [String: UInt64] = ["period": 10, "timelock": 5, "grace": 20]
    let patient = try CourseSample.rules(spans: spans, course: "{\"queue_any_time\":true}")
    let usual = try CourseSample.rules(spans: spans)
    #expect(CourseSample.decision(usual, vote, at: 30).state == .expired)
    let waiting = CourseSample.decision(patient, vote, at: 1_000_000)
    #expect(waiting.state == .succeeded && waiting.lapses == nil)
    let queued = CourseSample.milestones([\.queued: 1000])
    #expect(CourseSample.decision(patient, vote, at: 1024, queued).phase == .executable)
    #expect(CourseSample.decision(patient, vote, at: 1025, queued).state == .expired)
  }

  /// A proposal that is carried along from instant to instant; states follow from what happened, not from dates.
  struct Machine: Hashable {
    var state = ProposalState.pending
    /// Milliseconds spent in the state.
    var age: UInt64 = 0
    var milestones = Milestones()

    /// One millisecond passes.
    mutating func tick(passes: Bool) {
      age += 1
      switch (state, age) {
      case (.pending, 3): (state, age) = (.active, 0)
      case (.active, 4): (state, age) = (passes ? .succeeded : .defeated, 0)
      case (.succeeded, 3): (state, age) = (.expired, 0)
      case (.queued, 5): (state, age) = (.expired, 0)
      default: break
      }
    }

    var isExecutable: Bool { state == .queued && age >= 2 }

    /// Every machine that one act at this instant leads to.
    func acts(at now: Timepoint) -> [Machine] {
      var next: [Machine] = []
      func add(_ state: ProposalState, _ path: WritableKeyPath<Milestones, Timepoint?>) {
        var machine = Machine(state: state, milestones: milestones)
        machine.milestones[keyPath: path] = now
        next.append(machine)
      }
      if state == .pending { add(.canceled, \.withdrawn) }
      if !state.isFinal { add(.canceled, \.vetoed) }
      if state == .succeeded { add(.queued, \.queued) }
      if isExecutable { add(.executed, \.executed) }
      return next
    }
  }

  private let submitted = Timepoint(milliseconds: 1000)

  /// All machines that can be reached, by instant.
  private func reachable(passes: Bool) -> [(now: Timepoint, machine: Machine)] {
    var all: [(now: Timepoint, machine: Machine)] = []
    var machines: Set = [Machine()]
    for instant in 0..<UInt64(25) {
      let now = submitted + Span(milliseconds: instant)
      if instant > 0 {
        machines = Set(
          machines.map { machine in
            var machine = machine
            machine.tick(passes: passes)
            return machine
          })
      }
      // Two acts may fall on one instant.
      for _ in 0..<2 { machines.formUnion(machines.flatMap { $0.acts(at: now) }) }
      all += machines.map { (now, $0) }
    }
    return all
  }

  private func phase(of machine: Machine) -> ProposalPhase {
    switch machine.state {
    case .pending: .waiting
    case .active: .voting
    case .succeeded: .passed
    case .queued: machine.isExecutable ? .executable : .timelock
    default: .ended
    }
  }

  @Test(arguments: [true, false])
  func `attack 51: in every reachable history the state is the machine's`(_ passes: Bool) throws {
    let rules = try Sample.quickRules()
    let facts = try Sample.facts(choosing: passes ? 0 : 1)
    let histories = reachable(passes: passes)
    for (now, machine) in histories {
      let decision = decide(
        rules, submitted: submitted, milestones: machine.milestones, facts: facts, at: now)
      #expect(decision.state == machine.state && decision.phase == phase(of: machine), "\(now) \(machine)")
      #expect((decision.ending != nil) == machine.state.isFinal)
      #expect(decision.passes == passes)
    }
    let states = Set(histories.map(\.machine.state))
    #expect(
      states
        == Set(ProposalState.allCases).subtracting(
          passes ? [.defeated] : [.succeeded, .queued, .executed, .expired]))
  }

  @Test func `attack 51: what is final stays, and the past is told as it was`() throws {
    let rules = try Sample.quickRules()
    let facts = try Sample.facts(choosing: 0)
    for (now, machine) in reachable(passes: true) {
      for later in UInt64(0)..<30 {
        let instant = submitted + Span(milliseconds: later)
        let told = decide(
          rules, submitted: submitted, milestones: machine.milestones, facts: facts, at: instant)
        if instant >= now, machine.state.isFinal { #expect(told.state == machine.state) }
        guard instant < now else { continue }
        var known = machine.milestones
        for path in [\Milestones.queued, \.executed, \.withdrawn, \.vetoed] {
          if let recorded = known[keyPath: path], recorded > instant { known[keyPath: path] = nil }
        }
        let then = decide(rules, submitted: submitted, milestones: known, facts: facts, at: instant)
        #expect(told.state == then.state && told.phase == then.phase && told.ending == then.ending)
      }
    }
  }

  @Test func `attack 51: nothing is executable early, late, twice or without having passed`() throws {
    let rules = try Sample.quickRules()
    for passes in [true, false] {
      let facts = try Sample.facts(choosing: passes ? 0 : 1)
      for (now, machine) in reachable(passes: passes) {
        let decision = decide(
          rules, submitted: submitted, milestones: machine.milestones, facts: facts, at: now)
        guard decision.phase == .executable else { continue }
        let queued = try #require(machine.milestones.queued)
        let waited = now.since(queued).milliseconds
        #expect(passes && 2..<5 ~= waited && machine.milestones.executed == nil)
        #expect(machine.milestones.vetoed == nil && machine.milestones.withdrawn == nil)
        #expect(decision.executable == queued + rules.timelock)
        #expect(decision.lapses == queued + rules.timelock + rules.grace)
        #expect(queued >= decision.schedule.closes)
      }
    }
  }

  // MARK: Boundaries

  /// Instants after submission around every boundary; queued, where it is, at the close plus a day.
  static let boundaries:
    [(id: String, before: ProposalState, boundary: Span?, queued: Bool, after: ProposalState)] = [
      (id: "opening", before: .pending, boundary: Span("1d"), queued: false, after: .active),
      (id: "close", before: .active, boundary: Span("6d"), queued: false, after: .succeeded),
      (id: "lapse of a success", before: .succeeded, boundary: Span("20d"), queued: false, after: .expired),
      (id: "lapse of a queued one", before: .queued, boundary: Span("23d"), queued: true, after: .expired),
    ]

  @Test(arguments: boundaries) func `attack 51: every boundary falls on its very instant`(
    _ row: (id: String, before: ProposalState, boundary: Span?, queued: Bool, after: ProposalState)
  ) throws {
    let rules = try #require(try Sample.charter().rules(for: "text.resolution"))
    let facts = try Sample.facts(choosing: 0)
    var milestones = Milestones()
    if row.queued { milestones.queued = submitted + Span(milliseconds: 7 * 86_400_000) }
    let boundary = submitted + (try #require(row.boundary))
    let tick = Span(milliseconds: 1)
    let states = [boundary - tick, boundary, boundary + tick].map {
      decide(rules, submitted: submitted, milestones: milestones, facts: facts, at: $0).state
    }
    #expect(states == [row.before, row.after, row.after])
  }

  @Test func `the timelock ends on its very instant, and ballots stop on theirs`() throws {
    let rules = try #require(try Sample.charter().rules(for: "charter.amend"))
    let facts = try Sample.facts(choosing: 0)
    var milestones = Milestones()
    let queued = submitted + Span(milliseconds: 10 * 86_400_000)
    milestones.queued = queued
    let executable = queued + (try #require(Span("4d")))
    let phases = [executable - Span(milliseconds: 1), executable].map {
      decide(rules, submitted: submitted, milestones: milestones, facts: facts, at: $0).phase
    }
    #expect(phases == [.timelock, .executable])
    let schedule = Schedule(submitted: submitted, rules: rules)
    #expect(
      !schedule.isOpen(at: schedule.opens - Span(milliseconds: 1)) && schedule.isOpen(at: schedule.opens))
    #expect(
      schedule.isOpen(at: schedule.closes - Span(milliseconds: 1)) && !schedule.isOpen(at: schedule.closes))
  }

  @Test func `a house without a count fails closed`() throws {
    let rules = try Sample.quickRules()
    for name in ["holders", "others"] {
      let count = try #require(try Sample.facts(choosing: 0).counts["holders"])
      let decision = decide(
        rules, submitted: submitted, milestones: Milestones(), facts: CountFacts(counts: [name: count]),
        at: submitted + Span(milliseconds: 7))
      #expect(decision.state == (name == "holders" ? .succeeded : .defeated))
    }
  }

  @Test func `at the end of time nothing wraps round`() throws {
    let rules = try Sample.quickRules()
    let decision = decide(
      rules, submitted: .latest, milestones: Milestones(), facts: try Sample.facts(choosing: 0), at: .latest)
    #expect(decision.schedule.opens == .latest && decision.schedule.closes == .latest)
    #expect(decision.state == .expired)
  }
}
