import QuorateTesting
import Signing
import Testing
import Voting

/// What members can cast alone, together and against each other, held against the counts themselves.
@Suite struct ReachTests {
  /// A few validators, some of them slashed, and members with stakes among them; every account is a member.
  private static func book(_ random: inout RepeatableNumbers) throws -> (StakeBook, [AccountKey]) {
    let (validators, members) = (1 + random.below(4), 5 + random.below(6))
    var book = StakeBook()
    var shares = [UInt128](repeating: 0, count: validators)
    for member in 0..<members {
      for validator in 0..<validators where random.below(3) == 0 {
        let stake = UInt128(1 + random.below(40))
        book.addStake(of: Accounts.number(member), with: Accounts.number(validator), shares: Decimal18(stake))
        shares[validator] += stake
      }
    }
    for (validator, held) in shares.enumerated() {
      // Some of a validator may belong to nobody in the list.
      let all = held + UInt128(random.below(9))
      let tokens = all * UInt128(2 + random.below(3)) / 3
      try book.addValidator(Accounts.number(validator), tokens: tokens, shares: Decimal18(all))
    }
    return (book, (0..<members).map { Accounts.number($0) })
  }

  private static func count(_ book: StakeBook, _ sides: [ArraySlice<AccountKey>]) throws -> Tally {
    let ballots = sides.enumerated().flatMap { option, voters in
      voters.map { StakeBallot(voter: $0, parts: [.init(option: option, weight: .one)]) }
    }
    return try StakeCount(book, options: sides.count).count(ballots).tally
  }

  @Test func `what so many validators and delegators cast is what is counted when they vote`() throws {
    var random = RepeatableNumbers(seed: 190)
    for _ in 0..<200 {
      let (book, members) = try Self.book(&random)
      let reach = try Reach(book, members: members)
      #expect(Set(reach.order) == Set(members) && Set(reach.strongest) == Set(members))
      for voters in 0...members.count {
        let alone = try Self.count(book, [reach.order.prefix(voters)])
        try Mismatch.unless(alone.decimals?.cast == reach.alone[voters].decimals, "\(voters) alone")
        try Mismatch.unless(alone.cast == reach.alone[voters].power, "\(voters) alone, in units")
        let (first, rest) = (reach.strongest.prefix(voters), reach.strongest.dropFirst(voters))
        let both = try Self.count(book, [first, rest])
        try Mismatch.unless(
          both.decimals?.options.map(Optional.some) == [
            reach.against[voters].decimals, reach.others[voters].decimals,
          ],
          "\(voters) against all others")
        let others = try Self.count(book, [rest])
        try Mismatch.unless(others.decimals?.cast == reach.without[voters].decimals, "without \(voters)")
      }
    }
  }

  @Test func `shares add up to the electorate, and a delegator adds nothing to its validator`() throws {
    let (alice, bea, carol, dan) = (
      Accounts.number(1), Accounts.number(2), Accounts.number(3), Accounts.number(4)
    )
    var book = StakeBook()
    try book.addValidator(alice, tokens: 300, shares: Decimal18(300))
    try book.addValidator(bea, tokens: 200, shares: Decimal18(200))
    book.addStake(of: alice, with: alice, shares: Decimal18(10))
    book.addStake(of: carol, with: alice, shares: Decimal18(100))
    book.addStake(of: dan, with: bea, shares: Decimal18(150))
    let reach = try Reach(book, members: [alice, bea, carol, dan])
    #expect(reach.electorate == Power(500) && reach.shares.map(\.units) == [300, 200, 0, 0])
    // Where everybody votes, 190 of alice's and 50 of bea's are nobody else's.
    #expect(reach.against.map(\.power.units) == [0, 200, 350, 450, 500])
    #expect(try book.castAlone(by: carol) == Power(100))
    #expect(try book.castAlone(by: alice) == Power(300))
    let spread = try Concentration(reach.shares)
    #expect(spread.total == Power(500) && spread.largest == Power(300) && spread.majority == 1)
  }

  @Test func `members who lend nothing cast what they have`() throws {
    let reach = try Reach([Power(1), Power(5), Power(3)])
    #expect(reach.alone.map(\.power.units) == [0, 5, 8, 9] && reach.against == reach.alone)
    #expect(reach.others.map(\.power.units) == [9, 4, 1, 0] && reach.without == reach.others)
    #expect(throws: CountRefusal.overflow) { try Reach([Power(.max), Power(1)]) }
  }

  @Test func `who lent to a validator, and who took it back by voting, are told`() throws {
    let (alice, bea, carol, dan) = (
      Accounts.number(1), Accounts.number(2), Accounts.number(3), Accounts.number(4)
    )
    var book = StakeBook()
    try book.addValidator(alice, tokens: 300, shares: Decimal18(300))
    for (member, shares) in [(alice, 10), (bea, 90), (carol, 100), (dan, 100)] {
      book.addStake(of: member, with: alice, shares: Decimal18(UInt128(shares)))
    }
    let count = try StakeCount(book, options: 2).count(
      [(alice, 0), (dan, 1)].map { StakeBallot(voter: $0.0, parts: [.init(option: $0.1, weight: .one)]) })
    let vote = try #require(count.contributions.first { $0.voter == alice })
    #expect(vote.own == Power(10) && vote.delegated == Power(190) && vote.delegators == 2)
    #expect(count.takenBack == 1 && count.overridden == 0 && count.isConserved)
  }
}
