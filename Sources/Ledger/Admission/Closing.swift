package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

/// What one walk over the ballots of a proposal finds.
struct Counted {
  var facts = CountFacts.none
  /// Ballots that were replaced by a later one of the same voter.
  var replaced: UInt64 = 0
}

extension LedgerView {
  /// Counts the standing ballots of every house of a proposal.
  /// - Complexity: O(electorate + ballots + delegations).
  package func facts(on proposal: ProposalRecord) throws -> CountFacts {
    try remembered(proposal.id) { try count(proposal) }.facts
  }

  /// How many ballots on a proposal were replaced by a later one; found out while counting.
  package func replacements(on proposal: ProposalRecord) throws -> UInt64 {
    try remembered(proposal.id) { try count(proposal) }.replaced
  }

  func count(_ proposal: ProposalRecord) throws -> Counted {
    let delegations = try frozenDelegations(for: proposal)
    var replaced: UInt64 = 0
    var stages: [CountFacts] = []
    let followed = try followedStages(of: proposal)
    let rules = try rules(of: followed, of: proposal)
    let places = rules.map { proposal.rules.ballotStage(ofTrack: $0.name) ?? 0 }
    for (number, rules) in rules.enumerated() {
      let stage = VotingStage(
        proposal: proposal.id, number: number, ballots: places[number], rules: rules, opens: .earliest)
      var counts: [String: Count] = [:]
      // Ballots that a later stage keeps have gone on to it, some of them replaced since.
      for house in rules.houses where places.lastIndex(of: places[number]) == number {
        counts[house.name] = try count(
          proposal, stage, house: house, delegations: delegations, replaced: &replaced)
      }
      let state = number < followed.count ? followed[number].state : nil
      // Later ones begin with what the first one left them, though it had no ballot.
      stages.append(
        number == 0 && state == nil && counts.isEmpty
          ? CountFacts(tallies: try emptyTallies(of: proposal)) : CountFacts(counts: counts, state: state))
    }
    return Counted(facts: CountFacts(stages: stages), replaced: replaced)
  }

  /// The counts of a stage that has begun and has no ballot of its own yet: of those it keeps, or of none.
  /// - Complexity: O(electorate + ballots + delegations).
  package func counts(in stage: VotingStage, on proposal: ProposalRecord) throws -> [String: Count] {
    let delegations = try frozenDelegations(for: proposal)
    var (counts, replaced): ([String: Count], UInt64) = ([:], 0)
    for house in stage.rules.houses {
      counts[house.name] = try count(
        proposal, stage, house: house, delegations: delegations, replaced: &replaced)
    }
    return counts
  }

  /// Where a proposal stands at an instant at or after its last entry.
  ///
  /// Ballots are read only where they matter: before the close nothing that is admitted depends on them.
  package func decision(on proposal: ProposalRecord, at now: Timepoint) throws -> Decision {
    let facts: CountFacts
    if proposal.rules.course.isOrdered {
      facts = try courseFacts(on: proposal, at: try time(of: proposal, at: now))
    } else {
      // Nothing that is admitted before the close depends on the ballots.
      let plain = try decide(on: proposal, .none, at: now)
      guard plain.decided.map({ $0 <= now }) ?? false, proposal.milestones.executed == nil else {
        return plain
      }
      facts = try self.facts(on: proposal)
    }
    return try decide(on: proposal, facts, at: now)
  }

  /// Who lends power to whom, for a proposal: as it stood just before the proposal's own entry.
  package func frozenDelegations(for proposal: ProposalRecord) throws -> [AccountKey: AccountKey] {
    guard proposal.rules.delegation.isAllowed else { return [:] }
    var delegations: [AccountKey: AccountKey] = [:]
    var pending: (delegator: AccountKey, records: [DelegationRecord])?
    func settle() {
      guard let pending else { return }
      let effective = pending.records.effective(
        by: proposal.rules.delegation.topics, topic: proposal.rules.topic, before: proposal.index,
        at: proposal.received)
      if let effective { delegations[pending.delegator] = effective.delegate }
    }
    for (key, value) in try records.records(.delegation) {
      guard let delegator = AccountKey(record: key.partition) else {
        throw RecordFault.unreadable(.delegation)
      }
      if pending?.delegator != delegator {
        settle()
        pending = (delegator, [])
      }
      pending?.records.append(try DelegationRecord(bytes: value))
    }
    settle()
    return delegations
  }

  private func count(
    _ proposal: ProposalRecord, _ stage: VotingStage, house: House,
    delegations: [AccountKey: AccountKey], replaced: inout UInt64
  ) throws -> Count {
    let voters = try voters(of: house, on: proposal)
    let rules = stage.rules
    var choices: [String: Choice] = [:]
    var ballots: [StandingBallot] = []
    try forEachCounted(stage, house: house.name, on: proposal) { voter, record in
      let known = choices[record.choice]
      let choice = try known ?? rules.method.choice(record.choice, among: rules.options)
      if known == nil { choices[record.choice] = choice }
      ballots.append(StandingBallot(voter: voter, choice: choice))
      replaced += max(record.version, 1) - 1
    }
    var counting = Counting(
      ballots: ballots,
      lending: .whole(delegations, depthLimit: rules.delegation.depthLimit), limits: rules.delegation.limits,
      source: try voters.rows.prepared(voters.house.power), at: proposal.received)
    try voters.rows.forEach { try counting.add($0) }
    return try counting.finish(method: rules.method, options: rules.options.count)
  }
}
