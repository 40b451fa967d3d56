import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog
import Voting

/// A search through all courses of events that an operator can choose; of those with the same continuations the first.
struct OperatorSearch {
  private let world: OperatorWorld
  /// The fewest entries after which something was reached.
  private var least: [OperatorState.Key: Int] = [:]
  private(set) var visited = 0
  /// How often a stage came to its end.
  private(set) var settled = 0
  /// Settled as if the operator were honest.
  private(set) var right = 0
  /// Settled otherwise, with evidence.
  private(set) var convicted = 0

  init(_ world: OperatorWorld) { self.world = world }

  mutating func run() throws { try visit(world.beginning, entries: 0) }

  private mutating func visit(_ state: OperatorState, entries: Int) throws {
    let key = try state.key(of: world.proposal, under: world.policy.hash)
    if let known = least[key], known <= entries { return }
    least[key] = entries
    var state = state
    visited += 1
    if try world.look(at: &state) {
      settled += 1
      if state.isConvicted { convicted += 1 } else { right += 1 }
    }
    guard entries < world.scenario.limit else { return }
    for next in try world.next(of: state) { try visit(next, entries: entries + 1) }
  }
}

/// What must hold wherever an operator has come.
extension OperatorWorld {
  /// - Returns: Whether a stage was settled by the last entry.
  func look(at state: inout OperatorState) throws -> Bool {
    let standing = try standing(in: state)
    let witnessing = try standing.proposal.witnessing.orThrow()
    let isOver = witnessing.settled != nil
    if !isOver {
      #expect(
        [.pending, .active].contains(standing.decision.state), "decided before witnesses could settle it")
    }
    state.closes = standing.decision.schedule.closes
    let ended = witnessing.stages.filter { $0.settled != nil }
    #expect(ended.count >= state.settled.count, "what was settled is open again")
    while state.begun.count < witnessing.stages.count { state.begun.append(state.tick) }
    var isNew = false
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
      isNew = true
    }
    return isNew
  }

  /// Whether a stage came out as if the operator were honest. Where it did not, the log must convict him.
  private func isRight(
    _ outcome: OperatorState.Settled, stage: Int, in state: OperatorState, decidedBy: String?,
    _ rules: WitnessRules
  ) throws -> Bool {
    let closed = outcome.witnessing.closed ?? time(state.tick)
    if decidedBy == nil { expectCutoff(outcome, in: state, closed + rules.grace) }
    var isRight = true
    for voter in [0, 2, 3] {
      let power: UInt64 = [0: 400, 2: 200, 3: 100][voter] ?? 0
      let counted = outcome.sums.firstIndex { ($0 / 100) & (power / 100) != 0 }
      let own = scenario.ballots.enumerated().filter {
        $0.element.voter == voter && $0.element.stage == stage
      }
      isRight = try isCounted(counted, among: own, in: state, outcome, closed: closed, rules) && isRight
    }
    return isRight
  }

  /// The cut-off is that of the design: the largest size that witnesses had seen by the close and its grace. Of sizes
  /// between the same ballots witnesses look at the first, unless a correction of the clock shows them the last.
  private func expectCutoff(_ outcome: OperatorState.Settled, in state: OperatorState, _ latest: Timepoint) {
    let inTime = state.shown.filter { time($0.tick) <= latest }.map(\.size).max()
    #expect(
      outcome.witnessing.cutoff == max(inTime ?? 0, opening),
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
      let handed = time(ballot.tick)
      if handed >= closed {
        // Where the close and its grace have room for it, it may count.
        if isThis {
          #expect(handed < closed + rules.grace, "a ballot counts that was handed in too late")
          return isRight
        }
        continue
      }
      if isThis { return isRight }
      isRight = false
      // What a box held convicts by itself, whatever was promised.
      if let isKeptOut = try isKeptOut(number, in: state) {
        #expect(
          isKeptOut,
          "ballot \(number), which the box held, does not count, and nothing convicts: \(state.shown)")
      }
      let due = handed + Span(milliseconds: 3000)
      // Nobody is promised anything before the log shows that the stage has begun.
      guard due < closed, state.begun[ballot.stage] <= ballot.tick else { continue }
      let index = state.taken[number]?.index ?? .max
      #expect(
        state.shown.contains { time($0.tick) > due && $0.size <= index },
        """
        ballot \(number), in time, does not count, and nothing shows that the promise was broken: taken in as \
        \(state.taken), shown \(state.shown), sums \(outcome.sums), cut off at \(outcome.witnessing.cutoff ?? 0)
        """)
    }
    #expect(counted == nil, "something counts that nobody handed in")
    return isRight
  }
}
