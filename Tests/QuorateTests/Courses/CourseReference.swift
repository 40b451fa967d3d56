import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Signing
import Voting

/// The course of a proposal from its ballots alone: everything is counted anew after every one of them, and
/// the decision follows the whole history from the beginning.
///
/// Nothing is shared with the ledger's way but the rule book itself: no running sums, no state that is kept.
struct CourseReference {
  private struct Cast {
    let at: Timepoint
    let stage: Int
    let house: String
    let ballot: StandingBallot
  }

  let world: CourseWorld
  let delegations: [AccountKey: AccountKey]
  private var cast: [Cast] = []
  /// The rules of the stages that were seen.
  private var stages: [Int: TrackRules] = [:]

  init(_ world: CourseWorld, lent: [(from: Int, to: Int)]) {
    self.world = world
    delegations = Dictionary(
      lent.map { (world.accounts[$0.from], world.accounts[$0.to]) }, uniquingKeysWith: { $1 })
  }

  /// Remembers a ballot that was taken while the proposal stood so.
  mutating func note(
    _ choice: Choice, in house: String, by member: Int, at now: Timepoint, _ decision: Decision,
    _ rules: TrackRules
  ) {
    stages[decision.stage] = rules
    cast.append(
      Cast(
        at: now, stage: decision.stage, house: house,
        ballot: StandingBallot(voter: world.accounts[member], choice: choice)))
  }

  /// Where the proposal stands.
  func decision(_ record: ProposalRecord, at now: Timepoint) throws -> Decision {
    Governance.decide(
      record.rules, submitted: record.received, milestones: record.milestones, facts: try facts(record.rules),
      at: now)
  }

  private func facts(_ first: TrackRules) throws -> CountFacts {
    var all: [CountFacts] = []
    var standing: [String: [StandingBallot]] = [:]
    var rules = first
    for number in 0...(cast.map(\.stage).max() ?? 0) {
      // A stage without ballots of its own leads to a later one by its end, whichever that was.
      if number > 0 {
        guard let next = stages[number] ?? rules.course.stages.first?.rules else { break }
        let keeps = rules.course.stages.contains { $0.rules.name == next.name && $0.keepsBallots }
        if !keeps { standing = [:] }
        rules = next
      }
      all.append(try facts(rules, cast.filter { $0.stage == number }, &standing))
    }
    var later: [CountFacts] = []
    for stage in all.dropFirst() { later.append(stage) }
    return CountFacts(counts: all[0].counts, histories: all[0].histories, later: later)
  }

  private func facts(
    _ rules: TrackRules, _ ballots: [Cast], _ standing: inout [String: [StandingBallot]]
  ) throws -> CountFacts {
    var histories: [String: TallyHistory] = [:]
    var counts: [String: Count] = [:]
    for house in rules.houses {
      let count = try count(standing[house.name] ?? [], house, rules)
      histories[house.name] = TallyHistory(opening: count.tally)
      counts[house.name] = count
    }
    for ballot in ballots {
      guard let house = rules.houses.first(where: { $0.name == ballot.house }) else { continue }
      standing[ballot.house, default: []].removeAll { $0.voter == ballot.ballot.voter }
      standing[ballot.house, default: []].append(ballot.ballot)
      let count = try count(standing[ballot.house] ?? [], house, rules)
      histories[ballot.house]?.append(.init(at: ballot.at, tally: count.tally))
      counts[ballot.house] = count
    }
    // A history keeps no ranks, and nothing depends on the order where the rules do not.
    return CountFacts(counts: counts, histories: rules.course.isOrdered ? histories : [:])
  }

  private func count(_ ballots: [StandingBallot], _ house: House, _ rules: TrackRules) throws -> Count {
    var counting = Counting(
      ballots: ballots, delegations: delegations, depthLimit: 2, source: house.power, at: .founding)
    for (account, units) in zip(world.accounts, world.holdings).sorted(by: { $0.0 < $1.0 }) {
      try counting.add(Holding(account: account, amounts: [.init(asset: "token", units: units)]))
    }
    return try counting.finish(method: rules.method, options: rules.options.count)
  }
}
