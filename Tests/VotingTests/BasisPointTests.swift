import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct BasisPointTests {
  private func parts(_ list: [(Int, Int)]) -> [DelegatedPart] {
    list.map { DelegatedPart(delegate: Accounts.number($0.0), basisPoints: $0.1) }
  }

  // MARK: Lists

  static let lists: [(id: String, list: [(Int, Int)], refusal: DelegatedPartsRefusal?)] = [
    ("nothing", [], nil), ("all to one", [(1, 10_000)], nil), ("one point", [(1, 1)], nil),
    ("all of it in parts", [(1, 2500), (2, 2500), (3, 5000)], nil),
    ("zero", [(1, 0)], .zero(Accounts.number(1))), ("negative", [(1, -1)], .zero(Accounts.number(1))),
    ("self", [(1, 5), (7, 5)], .toSelf), ("twice", [(1, 1), (1, 1)], .duplicate(Accounts.number(1))),
    ("falling", [(2, 1), (1, 1)], .notSorted(Accounts.number(1))),
    ("one too much", [(1, 5000), (2, 5001)], .aboveWhole),
    ("much too much", [(1, .max), (2, .max)], .aboveWhole),
    ("too many", [(1, 0), (1, 0), (1, 0), (1, 0)], .tooMany(limit: 3)),
    ("zero before self", [(7, 0)], .zero(Accounts.number(7))),
  ]

  @Test(arguments: lists) func `a list of parts is judged`(
    _ row: (id: String, list: [(Int, Int)], refusal: DelegatedPartsRefusal?)
  ) {
    let rules = BasisPointDelegation(delegates: 3)
    if let refusal = row.refusal {
      #expect(throws: refusal) { try rules.check(self.parts(row.list), of: Accounts.number(7)) }
    } else {
      #expect(throws: Never.self) { try rules.check(self.parts(row.list), of: Accounts.number(7)) }
    }
  }

  // MARK: Amounts

  @Test func `amounts are rounded down to steps and agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 10_000)
    for _ in 0..<3000 {
      let power = random.wide()
      let step = max(1, random.wide() >> UInt128(random.below(128)))
      let points = 1 + random.below(10_000)
      let rules = BasisPointDelegation(delegates: 10, step: step)
      let amount = rules.amounts(parts([(1, points)]), of: Power(power))[0].units
      #expect(amount % step == 0)
      let exact = WideNumber(power) * WideNumber(UInt128(points))
      #expect(!(exact < WideNumber(amount) * WideNumber(10_000)))
      #expect(exact < (WideNumber(amount) + WideNumber(step)) * WideNumber(10_000))
    }
  }

  @Test func `parts never give away more than there is, whatever was frozen`() throws {
    let rules = BasisPointDelegation(delegates: 3)
    for list in [[(1, 10_000), (2, 10_000)], [(1, 9999), (2, .max)], [(1, .min), (2, 1)]] {
      for power in [UInt128.zero, 1, 3, 10_001, .max] {
        let amounts = rules.amounts(parts(list), of: Power(power))
        #expect(try amounts.sum() <= Power(power))
      }
    }
    #expect(rules.amounts(parts([(1, 10_000)]), of: Power(.max)) == [Power(.max)])
  }

  // MARK: Counts

  /// Five members, of whom number 4 holds nothing.
  private func count(
    _ lent: [Int: [(Int, Int)]], votes: Set<Int>, step: UInt128 = 1, cap: Share? = nil
  ) throws -> Count {
    var counting = Counting(
      ballots: votes.map { StandingBallot(voter: Accounts.number($0), choice: Choice(positions: [$0 % 3])) },
      lending: .parts(
        Dictionary(uniqueKeysWithValues: lent.map { (Accounts.number($0.key), parts($0.value)) }),
        BasisPointDelegation(delegates: 10, step: step)),
      limits: DelegationLimits(cap: cap, lastsAtMost: nil), source: BalancePower(asset: "token"),
      at: .earliest)
    for (number, units) in [100, 200, 300, 401].enumerated() as EnumeratedSequence<[UInt128]> {
      try counting.add(
        Holding(account: Accounts.number(number), amounts: [.init(asset: "token", units: units)]))
    }
    return try counting.finish(method: SingleChoice(), options: 3)
  }

  @Test func `what is lent in parts goes to delegates who vote, the rest stays with the owner`() throws {
    let count = try count([3: [(0, 2500), (1, 5000), (4, 1)]], votes: [0, 3, 4])
    // 401 units: 100 to member 0, 200 to member 1 who does not vote, 0 to member 4; 101 stay.
    #expect(count.contributions.map(\.own) == [Power(100), Power(101), .zero])
    #expect(count.contributions.map(\.delegated) == [Power(100), .zero, .zero])
    #expect(count.contributions.map(\.delegators) == [1, 0, 1])
    #expect(count.unused == Power(200) && count.silent == Power(500) && count.isConserved)
    #expect(count.tally.ballots == 2, "a delegate of nothing carries nothing")
  }

  @Test func `parts that were lent are not lent on, and voting does not take them back`() throws {
    let count = try count([0: [(1, 10_000)], 1: [(2, 10_000)]], votes: [0, 2])
    #expect(count.contributions.map(\.own) == [.zero, Power(300)])
    #expect(count.contributions.map(\.delegated) == [.zero, Power(200)])
    #expect(count.unused == Power(100) && count.isConserved)
  }

  @Test func `attacks 37 and 38: any list keeps every unit in its place, once`() throws {
    var random = RepeatableNumbers(seed: 38)
    for _ in 0..<2000 {
      var lent: [Int: [(Int, Int)]] = [:]
      for member in 0..<4 where random.below(3) > 0 {
        lent[member] = (0..<random.below(4)).map { _ in (random.below(5), random.below(6000)) }
      }
      let votes = Set((0..<5).filter { _ in random.below(2) == 0 })
      let cap = random.below(3) == 0 ? Share(UInt64(1 + random.below(10)), of: 20) : nil
      let count = try count(lent, votes: votes, step: UInt128(1 + random.below(7)), cap: cap)
      try Mismatch.unless(count.isConserved && count.tally.electorate == Power(1001), "\(lent) \(votes)")
      let carried = try count.contributions.map { try $0.own.adding($0.delegated) }
      try Mismatch.unless(try carried.sum() == count.tally.cast, "\(lent) \(votes)")
    }
  }
}
