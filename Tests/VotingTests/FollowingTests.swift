import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct FollowingTests {
  /// All histories of so many direct votes from here on.
  private func walk(
    _ oracle: FollowingOracle, _ cascade: FollowingCascade, from voters: Range<Int>, left: Int,
    sides: [FollowedVote]
  ) throws {
    for voter in voters {
      for side in sides {
        var (oracle, cascade) = (oracle, cascade)
        let before = oracle.votes
        oracle.cast(side, by: voter)
        let cast = cascade.cast(side, by: FollowingOracle.accounts[voter])
        try Mismatch.unless(
          oracle.agrees(with: cascade), "\(oracle.followees) \(voter) \(side) \(oracle.votes)")
        let new = oracle.votes.indices.filter { before[$0] != oracle.votes[$0] }
        try Mismatch.unless(
          Set(cast.map(\.member)) == Set(new.map { FollowingOracle.accounts[$0] }) && cast.count == new.count,
          "\(oracle.followees) \(voter) \(side)")
        try Mismatch.unless(cast.isEmpty || cast.filter { !$0.isFollowed }.count == 1, "one vote is direct")
        guard left > 1, !cast.isEmpty else { continue }
        try walk(oracle, cascade, from: 0..<before.count, left: left - 1, sides: sides)
      }
    }
  }

  @Test(arguments: 1...3)
  func `attack 35: all graphs of up to three members and all histories agree with the definition`(
    _ count: Int
  ) throws {
    // The member beyond the last has no ballot.
    let lists = (0..<1 << (count + 1)).map { set in (0...count).filter { set >> $0 & 1 == 1 } }
    let graphs = (0..<count).reduce(1) { product, _ in product * lists.count }
    for graph in 0..<graphs {
      var rest = graph
      let followees = (0..<count).map { _ in
        defer { rest /= lists.count }
        return lists[rest % lists.count]
      }
      let oracle = FollowingOracle(followees: followees)
      try walk(oracle, oracle.cascade, from: 0..<count, left: count, sides: [.yes, .no])
    }
  }

  @Test(arguments: [4, 5])
  func `attack 35: all graphs of four and five members agree, whoever votes next`(_ count: Int) throws {
    // The first to vote is number 0, which only names it; whom it follows does not matter any more.
    let others = 1 << (count - 1)
    let graphs = (1..<count).reduce(1) { product, _ in product * others }
    for graph in 0..<graphs {
      var rest = graph
      var followees: [[Int]] = [[]]
      for member in 1..<count {
        followees.append(
          (0..<count).filter { $0 != member && rest % others >> ($0 < member ? $0 : $0 - 1) & 1 == 1 })
        rest /= others
      }
      let oracle = FollowingOracle(followees: followees)
      try walk(oracle, oracle.cascade, from: 0..<1, left: count == 4 ? 3 : 1, sides: [.yes, .no])
    }
  }

  @Test func `random graphs with repeated followees and abstentions agree with the definition`() throws {
    var random = RepeatableNumbers(seed: 15)
    for _ in 0..<3000 {
      let count = 1 + random.below(30)
      var oracle = FollowingOracle(
        followees: (0..<count).map { _ in
          (0..<max(0, random.below(9) - 3)).map { _ in random.below(count + 2) }
        })
      var cascade = oracle.cascade
      for _ in 0..<count {
        let voter = random.below(count)
        let side: FollowedVote = [.yes, .no, .other][random.below(3)]
        oracle.cast(side, by: voter)
        _ = cascade.cast(side, by: FollowingOracle.accounts[voter])
        try Mismatch.unless(oracle.agrees(with: cascade), "\(oracle)")
      }
    }
  }

  // MARK: Single shapes

  private func votes(_ followees: [[Int]], _ direct: [(Int, FollowedVote)]) -> [FollowedVote?] {
    var cascade = FollowingOracle(followees: followees).cascade
    for (voter, vote) in direct { _ = cascade.cast(vote, by: FollowingOracle.accounts[voter]) }
    return followees.indices.map { cascade.vote(of: FollowingOracle.accounts[$0]) }
  }

  @Test func `a tie of followees says no, one short of a majority says nothing`() {
    #expect(votes([[], [], [0, 1]], [(0, .yes)])[2] == nil)
    #expect(votes([[], [], [0, 1]], [(0, .yes), (1, .no)])[2] == .no)
    #expect(votes([[], [], [0, 1]], [(0, .yes), (1, .yes)])[2] == .yes)
    #expect(votes([[], [], [], [0, 1, 2]], [(0, .yes), (1, .no)])[3] == nil)
  }

  @Test func `followees without a ballot and abstaining ones count among the followees`() {
    #expect(votes([[], [0, 9]], [(0, .yes)])[1] == nil)
    #expect(votes([[], [0, 9]], [(0, .no)])[1] == .no)
    #expect(votes([[], [], [0, 1]], [(0, .yes), (1, .other)])[2] == nil)
    #expect(votes([[], []], [(0, .yes)])[1] == nil, "who follows nobody is not moved")
  }

  @Test func `a vote that was cast by following stays, and so does an own one`() {
    #expect(votes([[], [0]], [(0, .yes), (1, .no)]) == [.yes, .yes])
    #expect(votes([[], [0]], [(1, .no), (0, .yes)]) == [.yes, .no])
    #expect(votes([[]], [(0, .other), (0, .no)]) == [.other])
  }

  @Test func `attack 37: following oneself or a circle moves nobody until one of it votes`() {
    #expect(votes([[0], []], [(1, .yes)])[0] == nil)
    #expect(votes([[1], [2], [0], []], [(3, .no)]) == [nil, nil, nil, .no])
    #expect(votes([[1], [2], [0], []], [(1, .no)]) == [.no, .no, .no, nil])
  }

  @Test func `attack 36: a cascade along two hundred thousand members needs no stack`() throws {
    let accounts = (0..<200_000).map { Accounts.number($0) }
    let followees = Dictionary(uniqueKeysWithValues: zip(accounts.dropFirst(), accounts.map { [$0] }))
    var cascade = FollowingCascade(members: accounts, followees: followees)
    let cast = cascade.cast(.yes, by: accounts[0])
    #expect(cast.count == accounts.count && cast.map(\.member) == accounts, "breadth first is down the line")
  }

  // MARK: Counts

  @Test func `a count tells followed votes from direct ones and ballots that came too late`() throws {
    var electorate = ElectoratePowers()
    for number in 0..<4 { try electorate.add(Accounts.number(number), Power(UInt128(1) << UInt128(number))) }
    let following = FollowingCount(
      electorate, followees: [Accounts.number(1): [Accounts.number(0)]], sides: FollowedOptions(yes: 0, no: 1)
    )
    let ballots = [(0, 0), (1, 1), (0, 1), (2, 2)].map {
      StandingBallot(voter: Accounts.number($0.0), choice: Choice(positions: [$0.1]))
    }
    let count = try following.count(ballots, method: SingleChoice(), options: 3)
    #expect(count.tally.options.map(\.power) == [Power(3), .zero, Power(4)])
    #expect(count.contributions.map(\.isFollowed) == [false, true, false])
    #expect(count.lockedOut == 1 && count.silent == Power(8) && count.isConserved)
  }
}
