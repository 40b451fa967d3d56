internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// Votes of which it is known at the close only what a ballot weighs: no sums are kept while ballots come in, and every
/// stage is counted when it is over.
extension LedgerView {
  /// Counts every stage that there has been, each by the power at its close; the one under vote by the power so far.
  /// - Complexity: O(stages · (electorate + ballots) + delegations).
  func countAtClose(_ proposal: ProposalRecord) throws -> Counted {
    let loans = try frozenLoans(for: proposal)
    let states = try followedStages(of: proposal).states
    var (replaced, stages): ([String: UInt64], [CountFacts]) = ([:], [])
    for (number, rules) in proposal.rules.chain.enumerated() {
      let decision = decide(proposal, upTo: number, after: stages, at: .latest)
      guard decision.stage == number else { break }
      let stage = VotingStage(
        proposal: proposal.id, path: decision.path, ballots: number, rules: rules, opens: decision.opens)
      var (counts, uncountable): ([String: Count], CountFacts.Uncountable) = ([:], [:])
      for house in rules.houses {
        counts[house.name] = try counted(house, in: &uncountable) {
          try count(
            proposal, stage, house: house, loans: loans, closing: decision.schedule.closes,
            replaced: &replaced)
        }
      }
      stages.append(
        CountFacts(
          counts: counts, state: number < states.count ? states[number] : nil, uncountable: uncountable))
    }
    let facts = try handingOn(CountFacts(stages: stages), on: proposal)
    return Counted(facts: facts, replaced: replaced)
  }

  /// What the stages come to that are over at an instant. Nothing that is admitted depends on the ballots of one that is
  /// not.
  func factsAtClose(on proposal: ProposalRecord, at now: Timepoint) throws -> CountFacts {
    try handingOn(CountFacts(stages: try stagesOver(of: proposal, at: now)), on: proposal)
  }

  private func stagesOver(of proposal: ProposalRecord, at now: Timepoint) throws -> [CountFacts] {
    var stages = try followedStages(of: proposal).states.map { CountFacts(counts: [:], state: $0) }
    let last = proposal.rules.chain.count
    while stages.count < last {
      let decision = decide(proposal, upTo: stages.count, after: stages, at: now)
      guard decision.stage == stages.count, let decided = decision.decided, decided <= now else { break }
      let counted = try facts(on: proposal)
      guard stages.count <= counted.later.count else { break }
      stages.append(counted.stage(stages.count))
    }
    return stages
  }

  /// What the stages before one came to, kept with its first ballot: from then on nobody has to count them again.
  func settlingStages(before stage: VotingStage, of proposal: ProposalRecord, at now: Timepoint) throws
    -> [Change]
  {
    let kept = try followedStages(of: proposal).states.count
    guard kept < stage.number else { return [] }
    let stages = try stagesOver(of: proposal, at: now)
    let chain = proposal.rules.chain
    guard stages.count >= stage.number, chain.count > stage.number else {
      throw RecordFault.unreadable(.course)
    }
    return (kept..<stage.number).map { number in
      let opens = decide(proposal, upTo: number, after: Array(stages.prefix(number)), at: now).opens
      let beginning = CourseState(chain[number], opens: opens, tallies: stages[number].tallies)
      var course = VotingCourse(chain[number], opens: opens, state: beginning)
      course.advance(to: course.end)
      let key = VotingStage.courseKey(of: proposal.id, at: stage.path.upTo(number))
      return Change(key, course.state.json.canonicalBytes)
    }
  }

  /// The decision as if no stage followed one of them, by what those before it came to.
  private func decide(
    _ proposal: ProposalRecord, upTo number: Int, after stages: [CountFacts], at now: Timepoint
  ) -> Decision {
    Governance.decide(
      proposal.rules.ending(atStage: number), submitted: proposal.begins, milestones: proposal.milestones,
      facts: CountFacts(stages: stages), settlements: proposal.witnessing?.stages.map(\.settlement),
      held: proposal.held, at: now)
  }
}

extension LedgerView {
  /// Who votes in a house, where those who voted weigh what they had then.
  /// - Parameter seen: Their ballots, where the house reads power as it sees them.
  func voters(
    of house: House, on proposal: ProposalRecord, closing: Timepoint?,
    seen: [(voter: AccountKey, record: BallotRecord)]
  ) throws -> (rows: any ElectorateRows, house: House) {
    let voters = try voters(of: house, on: proposal, closing: closing)
    guard house.reading == .asSeen else { return voters }
    var powers: [(account: AccountKey, power: Power)] = []
    for ballot in seen.sorted(by: { $0.voter < $1.voter }) {
      let record = try electorate(of: house, on: proposal, seenBy: ballot.record)
      guard let rows = try rows(of: record) else { throw AdmissionRefusal.documentMissing(record.file) }
      let power =
        try rows.holding(of: ballot.voter).map {
          try rows.power(of: $0, by: house.power, at: ballot.record.received)
        } ?? .zero
      powers.append((ballot.voter, power))
    }
    let others = LeastRows.Moment(rows: voters.rows, source: try voters.rows.prepared(house.power))
    let rows = SeenRows(powers, others, at: proposal.reads(house, closing: closing))
    return (rows, house.measured(by: LeastRows.source))
  }

  /// The newest electorate of a house when a ballot was received.
  private func electorate(
    of house: House, on proposal: ProposalRecord, seenBy ballot: BallotRecord
  ) throws -> ElectorateRecord {
    let isAttested = proposal.electorates[house.name]?.attested != nil
    let newest =
      isAttested
      ? try electorate(of: house, on: proposal, before: ballot.received)
      : try electorate(series: house.series) { $0.index < ballot.index }
    guard let newest = newest ?? proposal.electorates[house.name] else {
      throw AdmissionRefusal.electorateMissing(series: house.series)
    }
    return newest
  }
}
