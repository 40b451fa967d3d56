import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Everything an operator can do with a vote by the time of witnesses: take ballots in in any order, late or never, date
/// them back, keep witnesses from looking, and put what they signed on record in any order, late or never.
///
/// The witnesses are honest, two of three, and sign a larger tree each time. Whatever the operator does, a vote is never
/// decided behind their backs and never twice; nothing counts that was handed in too late; and whoever handed in a ballot
/// in time, and does not find it counted, finds in the log itself what convicts the operator together with the promise, or
/// with what a drop-box gave for it.
@Suite struct OperatorScheduleTests {
  @Test(.timeLimit(.minutes(20)), arguments: OperatorScenario.all, [false, true])
  func `trust 1-4: whatever an operator does, the count is right or the log convicts him`(
    _ scenario: OperatorScenario, backdating: Bool
  ) async throws {
    var search = OperatorSearch(try await OperatorWorld(scenario), backdating: backdating)
    try search.run()
    #expect(search.settled > 0, "no course of events came to an end")
    #expect(search.right > 0, "no course of events was an honest one")
    #expect(search.convicted > 0, "no course of events was a dishonest one")
    print(
      "operator \"\(scenario.name)\"\(backdating ? ", dating back" : ""): \(search.visited) courses of events,",
      "\(search.settled) came to an end, \(search.right) of them as if he were honest; \(search.convicted) convict him"
    )
  }

  @Test func `honest witnesses sign no smaller tree after a larger one, but a minority may be late`() {
    func size(_ size: UInt64, _ tick: Int) -> WitnessedSize {
      WitnessedSize(size: size, tick: tick, birth: 0)
    }
    #expect(HonestWitnesses.canSign([size(5, 1), size(6, 2)]))
    // The third witness had not seen the larger tree.
    #expect(HonestWitnesses.canSign([size(6, 1), size(5, 2)]))
    // Two trees cannot both wait for it.
    #expect(HonestWitnesses.canSign([size(6, 0), size(5, 1), size(5, 2)]))
    #expect(!HonestWitnesses.canSign([size(7, 0), size(6, 1), size(5, 2)]))
    #expect(!HonestWitnesses.canSign([WitnessedSize(size: 5, tick: 0, birth: 1)]))
  }
}

/// A search through all courses of events that an operator can choose.
///
/// Every entry is made at the first tick at which it can be made behind the one before. That leaves nothing out: whoever
/// waits longer only has fewer checkpoints to choose from, and what he wants to say of the time he can say anyway.
private struct OperatorSearch {
  private let world: OperatorWorld
  private let backdating: Bool
  private(set) var visited = 0
  private(set) var settled = 0
  /// Settled as if the operator were honest.
  private(set) var right = 0
  /// Settled otherwise, with evidence.
  private(set) var convicted = 0

  init(_ world: OperatorWorld, backdating: Bool) {
    self.world = world
    self.backdating = backdating
  }

  mutating func run() throws { try visit(world.beginning, entries: 0) }

  private mutating func visit(_ state: OperatorState, entries: Int) throws {
    var state = state
    try look(at: &state)
    visited += 1
    guard entries < world.scenario.limit else { return }
    for (number, ballot) in world.scenario.ballots.enumerated() where state.taken[number] == nil {
      let tick = max(state.tick, ballot.tick)
      guard let next = try world.taking(number, at: tick, in: state, backdating: backdating) else { continue }
      try visit(next, entries: entries + 1)
    }
    for number in world.scenario.ballots.indices where !state.delivered.contains(number) {
      guard let next = try world.delivering(number, at: state.tick, in: state, backdating: backdating) else {
        continue
      }
      try visit(next, entries: entries + 1)
    }
    for (size, birth) in state.births {
      for seen in birth..<world.scenario.ticks.count {
        let checkpoint = WitnessedSize(size: size, tick: seen, birth: birth)
        guard HonestWitnesses.canSign(state.shown + [checkpoint]),
          let next = try world.showing(
            checkpoint, at: max(state.tick, seen), in: state, backdating: backdating)
        else { continue }
        try visit(next, entries: entries + 1)
      }
    }
  }

  /// What must hold wherever an operator has come.
  private mutating func look(at state: inout OperatorState) throws {
    let standing = try world.standing(in: state)
    let witnessing = try standing.proposal.witnessing.orThrow()
    let isOver = witnessing.settled != nil
    if !isOver {
      #expect(
        [.pending, .active].contains(standing.decision.state), "decided before witnesses could settle it")
    }
    let ended = witnessing.stages.filter { $0.settled != nil }
    #expect(ended.count >= state.settled.count, "what was settled is open again")
    while state.begun.count < witnessing.stages.count { state.begun.append(state.tick) }
    for (number, stage) in ended.enumerated() {
      let isLast = isOver && number == ended.count - 1
      let counts = isLast ? standing.counts : standing.facts.stage(number).counts
      let sums = try counts["holders"].orThrow().tally.options.map { UInt64($0.power.units) }
      let now = OperatorState.Settled(
        state: isLast ? standing.decision.state : nil, sums: sums, witnessing: stage)
      if number < state.settled.count {
        #expect(state.settled[number] == now, "an outcome changed after it was settled")
        continue
      }
      state.settled.append(now)
      let isRight = try self.isRight(
        now, stage: number, in: state, decidedBy: isLast ? standing.decision.decidedBy : nil,
        witnessing.rules)
      if !isRight { state.isConvicted = true }
      guard isLast else { continue }
      settled += 1
      if state.isConvicted { convicted += 1 } else { right += 1 }
    }
  }

  /// Whether a stage came out as if the operator were honest. Where it did not, the log must convict him.
  private func isRight(
    _ outcome: OperatorState.Settled, stage: Int, in state: OperatorState, decidedBy: String?,
    _ rules: WitnessRules
  ) throws -> Bool {
    let closed = outcome.witnessing.closed ?? world.time(state.tick)
    if decidedBy == nil { expectCutoff(outcome, in: state, closed + rules.grace) }
    var isRight = true
    for voter in [0, 2, 3] {
      let power: UInt64 = [0: 400, 2: 200, 3: 100][voter] ?? 0
      let counted = outcome.sums.firstIndex { ($0 / 100) & (power / 100) != 0 }
      let own = world.scenario.ballots.enumerated().filter {
        $0.element.voter == voter && $0.element.stage == stage
      }
      isRight = try isCounted(counted, among: own, in: state, outcome, closed: closed, rules) && isRight
    }
    return isRight
  }

  /// The cut-off is that of the design: the largest size that witnesses had seen by the close and its grace.
  private func expectCutoff(_ outcome: OperatorState.Settled, in state: OperatorState, _ latest: Timepoint) {
    let inTime = state.shown.filter { world.time($0.tick) <= latest }.map(\.size).max()
    #expect(
      outcome.witnessing.cutoff == max(inTime ?? 0, world.opening),
      "the cut-off is not the largest size seen in time: \(state.shown)")
  }

  /// Whether a voter's last ballot in time counts. Where it does not, the log must convict the operator; and nothing
  /// else may count.
  private func isCounted(
    _ counted: Int?, among own: [(offset: Int, element: HandedIn)], in state: OperatorState,
    _ outcome: OperatorState.Settled, closed: Timepoint, _ rules: WitnessRules
  ) throws -> Bool {
    let options = ["For", "Against", "Abstain"]
    var isRight = true
    for (number, ballot) in own.reversed() {
      let isThis = counted.map { options[$0] } == ballot.choice
      let handed = world.time(ballot.tick)
      if handed >= closed {
        // Where the close and its grace have room for it, it may count.
        if isThis {
          #expect(handed < closed + rules.grace, "a ballot counts that was handed in too late");
          return isRight
        }
        continue
      }
      if isThis { return isRight }
      isRight = false
      // What a box held convicts by itself, whatever was promised.
      if let isKeptOut = try world.isKeptOut(number, in: state) {
        #expect(
          isKeptOut,
          "ballot \(number), which the box held, does not count, and nothing convicts: \(state.shown)")
      }
      let due = handed + Span(milliseconds: 3000)
      // Nobody is promised anything before the log shows that the stage has begun.
      guard due < closed, state.begun[ballot.stage] <= ballot.tick else { continue }
      let index = state.taken[number] ?? .max
      #expect(
        state.shown.contains { world.time($0.tick) > due && $0.size <= index },
        """
        ballot \(number), in time, does not count, and nothing shows that the promise was broken: taken in as \
        \(state.taken), shown \(state.shown), sums \(outcome.sums), cut off at \(outcome.witnessing.cutoff ?? 0)
        """)
    }
    #expect(counted == nil, "something counts that nobody handed in")
    return isRight
  }
}
