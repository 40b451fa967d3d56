internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// Members who vote as most of those they follow do.
extension RunningTally {
  /// The sums after a ballot and the votes that it casts for followers, and the marks of those votes.
  ///
  /// As `FollowingCascade`, breadth first and without recursion; what others have said is looked up.
  ///
  /// - Throws: `AdmissionRefusal.alreadyFollowed` where the voter's own vote has been cast by following.
  /// - Complexity: O(votes cast · followers · followees).
  func followed(
    _ words: String, by voter: AccountKey, tally: Tally, _ rules: MajorityFollowing
  ) throws -> (tally: Tally, changes: [Change]) {
    guard try followedVote(of: voter) == nil else { throw AdmissionRefusal.alreadyFollowed }
    guard let sides = rules.positions(in: stage.rules.options) else {
      throw AdmissionRefusal.choiceUnknown(words)
    }
    var sums = RunningSums(tally)
    var changes: [Change] = []
    try add(words, by: voter, to: &sums)
    let choice = try stage.rules.method(in: house.name).choice(words, among: stage.rules.options)
    var cast: [AccountKey: FollowedVote] = [voter: sides.vote(of: choice)]
    var queue = [voter]
    var next = 0
    while next < queue.count {
      let member = queue[next]
      next += 1
      guard cast[member] != .other else { continue }
      for follower in try view.lenders(to: member) where cast[follower] == nil {
        guard try rows.holding(of: follower) != nil, try vote(of: follower, sides) == nil,
          let side = try side(of: follower, sides, cast)
        else { continue }
        cast[follower] = side
        queue.append(follower)
        try add(side == .yes ? rules.yes : rules.no, by: follower, to: &sums)
        changes.append(
          Change(
            stage.carriedKey(of: follower, house: house.name), Array((side == .yes ? "yes" : "no").utf8)))
      }
    }
    return (sums.tally, changes)
  }

  private func add(_ words: String, by member: AccountKey, to sums: inout RunningSums) throws {
    let power = try held(by: member)
    try sums.move(power, from: nil, to: try weights(words, power))
  }

  /// What those whom a member follows make it say now, or `nil` while they are undecided.
  ///
  /// Yes takes more than half of them by heads, no takes half.
  private func side(
    of follower: AccountKey, _ sides: FollowedOptions, _ cast: [AccountKey: FollowedVote]
  ) throws -> FollowedVote? {
    let followees = try view.loans(of: follower, on: proposal).map(\.delegate)
    guard !followees.isEmpty else { return nil }
    var (yes, no) = (0, 0)
    for followee in followees {
      switch try cast[followee] ?? vote(of: followee, sides) {
      case .yes?: yes += 1
      case .no?: no += 1
      case .other?, nil: break
      }
    }
    if 2 * yes > followees.count { return .yes }
    return 2 * no >= followees.count ? .no : nil
  }

  private func vote(of member: AccountKey, _ sides: FollowedOptions) throws -> FollowedVote? {
    if let ballot = try view.ballot(stage.key(of: member, house: house.name)) {
      return sides.vote(
        of: try stage.rules.method(in: house.name).choice(ballot.choice, among: stage.rules.options))
    }
    return try followedVote(of: member)
  }

  /// The vote that following has cast for a member.
  private func followedVote(of member: AccountKey) throws -> FollowedVote? {
    guard let bytes = try view.records.value(stage.carriedKey(of: member, house: house.name)) else {
      return nil
    }
    return bytes.elementsEqual("yes".utf8) ? .yes : .no
  }
}
