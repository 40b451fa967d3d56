import QuorateTesting
import Signing
import Testing
import Voting

/// What voters are paid, and what those who leave take along.
@Suite struct RewardTests {
  /// A ratio that must read.
  static func ratio(_ text: String) throws -> Ratio { try #require(Ratio(text)) }

  static func nns(adjustment: String = "1") throws -> RewardRate {
    let (first, last, year) = (try ratio("0.10"), try ratio("0.05"), try ratio("365.25"))
    let adjustment = try ratio(adjustment)
    return try #require(RewardRate(first: first, last: last, days: 2922, year: year, adjustment: adjustment))
  }

  @Test(arguments: [
    (UInt64(0), "0.10/365.25"), (1461, "0.0625/365.25"), (2922, "0.05/365.25"), (2923, "0.05/365.25"),
    (.max, "0.05/365.25"),
  ]) func `a day's part of the supply lies on the parabola`(day: UInt64, part: String) throws {
    #expect(try Self.nns().part(onDay: day) == Ratio(part))
  }

  @Test func `the part falls each day, less and less, to the last rate`() throws {
    let parts = try (0...2923).map { try Self.nns().part(onDay: UInt64($0)) }
    let (numerators, _) = try #require(Ratio.common(parts))
    let falls = zip(numerators, numerators.dropFirst()).map { $0 - $1 }
    #expect(falls.dropLast().allSatisfy { $0 > 0 } && falls.last == 0)
    #expect(zip(falls, falls.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `an adjustment is multiplied in`() throws {
    #expect(try Self.nns(adjustment: "0.635").part(onDay: 0) == Ratio("0.0635/365.25"))
  }

  @Test func `a rate that rises, or falls over no time, is none`() throws {
    let (low, high) = (try Self.ratio("0.05"), try Self.ratio("0.10"))
    #expect(RewardRate(first: low, last: high, days: 10, year: .one) == nil)
    #expect(RewardRate(first: high, last: low, days: 0, year: .one) == nil)
    let nothing = try Self.ratio("0")
    #expect(RewardRate(first: high, last: low, days: 10, year: nothing) == nil)
  }

  // MARK: Shares

  @Test func `voters share by power times the weight of the topic, and the rest is not paid`() throws {
    let (weights, accounts) = (["governance": "20", "rates": "0.01"], (1...3).map { Accounts.number($0) })
    var shares = try #require(RewardShares(weights: weights.compactMapValues { Ratio($0) }))
    try shares.add(Power(100), of: accounts[0], topic: "governance", hasVoted: true)
    try shares.add(Power(100), of: accounts[0], topic: "rates", hasVoted: true)
    try shares.add(Power(500), of: accounts[1], topic: "other", hasVoted: true)
    try shares.add(Power(499), of: accounts[2], topic: "other", hasVoted: false)
    // 2,000 + 1, 500 and 499 of 3,000.
    #expect(accounts.map { shares.reward(of: $0, from: 3000) } == [2001, 500, 0])
    #expect(accounts.map { shares.reward(of: $0, from: 100) } == [66, 16, 0])
  }

  @Test func `nobody is paid where nobody could vote`() throws {
    let shares = try #require(RewardShares(weights: [:]))
    #expect(shares.reward(of: Accounts.number(1), from: 100) == 0)
  }

  @Test func `attack 40: rights beyond 2^256 are refused`() throws {
    let most = try #require(Ratio(.max, of: 1))
    var shares = try #require(RewardShares(weights: ["a": most]))
    try shares.add(Power(.max), of: Accounts.number(1), topic: "a", hasVoted: true)
    #expect(shares.reward(of: Accounts.number(1), from: .max) == .max)
    #expect(throws: CountRefusal.overflow) {
      try shares.add(Power(.max), of: Accounts.number(2), topic: "a", hasVoted: true)
    }
  }

  @Test func `all rewards together never exceed the pool`() throws {
    var random = RepeatableNumbers(seed: 21)
    let third = try Self.ratio("1/3")
    for _ in 0..<200 {
      var shares = try #require(RewardShares(weights: ["a": third]))
      let accounts = (0..<5).map { Accounts.number($0) }
      for account in accounts {
        try shares.add(
          Power(random.wide() >> 8), of: account, topic: ["a", "b"][random.below(2)],
          hasVoted: random.below(4) > 0)
      }
      let pool = random.wide()
      #expect(try accounts.map { Power(shares.reward(of: $0, from: pool)) }.sum() <= Power(pool))
    }
  }

  // MARK: Leaving

  @Test(arguments: [
    (UInt128(200), UInt128(500), UInt128(1300), UInt128(100), UInt128(53)), (50, 250, 1300, 100, 23),
    (0, 0, 1, 100, 0), (1, 0, 1, 100, 100),
    (1, 1, 3, .max, 226_854_911_280_625_642_308_916_404_954_512_140_970),
    (.max, 0, .max, .max, .max),
  ]) func `who leaves takes the part of what is burnt`(
    shares: UInt128, loot: UInt128, supply: UInt128, balance: UInt128, part: UInt128
  ) throws {
    #expect(try #require(ExitShare(shares: shares, loot: loot, supply: supply)).part(of: balance) == part)
  }

  @Test func `more than there is cannot be burnt`() {
    #expect(ExitShare(shares: 0, loot: 0, supply: 0) == nil)
    #expect(ExitShare(shares: 2, loot: 2, supply: 3) == nil)
    #expect(ExitShare(shares: .max, loot: 1, supply: .max) == nil)
  }
}
