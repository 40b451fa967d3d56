import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct DelegationLimitsTests {
  /// Member 0 has an own power and is lent to by member 1; a third holds the rest of a hundred.
  private func count(own: UInt128, lent: UInt128, cap: String) throws -> Count {
    let limits = DelegationLimits(cap: Share(cap), lastsAtMost: nil)
    var counting = Counting(
      ballots: [StandingBallot(voter: Accounts.number(0), choice: Choice(positions: [0]))],
      lending: .whole([Accounts.number(1): Accounts.number(0)], depthLimit: 8), limits: limits,
      source: BalancePower(asset: "token"), at: .earliest)
    for (number, units) in [own, lent, 100 - own - lent].enumerated() {
      try counting.add(
        Holding(account: Accounts.number(number), amounts: [.init(asset: "token", units: units)]))
    }
    return try counting.finish(method: SingleChoice(), options: 2)
  }

  static let caps: [(id: String, own: UInt128, lent: UInt128, cap: String, cast: UInt128)] = [
    ("below", 5, 4, "10%", 9), ("exactly", 5, 5, "10%", 10), ("one above", 5, 6, "10%", 10),
    ("own alone at the cap", 10, 50, "10%", 10), ("own above the cap is never cut", 30, 50, "10%", 30),
    ("rounded down", 0, 50, "1/3", 33), ("a cap below one unit", 0, 50, "1/1000", 0),
    ("a cap of everything", 40, 60, "100%", 100),
  ]

  @Test(arguments: caps) func `a delegate votes with its own power and what is lent, up to the cap`(
    _ row: (id: String, own: UInt128, lent: UInt128, cap: String, cast: UInt128)
  ) throws {
    let count = try count(own: row.own, lent: row.lent, cap: row.cap)
    #expect(count.tally.cast.units == row.cast)
    #expect(count.capped.units == row.own + row.lent - row.cast && count.isConserved)
    #expect(count.contributions.map(\.excess) == [count.capped])
    #expect(count.tally.ballots == (row.cast > 0 ? 1 : 0))
  }

  @Test func `at the end of the range a cap does not trap`() throws {
    let limits = DelegationLimits(cap: Share(999_999_999_999, of: 1_000_000_000_000), lastsAtMost: nil)
    let counted = limits.counted(lent: Power(.max), own: .zero, electorate: Power(.max))
    // ⌊(2^128 − 1) · (1 − 10⁻¹²)⌋
    #expect(counted.units == UInt128.max - UInt128.max / 1_000_000_000_000 - 1)
    #expect(limits.counted(lent: Power(.max), own: Power(.max), electorate: .zero) == .zero)
  }

  // MARK: Amounts

  @Test func `amounts are lent and taken back, and a refusal changes nothing`() throws {
    let (alice, bob) = (Accounts.number(1), Accounts.number(2))
    var book = AmountDelegations()
    #expect(throws: AmountDelegationRefusal.notRegistered(alice)) { try book.lend(Power(1), to: alice) }
    book.register(alice)
    book.register(bob)
    try book.lend(Power(1000), to: alice)
    try book.lend(Power(2000), to: bob)
    #expect(throws: AmountDelegationRefusal.exceedsLent(alice)) {
      try book.takeBack(Power(1001), from: alice)
    }
    #expect(throws: AmountDelegationRefusal.overflow) { try book.lend(Power(.max), to: alice) }
    book.register(alice)
    try book.takeBack(Power(400), from: alice)
    #expect(book.amounts == [alice: Power(600), bob: Power(2000)])
    #expect(book.total == Power(2600) && book.isConserved)
  }
}
