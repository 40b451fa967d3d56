import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct StakeCountTests {
  private func decimal(_ text: String) throws -> Decimal18 { try #require(Decimal18(text)) }

  private func ballot(_ voter: Int, _ parts: (Int, String)...) throws -> StakeBallot {
    StakeBallot(
      voter: Accounts.number(voter),
      parts: try parts.map { StakeBallot.Part(option: $0.0, weight: try decimal($0.1)) })
  }

  /// Validators 0 and 1 with tokens and shares; delegators are 10 and up.
  private func book(
    _ validators: [(tokens: UInt128, shares: String)], _ stakes: [(Int, Int, String)]
  ) throws -> StakeBook {
    var book = StakeBook()
    for (number, validator) in validators.enumerated() {
      try book.addValidator(
        Accounts.number(number), tokens: validator.tokens, shares: try decimal(validator.shares))
    }
    for stake in stakes {
      book.addStake(
        of: Accounts.number(stake.0), with: Accounts.number(stake.1), shares: try decimal(stake.2))
    }
    return book
  }

  @Test func `random stakes agree with a share for share count, and conserve power`() throws {
    var random = RepeatableNumbers(seed: 18)
    for _ in 0..<500 {
      let validators = 1 + random.below(4)
      // Who holds each share: one share is one token here, so that no rounding happens.
      let owners = (0..<validators).map { _ in (0..<1 + random.below(20)).map { _ in random.below(8) } }
      var stakes: [(Int, Int, String)] = []
      for (validator, owners) in owners.enumerated() {
        for owner in Set(owners) { stakes.append((owner, validator, "\(owners.count { $0 == owner })")) }
      }
      let votes = (0..<8).map { _ in random.below(2) == 0 ? nil : random.below(3) }
      let book = try book(owners.map { (UInt128($0.count), "\($0.count)") }, stakes)
      let ballots = try (0..<8).compactMap { voter in try votes[voter].map { try ballot(voter, ($0, "1")) } }
      let count = try StakeCount(book, options: 3).count(ballots.shuffled(using: &random))
      var expected = [UInt128](repeating: 0, count: 3)
      var silent: UInt128 = 0
      for (validator, owners) in owners.enumerated() {
        for owner in owners {
          if let option = votes[owner] ?? votes[validator] { expected[option] += 1 } else { silent += 1 }
        }
      }
      try Mismatch.unless(count.tally.options.map(\.power.units) == expected, "\(owners) \(votes)")
      try Mismatch.unless(count.silent.units == silent && count.rounded == .zero, "\(owners) \(votes)")
      try Mismatch.unless(count.isConserved, "\(owners) \(votes)")
    }
  }

  @Test func `of several ballots the last counts, and stake with nobody who is bonded is silent`() throws {
    var book = try book([(100, "100")], [(10, 0, "60"), (11, 1, "30"), (12, 9, "5")])
    try book.addValidator(Accounts.number(1), tokens: 30, shares: try decimal("30"), isBonded: false)
    let ballots = try [
      ballot(10, (0, "1")), ballot(11, (0, "1")), ballot(10, (1, "1")), ballot(12, (0, "1")),
    ]
    let count = try StakeCount(book, options: 2).count(ballots)
    #expect(count.tally.options.map(\.power.units) == [0, 60] && count.tally.electorate == Power(100))
    #expect(count.silent == Power(40) && count.isConserved)
  }

  @Test func `what a slashed validator's shares are worth is rounded and what is left over is small`() throws
  {
    var random = RepeatableNumbers(seed: 19)
    for _ in 0..<500 {
      let shares = 1 + random.below(1000)
      let tokens = UInt128(random.below(shares + 1))
      let parts = [random.below(shares + 1), 0].map { $0 / 2 }
      let book = try book(
        [(tokens, "\(shares)"), (UInt128(random.below(50)), "49.000000000000000001")],
        [(10, 0, "\(parts[0])"), (11, 0, "\(parts[1])"), (12, 1, "0.333333333333333333")])
      let ballots = [
        try ballot(10, (0, "0.7"), (1, "0.3")), try ballot(12, (2, "1")), try ballot(1, (0, "1")),
      ]
      let count = try StakeCount(book, options: 3).count(ballots)
      try Mismatch.unless(count.isConserved && count.rounded.units <= 2, "\(count)")
      let decimals = try #require(count.tally.decimals)
      let sum = try decimals.options.reduce(Decimal18.zero) { try $0.adding($1) }
      // Every product may be off by half of the last digit.
      let (high, low) = (max(sum, decimals.cast), min(sum, decimals.cast))
      try Mismatch.unless(
        try high.subtracting(low) <= Decimal18(units: UInt256(8)), "\(sum) \(decimals.cast)")
    }
  }

  @Test func `a voter's stake leaves its validators, the rest follows them, an operator votes once`() throws {
    let book = try book(
      [(9, "10"), (100, "100")], [(0, 0, "4"), (10, 0, "6"), (10, 1, "25"), (10, 7, "1000"), (1, 1, "5")])
    let count = try StakeCount(book, options: 2).count([
      try ballot(0, (0, "1")), try ballot(10, (1, "1")), try ballot(1, (0, "0.5"), (1, "0.5")),
    ])
    // 3.6 yes of the operator; 5.4 and 25 no of the delegator; 75 of validator 1, half each.
    let decimals = try #require(count.tally.decimals)
    #expect(decimals.options.map(\.description) == ["41.100000000000000000", "67.900000000000000000"])
    #expect(count.tally.options.map(\.power.units) == [41, 67] && count.tally.cast == Power(109))
    #expect(count.contributions.map(\.own.units) == [3, 5, 30] && count.tally.ballots == 3)
    #expect(count.contributions.map(\.delegated.units) == [0, 70, 0])
    // What a voter chose is told in full.
    let half = UInt128(500_000_000_000_000_000)
    #expect(
      count.contributions.map(\.choice) == [
        Choice(positions: [0]), Choice(positions: [0, 1], weights: [half, half]), Choice(positions: [1]),
      ])
  }

  @Test func `a ballot of a method with weights keeps them as they were cast`() throws {
    let method = Weighted(form: .shares)
    let choice = try method.choice("Yes: 3, No: 1", among: ["Yes", "No"])
    let ballot = try StakeBallot(StandingBallot(voter: Accounts.number(10), choice: choice))
    let book = try book([(100, "100")], [(10, 0, "40")])
    let count = try StakeCount(book, options: 2).count([ballot])
    #expect(
      count.contributions.map { method.words(of: $0.choice, among: ["Yes", "No"]) } == ["Yes: 3, No: 1"])
    #expect(count.tally.options.map(\.power.units) == [30, 10])
  }

  @Test func `a silent or unbonded validator casts nobody's stake`() throws {
    // Account 2 is no bonded validator.
    let book = try book([(50, "50")], [(10, 0, "10"), (2, 2, "30"), (3, 2, "40")])
    let count = try StakeCount(book, options: 1).count([
      try ballot(10, (0, "1")), try ballot(2, (0, "1")), try ballot(3, (0, "1")),
    ])
    #expect(count.tally.cast == Power(10) && count.silent == Power(40) && count.tally.electorate == Power(50))
    #expect(count.tally.ballots == 1 && count.isConserved)
  }

  @Test func `the rows of an electorate make the book`() throws {
    var book = StakeBook()
    let stake = StakeShares(validator: Accounts.number(0), shares: try #require(ShareCount("2.5")))
    let rows = [
      HoldingFacts(stakes: [stake]),
      HoldingFacts(
        stakes: [stake],
        validator: ValidatorFacts(tokens: 8, shares: try #require(ShareCount("10")), isBonded: true)),
    ]
    for (number, facts) in rows.enumerated().reversed() {
      try book.add(Holding(account: Accounts.number(1 - number), amounts: [], facts: try #require(facts)))
    }
    let count = try StakeCount(book, options: 2).count([try ballot(0, (0, "1")), try ballot(1, (1, "1"))])
    // Two tokens each for 2.5 of 10 shares, and the operator's vote for the other half.
    #expect(count.tally.options.map(\.power.units) == [6, 2] && count.isConserved)
  }

  @Test func `attack 40: shares beyond a validator's, unknown options and overflows are refused`() throws {
    let book = try book([(10, "10")], [(10, 0, "6"), (11, 0, "5")])
    let refusal = #expect(throws: CountRefusal.sharesExceedValidator(Accounts.number(0))) {
      try StakeCount(book, options: 1).count([try self.ballot(10, (0, "1")), try self.ballot(11, (0, "1"))])
    }
    #expect(refusal?.code == "electorate.sharesExceedValidator")
    for option in [-1, 1, .max] {
      #expect(throws: CountRefusal.self) {
        try StakeCount(book, options: 1).count([try self.ballot(10, (option, "1"))])
      }
    }
    var large = StakeBook()
    try large.addValidator(Accounts.number(0), tokens: .max, shares: Decimal18(1))
    #expect(throws: CountRefusal.overflow) {
      try large.addValidator(Accounts.number(1), tokens: 1, shares: Decimal18(1))
    }
    #expect(throws: CountRefusal.overflow) {
      try StakeCount(large, options: 1).count([try self.ballot(0, (0, "2"))])
    }
  }

  @Test func `a pool without tokens is an empty electorate`() throws {
    let count = try StakeCount(try book([(10, "10")], []), bonded: .zero, options: 2).count([])
    #expect(count.tally.electorate == .zero && count.tally.cast == .zero)
  }
}
