package import Signing

/// What a member said, as far as followers care.
package enum FollowedVote: Hashable, Sendable {
  case yes
  case no
  /// Another option (abstain, say): locks the vote and moves nobody.
  case other
}

/// A vote that was cast, by the member itself or by following.
package struct CascadedVote: Hashable, Sendable {
  package let member: AccountKey
  package let vote: FollowedVote
  /// Whether the member's followees cast it.
  package let isFollowed: Bool
}

/// Follow-majority as it happens: each direct vote sets off a cascade, and a vote once cast stays.
///
/// The order of direct votes matters, because whoever's vote was cast by following can no longer vote. Within one
/// cascade it does not: a member's two conditions exclude each other and, once met, stay met. Walked breadth
/// first, as ICP does, without recursion.
package struct FollowingCascade: Sendable {
  private var numbers: [AccountKey: Int] = [:]
  private let members: [AccountKey]
  /// Who follows each member, one entry for each time it is listed.
  private let followers: ReverseEdges
  private var heads: [Int]
  private var yes: [Int]
  private var no: [Int]
  private var votes: [FollowedVote?]

  /// - Parameters:
  ///   - members: Those with a ballot: the rows of the electorate, each once.
  ///   - followees: Whom each follows on this proposal, as frozen for it. Lists of others than members and empty
  ///     lists say nothing.
  /// - Complexity: O(members + followees).
  package init(members: [AccountKey], followees: [AccountKey: [AccountKey]]) {
    self.members = members
    numbers.reserveCapacity(members.count)
    for (number, member) in members.enumerated() { numbers[member] = number }
    heads = [Int](repeating: 0, count: members.count)
    yes = heads
    no = heads
    votes = [FollowedVote?](repeating: nil, count: members.count)
    var edges: [(source: Int, target: Int)] = []
    for (number, member) in members.enumerated() {
      guard let list = followees[member] else { continue }
      heads[number] = list.count
      for followee in list {
        if let followed = numbers[followee] { edges.append((number, followed)) }
      }
    }
    followers = ReverseEdges(count: members.count, edges: edges)
  }

  /// What a member's vote is, if it has been cast.
  package func vote(of member: AccountKey) -> FollowedVote? { numbers[member].flatMap { votes[$0] } }

  /// Casts a member's own vote and all that follow from it.
  ///
  /// - Returns: The votes cast, this one first; none where the member has no ballot or has already voted, itself or
  ///   by following.
  /// - Complexity: O(1) for each entry of the followers' lists that is touched, once in the whole history.
  package mutating func cast(_ vote: FollowedVote, by member: AccountKey) -> [CascadedVote] {
    guard let start = numbers[member], votes[start] == nil else { return [] }
    votes[start] = vote
    var cast = [CascadedVote(member: member, vote: vote, isFollowed: false)]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let voter = queue[next]
      next += 1
      guard let side = votes[voter], side != .other else { continue }
      for follower in followers[voter] {
        if side == .yes { yes[follower] += 1 } else { no[follower] += 1 }
        guard votes[follower] == nil, let followed = decided(follower) else { continue }
        votes[follower] = followed
        cast.append(CascadedVote(member: members[follower], vote: followed, isFollowed: true))
        queue.append(follower)
      }
    }
    return cast
  }

  private func decided(_ member: Int) -> FollowedVote? {
    if 2 * yes[member] > heads[member] { return .yes }
    if 2 * no[member] >= heads[member] { return .no }
    return nil
  }
}
