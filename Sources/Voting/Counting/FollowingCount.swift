package import Signing

/// Counts a proposal whose members follow majorities.
///
/// The order of ballots decides here: a member whose vote was cast by following cannot vote any more. The cascade
/// is run over the ballots as they came; then every vote, direct or followed, is counted with its member's own
/// power.
package struct FollowingCount {
  private let electorate: ElectoratePowers
  private let followees: [AccountKey: [AccountKey]]
  private let sides: FollowedOptions

  /// - Parameters:
  ///   - electorate: The power of every row.
  ///   - followees: Whom each member follows on this proposal, as frozen for it.
  ///   - sides: The options that stand for yes and no.
  package init(
    _ electorate: ElectoratePowers, followees: [AccountKey: [AccountKey]], sides: FollowedOptions
  ) {
    self.electorate = electorate
    self.followees = followees
    self.sides = sides
  }

  /// The count of ballots in the order in which they were received; of a member's ballots the first counts, and
  /// none that comes after its vote was cast by following.
  package func count(
    _ ballots: [StandingBallot], method: any CountingMethod, options: Int
  ) throws(CountRefusal) -> Count {
    var cascade = FollowingCascade(members: electorate.accounts, followees: followees)
    var cast: [AccountKey: Choice] = [:]
    var followed: Set<AccountKey> = []
    var lockedOut = 0
    for ballot in ballots {
      if followed.contains(ballot.voter) { lockedOut += 1 }
      for vote in cascade.cast(sides.vote(of: ballot.choice), by: ballot.voter) {
        cast[vote.member] = vote.isFollowed ? sides.choice(of: vote.vote) : ballot.choice
        if vote.isFollowed { followed.insert(vote.member) }
      }
    }
    var placement = PowerPlacement(
      ballots: cast.map { StandingBallot(voter: $0.key, choice: $0.value) }, lending: .none, limits: .none)
    for (account, power) in zip(electorate.accounts, electorate.powers) { try placement.add(account, power) }
    var count = try placement.count(with: method, options: options)
    count.lockedOut = lockedOut
    for position in count.contributions.indices {
      count.contributions[position].isFollowed = followed.contains(count.contributions[position].voter)
    }
    return count
  }
}
