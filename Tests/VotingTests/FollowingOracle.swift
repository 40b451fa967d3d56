import Signing
import Voting

/// Follow-majority by its definition: votes as a table, looked at again and again until nothing changes.
struct FollowingOracle {
  /// Whom each member follows; numbers beyond the members have no ballot.
  let followees: [[Int]]
  var votes: [FollowedVote?]

  init(followees: [[Int]]) {
    self.followees = followees
    votes = [FollowedVote?](repeating: nil, count: followees.count)
  }

  mutating func cast(_ vote: FollowedVote, by member: Int) {
    guard votes.indices.contains(member), votes[member] == nil else { return }
    votes[member] = vote
    var isChanging = true
    while isChanging {
      isChanging = false
      for member in votes.indices where votes[member] == nil {
        let list = followees[member]
        let yes = list.filter { $0 < votes.count && votes[$0] == .yes }.count
        let no = list.filter { $0 < votes.count && votes[$0] == .no }.count
        if Double(yes) > Double(list.count) / 2 {
          votes[member] = .yes
          isChanging = true
        } else if !list.isEmpty, list.count - no <= no {
          votes[member] = .no
          isChanging = true
        }
      }
    }
  }

  /// The code under test for the same members.
  var cascade: FollowingCascade {
    var table: [AccountKey: [AccountKey]] = [:]
    for (member, list) in followees.enumerated() where !list.isEmpty {
      table[Self.accounts[member]] = list.map { Self.accounts[$0] }
    }
    return FollowingCascade(members: Array(Self.accounts.prefix(followees.count)), followees: table)
  }

  static let accounts = (0..<32).map { Accounts.number($0) }

  func agrees(with cascade: FollowingCascade) -> Bool {
    votes.indices.allSatisfy { cascade.vote(of: Self.accounts[$0]) == votes[$0] }
  }
}
