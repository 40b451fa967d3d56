import Governance
import QuorateTesting
import Signing
import Testing
import Voting

/// Coalitions where validators vote with what is staked with them: what is printed must come true when it is counted.
@Suite struct ValidatorCoalitionTests {
  private static func account(_ number: Int) throws -> AccountKey { try Sample.account(UInt8(number)) }

  /// Validators 1 to 3, and members up to 9 with stakes among them.
  private static func book(_ random: inout RepeatableNumbers) throws -> (StakeBook, [AccountKey]) {
    var book = StakeBook()
    var shares = [UInt128](repeating: 0, count: 3)
    for member in 1...9 {
      for validator in 0..<3 where random.below(3) == 0 {
        let stake = UInt128(1 + random.below(60))
        book.addStake(
          of: try account(member), with: try account(validator + 1), shares: Decimal18(stake))
        shares[validator] += stake
      }
    }
    for (validator, held) in shares.enumerated() {
      let all = held + UInt128(1 + random.below(20))
      try book.addValidator(try account(validator + 1), tokens: all, shares: Decimal18(all))
    }
    return (book, try (1...9).map { try account($0) })
  }

  private static func passes(_ rules: TrackRules, _ book: StakeBook, _ votes: [(AccountKey, Int)]) throws
    -> Bool
  {
    let ballots = votes.map { StakeBallot(voter: $0.0, parts: [.init(option: $0.1, weight: .one)]) }
    let tally = try StakeCount(book, options: rules.options.count).count(ballots).tally
    return rules.outcome(of: ["stakers": tally], elapsed: rules.period).outcome == .passed
  }

  @Test(arguments: ["cosmos", "akash"])
  func `a coalition that is printed passes or blocks when it votes so`(_ preset: String) throws {
    let rules = try PresetTracks.rules(.init(preset: preset, track: "standard", unit: 1))
    var random = RepeatableNumbers(seed: 77)
    for _ in 0..<60 {
      let (book, members) = try Self.book(&random)
      let reach = try Reach(book, members: members)
      let found = try #require(Coalitions(rules, reaches: ["stakers": reach]))
      let pass = try #require(found.toPass(in: "stakers"))
      let option = try #require(rules.options.firstIndex { $0 == pass.option })
      try Mismatch.unless(
        try Self.passes(rules, book, reach.order.prefix(pass.members).map { ($0, option) }), "\(pass)")
      try Mismatch.unless(
        !(try Self.passes(rules, book, reach.order.prefix(pass.members - 1).map { ($0, option) })),
        "one less than \(pass)")
      try Mismatch.unless(pass.power == reach.alone[pass.members].power, "\(pass)")
      let block = try #require(found.toBlock(in: "stakers"))
      let yes = try #require(rules.options.firstIndex(of: "Yes"))
      let against = block.option.flatMap { name in rules.options.firstIndex(of: name) }
      let votes = reach.strongest.enumerated().compactMap { place, member in
        (place < block.members ? against : yes).map { (member, $0) }
      }
      try Mismatch.unless(!(try Self.passes(rules, book, votes)), "\(block)")
    }
  }

  @Test func `a delegator with a fifth of all cannot pass what its validator can`() throws {
    let (alice, bea, carol) = (try Self.account(1), try Self.account(2), try Self.account(3))
    var book = StakeBook()
    try book.addValidator(alice, tokens: 300_000_000, shares: Decimal18(300_000_000))
    try book.addValidator(bea, tokens: 200_000_000, shares: Decimal18(200_000_000))
    book.addStake(of: carol, with: alice, shares: Decimal18(100_000_000))
    let rules = try PresetTracks.rules(.init(preset: "cosmos", track: "standard", unit: 1))
    let reach = try Reach(book, members: [alice, bea, carol])
    let found = try #require(Coalitions(rules, reaches: ["stakers": reach]))
    let pass = try #require(found.toPass(in: "stakers"))
    #expect(pass.members == 1 && pass.power == Power(300_000_000))
    #expect(try !Self.passes(rules, book, [(carol, 0)]))
    #expect(try Self.passes(rules, book, [(alice, 0)]))
  }
}
