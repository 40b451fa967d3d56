import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// Lines with locks, stakes, validators, roles and allocations.
@Suite struct HoldingFactsTests {
  static let account = HoldingTests.account
  static let other = "evm:cd2a3d9f938e13cd947ec05abc7fe734df8dd826"
  static let least = "evm:0000000000000000000000000000000000000001"

  static func read(_ fields: String) -> Holding? { HoldingTests.read("\(account) \(fields)") }

  static let accepted: [(id: String, fields: String)] = [
    (id: "a role alone", fields: "role=council"), (id: "two roles", fields: "role=council role=guardian"),
    (id: "a plain lock", fields: "lock=icp:0"), (id: "a lock that ages", fields: "lock=icp:5;ageing:0"),
    (id: "two locks alike", fields: "lock=icp:5;delay:1 lock=icp:5;delay:1"),
    (id: "locks in byte order, not by amount", fields: "lock=icp:10 lock=icp:9"),
    (id: "a shorter lock first", fields: "lock=icp:10 lock=icp:10;from:1"),
    (
      id: "a lock with every part",
      fields: "lock=icp:10;ageing:1;bonus:2;delay:3;fees:4;from:5;multiplier:50;refreshed:6"
    ),
    (id: "a lock that ends", fields: "lock=ocean:7;from:0;until:9007199254740991"),
    (id: "no multiple at all", fields: "lock=icp:7;multiplier:0"),
    (id: "a stake", fields: "stake=\(other):12.5"),
    (id: "two stakes", fields: "stake=\(least):1 stake=\(other):0"),
    (id: "the least stake", fields: "stake=\(other):0.000000000000000001"),
    (
      id: "the greatest stake",
      fields: "stake=\(other):340282366920938463463374607431768211455.999999999999999999"
    ),
    (id: "a validator", fields: "validator=bonded:1000;shares:1000.25"),
    (id: "a validator that left", fields: "validator=unbonded:0;shares:0"),
    (id: "allocations", fields: "allocation=nft-1:6000 allocation=nft-2:4000"),
    (id: "a target of digits and points", fields: "allocation=0x7a.1-b:1"),
    (id: "all to one target", fields: "allocation=\(String(repeating: "a", count: 64)):10000"),
    (
      id: "everything",
      fields: "a=1 b=2 allocation=x:1 lock=a:1 role=r stake=\(other):1 validator=bonded:1;shares:1"
    ),
    (id: "assets named as facts are", fields: "lock=5 role=6 stake=7 role=council"),
  ]

  @Test(arguments: accepted) func `a line with facts is read and written back`(
    _ row: (id: String, fields: String)
  ) throws {
    let holding = try #require(Self.read(row.fields))
    #expect(String(decoding: holding.line, as: UTF8.self) == "\(Self.account) \(row.fields)\n")
    #expect(holding == Holding(account: holding.account, amounts: holding.amounts, facts: holding.facts))
  }

  static let refused: [(id: String, fields: String)] = [
    (id: "an amount after a fact", fields: "role=council token=1"),
    (id: "facts in another order", fields: "role=council lock=icp:1"),
    (id: "roles in another order", fields: "role=guardian role=council"),
    (id: "a role twice", fields: "role=council role=council"), (id: "an empty role", fields: "role="),
    (id: "a role in upper case", fields: "role=Council"), (id: "an unknown fact", fields: "seat=council"),
    (id: "a fact in upper case", fields: "Role=council"),
    (id: "locks in another order", fields: "lock=icp:9 lock=icp:10"),
    (id: "a lock without amount", fields: "lock=icp"), (id: "a lock of nothing known", fields: "lock=:5"),
    (id: "a lock with zeros in front", fields: "lock=icp:05"), (id: "an empty part", fields: "lock=icp:5;"),
    (id: "parts in another order", fields: "lock=icp:5;from:1;ageing:1"),
    (id: "a part twice", fields: "lock=icp:5;from:1;from:1"),
    (id: "an unknown part", fields: "lock=icp:5;since:1"),
    (id: "a part without value", fields: "lock=icp:5;from:"),
    (id: "a part without name", fields: "lock=icp:5;:1"),
    (id: "a part without colon", fields: "lock=icp:5;from"),
    (id: "a delay and an end", fields: "lock=icp:5;delay:1;until:2"),
    (id: "a delay that says nothing", fields: "lock=icp:5;delay:0"),
    (id: "fees that say nothing", fields: "lock=icp:5;fees:0"),
    (id: "a bonus that says nothing", fields: "lock=icp:5;bonus:0"),
    (id: "a multiplier that says nothing", fields: "lock=icp:5;multiplier:100"),
    (id: "a multiplier of 2^32", fields: "lock=icp:5;multiplier:4294967296"),
    (id: "an instant of 2^53", fields: "lock=icp:5;until:9007199254740992"),
    (id: "a delay of 2^64", fields: "lock=icp:5;delay:18446744073709551616"),
    (id: "a stake without validator", fields: "stake=12.5"),
    (id: "a stake with a name", fields: "stake=alice:1"),
    (id: "zeros behind", fields: "stake=\(other):1.50"),
    (id: "a point without digits", fields: "stake=\(other):1."),
    (id: "a point in front", fields: "stake=\(other):.5"),
    (id: "a fraction of nothing", fields: "stake=\(other):1.0"),
    (id: "nineteen digits", fields: "stake=\(other):0.0000000000000000001"),
    (id: "two points", fields: "stake=\(other):1.2.3"), (id: "an exponent", fields: "stake=\(other):1e3"),
    (id: "2^128 shares", fields: "stake=\(other):340282366920938463463374607431768211456"),
    (id: "one validator twice", fields: "stake=\(other):1 stake=\(other):2"),
    (id: "two validators", fields: "validator=bonded:1;shares:1 validator=bonded:2;shares:1"),
    (id: "another status", fields: "validator=jailed:1;shares:1"),
    (id: "a validator without shares", fields: "validator=bonded:1"),
    (id: "a validator with more", fields: "validator=bonded:1;shares:1;x:1"),
    (id: "more than all", fields: "allocation=a:6000 allocation=b:4001"),
    (id: "no points", fields: "allocation=a:0"), (id: "too many points", fields: "allocation=a:10001"),
    (id: "a target twice", fields: "allocation=a:1 allocation=a:2"),
    (id: "a target in upper case", fields: "allocation=0xA:1"), (id: "no target", fields: "allocation=:1"),
    (id: "a target of 65", fields: "allocation=\(String(repeating: "a", count: 65)):1"),
  ]

  @Test(arguments: refused) func `every other spelling of a fact is refused`(
    _ row: (id: String, fields: String)
  ) {
    #expect(Self.read(row.fields) == nil)
  }

  @Test func `facts in any order make the one line`() throws {
    let validators = try [Self.other, Self.least].map { try #require(AccountKey(canonical: $0)) }
    let facts = try #require(
      HoldingFacts(
        locks: [Lock(asset: "icp", amount: 9), Lock(asset: "icp", amount: 10)],
        stakes: validators.map { StakeShares(validator: $0, shares: ShareCount(1)) },
        roles: ["guardian", "council"],
        allocations: [("b", 2), ("a", 1)].compactMap { Allocation(target: $0, points: $1) }))
    let holding = Holding(account: validators[0], facts: facts)
    #expect(
      String(decoding: holding.line, as: UTF8.self)
        == "\(Self.other) allocation=a:1 allocation=b:2 lock=icp:10 lock=icp:9 role=council role=guardian "
        + "stake=\(Self.least):1 stake=\(Self.other):1\n")
    #expect(Holding(line: holding.line[...]) == holding)
  }

  @Test func `contradicting facts are none`() throws {
    let stake = StakeShares(validator: Accounts.number(1), shares: ShareCount(1))
    #expect(HoldingFacts(stakes: [stake, stake]) == nil)
    #expect(HoldingFacts(roles: ["a", "a"]) == nil)
    let half = try #require(Allocation(target: "a", points: 5000))
    #expect(HoldingFacts(allocations: [half, half]) == nil)
  }

  // MARK: Random lines

  @Test func `of twenty thousand changed lines with facts, whatever is read is written back the same`() throws
  {
    var random = RepeatableNumbers(seed: 77)
    let insertions = Array(" =:;\n0a.-9".utf8)
    var accepted = 0
    for number in 0..<20_000 {
      let holding = Self.any(number, &random)
      var bytes = holding.line
      try #require(Holding(line: bytes[...]) == holding)
      for _ in 0...random.below(2) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes.insert(insertions[random.below(insertions.count)], at: place)
        default: bytes.remove(at: place)
        }
      }
      guard let read = Holding(line: bytes[...]) else { continue }
      accepted += 1
      #expect(read.line == bytes)
    }
    #expect(accepted > 2000)
  }

  /// A row with a few facts of any kind.
  static func any(_ number: Int, _ random: inout RepeatableNumbers) -> Holding {
    func some<Value>(_ make: (inout RepeatableNumbers) -> Value?) -> [Value] {
      (0..<random.below(3)).compactMap { _ in make(&random) }
    }
    var facts: HoldingFacts?
    while facts == nil {
      facts = HoldingFacts(
        locks: some { lock(&$0) },
        stakes: some {
          ShareCount(
            whole: $0.wide(), attos: UInt64($0.below(2)) * UInt64($0.below(1_000_000_000)) * 1_000_000
          )
          .map { StakeShares(validator: Accounts.number(number), shares: $0) }
        },
        validator: random.below(4) > 0
          ? nil
          : ValidatorFacts(
            tokens: random.wide(), shares: ShareCount(random.wide()), isBonded: random.below(2) == 0),
        roles: some { ["council", "guardian", "a-1"][$0.below(3)] },
        allocations: some {
          Allocation(target: ["x", "nft-1", "0.a"][$0.below(3)], points: UInt64($0.below(6000)))
        })
    }
    let amounts = random.below(3) > 0 ? [] : [Holding.Amount(asset: "token", units: random.wide())]
    let row = Holding(account: Accounts.number(number), amounts: amounts, facts: facts ?? HoldingFacts())
    return row.amounts.isEmpty && row.facts.isEmpty
      ? Holding(account: row.account, amounts: [.init(asset: "token", units: 1)]) : row
  }

  private static func lock(_ random: inout RepeatableNumbers) -> Lock {
    func instant() -> Timepoint? {
      random.below(2) == 0 ? nil : Timepoint(milliseconds: random.next() % (1 << 53))
    }
    let releases: [Lock.Release] = [
      .open, .at(instant() ?? .latest), .after(Span(milliseconds: UInt64(random.below(1_000_000)))),
    ]
    return Lock(
      asset: ["icp", "a"][random.below(2)], amount: random.wide(), from: instant(),
      release: releases[random.below(3)], ageing: instant(), multiplier: UInt32(random.below(3) * 50),
      refreshed: instant(), fees: UInt128(random.below(2)), bonus: UInt128(random.below(2)))
  }
}
