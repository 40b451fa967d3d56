package import CanonicalEncoding
package import Governance
internal import Signing
package import Voting

/// What one walk over the ballots of a proposal finds.
struct Counted {
  var facts = CountFacts.none
  /// Ballots that were replaced by a later one of the same voter, by house.
  var replaced: [String: UInt64] = [:]
}

extension LedgerView {
  /// Counts the standing ballots of every house of a proposal.
  /// - Complexity: O(electorate + ballots + delegations).
  package func facts(on proposal: ProposalRecord) throws -> CountFacts {
    try remembered(proposal) { try count(proposal) }.facts
  }

  /// How many ballots on a proposal were replaced by a later one, by house; found out while counting.
  package func replacements(on proposal: ProposalRecord) throws -> [String: UInt64] {
    try remembered(proposal) { try count(proposal) }.replaced
  }

  func count(_ proposal: ProposalRecord) throws -> Counted {
    guard !proposal.rules.countsAtClose else { return try countAtClose(proposal) }
    let loans = try frozenLoans(for: proposal)
    var replaced: [String: UInt64] = [:]
    var stages: [CountFacts] = []
    let followed = try followedStages(of: proposal)
    guard let rules = proposal.rules.stages(along: followed.path) else {
      throw RecordFault.unreadable(.course)
    }
    let paths = rules.indices.map { followed.path.upTo($0) }
    let places = paths.map { proposal.rules.ballotStage(at: $0) ?? 0 }
    for (number, rules) in rules.enumerated() {
      let stage = VotingStage(
        proposal: proposal.id, path: paths[number], ballots: places[number], rules: rules, opens: .earliest)
      var (counts, uncountable): ([String: Count], CountFacts.Uncountable) = ([:], [:])
      // Ballots that a later stage keeps have gone on to it, some of them replaced since.
      let isLast = places.lastIndex(of: places[number]) == number
      for house in rules.houses where isLast {
        counts[house.name] = try counted(house, in: &uncountable) {
          try count(proposal, stage, house: house, loans: loans, replaced: &replaced)
        }
      }
      let state = number < followed.states.count ? followed.states[number] : nil
      // Later ones begin with what the first one left them, though it had no ballot.
      stages.append(
        number == 0 && state == nil && !isLast
          ? CountFacts(tallies: try emptyTallies(of: proposal))
          : CountFacts(counts: counts, state: state, uncountable: uncountable))
    }
    let facts = try handingOn(CountFacts(stages: stages), on: proposal)
    return Counted(facts: facts, replaced: replaced)
  }

  /// The counts of a stage that has begun and has no ballot of its own yet: of those it keeps, or of none.
  /// - Complexity: O(electorate + ballots + delegations).
  package func counts(in stage: VotingStage, on proposal: ProposalRecord) throws -> [String: Count] {
    let loans = try frozenLoans(for: proposal)
    var (counts, replaced): ([String: Count], [String: UInt64]) = ([:], [:])
    var uncountable: CountFacts.Uncountable = [:]
    for house in stage.rules.houses {
      counts[house.name] = try counted(house, in: &uncountable) {
        try count(proposal, stage, house: house, loans: loans, replaced: &replaced)
      }
    }
    return counts
  }

  /// Where a proposal stands at an instant at or after its last entry.
  ///
  /// Ballots are read only where they matter: before the close nothing that is admitted depends on them.
  package func decision(on proposal: ProposalRecord, at now: Timepoint) throws -> Decision {
    let facts: CountFacts
    if proposal.rules.course.isOrdered {
      facts =
        proposal.rules.countsAtClose
        ? try factsAtClose(on: proposal, at: now)
        : try courseFacts(on: proposal, at: try time(of: proposal, at: now))
    } else {
      // Nothing that is admitted before the close depends on the ballots.
      let plain = try decide(on: proposal, .none, at: now)
      let time = try time(of: proposal, at: now)
      guard plain.decided.map({ $0 <= time }) ?? false, proposal.milestones.executed == nil else {
        return plain
      }
      facts = try self.facts(on: proposal)
    }
    return try decide(on: proposal, facts, at: now)
  }

  /// Counts the ballots of a house in a stage.
  /// - Parameter closing: The first instant after the stage, where power is read late.
  func count(
    _ proposal: ProposalRecord, _ stage: VotingStage, house: House,
    loans: [AccountKey: [DelegationRecord]], closing: Timepoint? = nil, replaced: inout [String: UInt64]
  ) throws -> Count {
    let rules = stage.rules
    let method = rules.method(in: house.name)
    var choices: [String: (words: String, choice: Choice)] = [:]
    var ballots: [(index: UInt64, ballot: StandingBallot)] = []
    var cast: [(voter: AccountKey, record: BallotRecord)] = []
    try forEachCounted(stage, house: house.name, on: proposal) { voter, record in
      replaced[house.name, default: 0] += max(record.version, 1) - 1
      let known = choices[record.choice].flatMap { $0.words.isSpelt(like: record.choice) ? $0.choice : nil }
      let choice = try known ?? method.choice(record.choice, among: rules.options)
      if known == nil { choices[record.choice] = (record.choice, choice) }
      ballots.append((record.index, StandingBallot(voter: voter, choice: choice)))
      if house.reading == .asSeen { cast.append((voter, record)) }
    }
    let voters = try voters(of: house, on: proposal, closing: closing, seen: cast)
    let lent = FrozenLending(loans, rules.delegation)
    return try lent.count(
      ballots, by: method, among: rules.options, of: voters.rows,
      source: try voters.rows.prepared(voters.house.power),
      at: proposal.reads(house, closing: closing))
  }
}
