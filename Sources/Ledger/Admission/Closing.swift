package import CanonicalEncoding
package import Governance
package import Signing
internal import Voting

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

  private func count(_ proposal: ProposalRecord) throws -> Counted {
    let delegations = try frozenDelegations(for: proposal)
    var counts: [String: Count] = [:]
    var replaced: UInt64 = 0
    for house in proposal.rules.houses {
      counts[house.name] = try count(proposal, house: house, delegations: delegations, replaced: &replaced)
    }
    return Counted(facts: CountFacts(counts: counts), replaced: replaced)
  }

  /// Where a proposal stands at an instant at or after its last entry.
  ///
  /// Ballots are read only where they matter: before the close nothing that is admitted depends on them.
  package func decision(on proposal: ProposalRecord, at now: Timepoint) throws -> Decision {
    let begins = proposal.rules.course.isOrdered ? proposal.schedule.opens : proposal.schedule.closes
    let isCounted = now >= begins && proposal.milestones.executed == nil
    let facts = isCounted ? try facts(on: proposal) : CountFacts.none
    return decide(
      proposal.rules, submitted: proposal.received, milestones: proposal.milestones, facts: facts, at: now)
  }

  /// Who lends power to whom, for a proposal: as it stood just before the proposal's own entry.
  package func frozenDelegations(for proposal: ProposalRecord) throws -> [AccountKey: AccountKey] {
    guard proposal.rules.delegation.isAllowed else { return [:] }
    var delegations: [AccountKey: AccountKey] = [:]
    var pending: (delegator: AccountKey, records: [DelegationRecord])?
    func settle() {
      guard let pending else { return }
      let effective = pending.records.effective(
        topic: proposal.rules.topic, before: proposal.index, at: proposal.received)
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
    _ proposal: ProposalRecord, house: House, delegations: [AccountKey: AccountKey], replaced: inout UInt64
  ) throws -> Count {
    guard let electorate = proposal.electorates[house.name], let rows = try rows(of: electorate) else {
      throw AdmissionRefusal.documentMissing(proposal.electorates[house.name]?.file ?? .zero)
    }
    let rules = proposal.rules
    var choices: [String: Choice] = [:]
    var ballots: [StandingBallot] = []
    try forEachBallot(proposal.id, house: house.name) { voter, record in
      let known = choices[record.choice]
      let choice = try known ?? rules.method.choice(record.choice, among: rules.options)
      if known == nil { choices[record.choice] = choice }
      ballots.append(StandingBallot(voter: voter, choice: choice))
      replaced += max(record.version, 1) - 1
    }
    var counting = Counting(
      ballots: ballots, delegations: delegations, depthLimit: rules.delegation.depthLimit, source: house.power
    )
    try rows.forEach { try counting.add($0) }
    return try counting.finish(method: rules.method, options: rules.options.count)
  }
}
