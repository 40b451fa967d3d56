package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
internal import Voting

/// What members have earned by voting, as shares of the power that could have voted.
///
/// Of every vote that closed within a time: the power that each ballot carried in the first house, times the weight of the
/// topic; the whole is what all ballots could have carried. Who did not vote keeps a part that goes to nobody. A vote that
/// following cast is its member's own (NNS `calculate_voting_rewards` in rs/nns/governance/src/governance.rs).
package struct VotingRewards: Sendable {
  /// The votes that closed within the time.
  package let votes: [String]
  /// Whoever voted, in the order of accounts.
  package let accounts: [AccountKey]
  private let shares: RewardShares

  /// - Parameters:
  ///   - rules: Those of the charter in force.
  ///   - from: The first instant at which a vote may have closed.
  ///   - until: The first instant at which it may not.
  ///   - now: Votes that close later are left out.
  /// - Returns: `nil` where the weights have no common denominator.
  /// - Throws: `CountRefusal.overflow`.
  /// - Complexity: O(proposals · (electorate + ballots)).
  package init?<Store: Records, Files: Documents>(
    by rules: RewardRules, in view: LedgerView<Store, Files>, from: Timepoint, until: Timepoint,
    at now: Timepoint
  ) throws {
    guard var shares = rules.shares else { return nil }
    var (votes, voters): ([String], Set<AccountKey>) = ([], [])
    for proposal in try view.proposals() {
      let standing = try Standing(proposal, in: view, at: now)
      let closes = standing.decision.schedule.closes
      guard closes >= from, closes < until, closes <= now, standing.decision.decided != nil,
        let house = standing.rules.houses.first?.name, let count = standing.counts[house]
      else { continue }
      votes.append(proposal.display)
      var rest = count.tally.electorate
      for vote in count.contributions {
        let power = try vote.own.adding(vote.delegated)
        rest = rest.excess(over: power)
        voters.insert(vote.voter)
        try shares.add(power, of: vote.voter, topic: proposal.rules.topic, hasVoted: true)
      }
      try shares.add(rest, of: proposal.proposer, topic: proposal.rules.topic, hasVoted: false)
    }
    self.shares = shares
    self.votes = votes
    accounts = voters.sorted()
  }

  /// What an account gets of a pool, rounded down.
  package func reward(of account: AccountKey, from pool: UInt128) -> UInt128 {
    shares.reward(of: account, from: pool)
  }
}
