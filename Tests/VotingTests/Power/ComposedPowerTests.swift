import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// Sources of amounts and roles, and those that wrap others.
@Suite struct ComposedPowerTests {
  typealias Row = (id: String, source: String, fields: String, power: String)

  static let most = LockedPowerTests.most
  static let balance = #"{"source":"balance","asset":"token"}"#
  static let asi = """
    {"source":"sum","of":[{"ratio":1,"of":{"source":"balance","asset":"fet"}},\
    {"ratio":"0.433350","of":{"source":"balance","asset":"agix"}},\
    {"ratio":"0.433226","of":{"source":"balance","asset":"ocean"}}]}
    """

  static let rows: [Row] = [
    (id: "heads", source: #"{"source":"heads"}"#, fields: "token=7", power: "1"),
    (id: "heads of nothing", source: #"{"source":"heads"}"#, fields: "token=0", power: "1"),
    (id: "balance", source: balance, fields: "a=5 token=7", power: "7"),
    (id: "balance of another asset", source: balance, fields: "a=5", power: "0"),
    (id: "balance without locks", source: balance, fields: "token=7 lock=token:5", power: "7"),
    (id: "merger, one of each", source: asi, fields: "agix=1 fet=1 ocean=1", power: "1"),
    (
      id: "merger, a million of each", source: asi, fields: "agix=1000000 fet=1000000 ocean=1000000",
      power: "1866576"
    ),
    // 0.433350 · 2 + 0.433226 · 3 = 2.166378; each rounded alone would give 0 + 1.
    (id: "merger, rounded once", source: asi, fields: "agix=2 ocean=3", power: "2"),
    (
      id: "merger, the greatest", source: asi, fields: "agix=\(most)",
      power: "147461363705188683141853386130556754434"
    ),
    (id: "attack 40: merger", source: asi, fields: "agix=3 fet=\(most)", power: "overflow"),
    (
      id: "a sum rounded up",
      source: #"{"source":"sum","rounding":"ceiling","of":[{"ratio":"1/3","of":\#(balance)}]}"#,
      fields: "token=4", power: "2"
    ),
    (
      id: "scaled down", source: #"{"source":"scaled","by":"2/3","of":\#(balance)}"#, fields: "token=4",
      power: "2"
    ),
    (
      id: "scaled up", source: #"{"source":"scaled","by":3,"of":\#(balance)}"#, fields: "token=4", power: "12"
    ),
    (
      id: "scaled by nothing", source: #"{"source":"scaled","by":0,"of":\#(balance)}"#, fields: "token=4",
      power: "0"
    ),
    (
      id: "attack 40: scaled", source: #"{"source":"scaled","by":2,"of":\#(balance)}"#,
      fields: "token=\(most)", power: "overflow"
    ),
    (
      id: "below the cap", source: #"{"source":"capped","at_most":"5","of":\#(balance)}"#, fields: "token=4",
      power: "4"
    ),
    (
      id: "above the cap", source: #"{"source":"capped","at_most":"5","of":\#(balance)}"#, fields: "token=6",
      power: "5"
    ),
    (
      id: "the least", source: #"{"source":"min","of":[\#(balance),{"source":"heads"}]}"#, fields: "token=6",
      power: "1"
    ),
    (
      id: "the greatest", source: #"{"source":"max","of":[\#(balance),{"source":"heads"}]}"#,
      fields: "token=6", power: "6"
    ),
    (
      id: "a root", source: #"{"source":"square-root","scale":1,"of":\#(balance)}"#, fields: "token=99",
      power: "9"
    ),
    (
      id: "a square", source: #"{"source":"square-root","scale":1,"of":\#(balance)}"#, fields: "token=100",
      power: "10"
    ),
    (
      id: "a root in thousandths", source: #"{"source":"square-root","scale":1000,"of":\#(balance)}"#,
      fields: "token=2", power: "1414"
    ),
    (
      id: "the root of the greatest", source: #"{"source":"square-root","scale":1,"of":\#(balance)}"#,
      fields: "token=\(most)", power: "18446744073709551615"
    ),
    (
      id: "allocated", source: #"{"source":"allocation","target":"x","of":\#(balance)}"#,
      fields: "token=99 allocation=x:3333", power: "32"
    ),
    (
      id: "all allocated", source: #"{"source":"allocation","target":"x","of":\#(balance)}"#,
      fields: "token=\(most) allocation=x:10000", power: most
    ),
    (
      id: "allocated to another", source: #"{"source":"allocation","target":"x","of":\#(balance)}"#,
      fields: "token=99 allocation=y:3333", power: "0"
    ),
    (
      id: "each role", source: #"{"source":"role","per":"role","roles":{"council":3,"guardian":1}}"#,
      fields: "role=council role=guardian role=other", power: "4"
    ),
    (
      id: "the greatest role",
      source: #"{"source":"role","per":"account","roles":{"council":3,"guardian":1}}"#,
      fields: "role=council role=guardian", power: "3"
    ),
    (
      id: "no role", source: #"{"source":"role","per":"role","roles":{"council":3}}"#, fields: "token=1",
      power: "0"
    ),
    (
      id: "excluded", source: #"{"source":"excluded","accounts":["\#(PowerRows.account)"],"of":\#(balance)}"#,
      fields: "token=7", power: "0"
    ),
    (
      id: "another excluded",
      source: #"{"source":"excluded","accounts":["\#(HoldingFactsTests.other)"],"of":\#(balance)}"#,
      fields: "token=7", power: "7"
    ),
    (
      id: "four inside each other",
      source:
        #"{"source":"min","of":[{"source":"capped","at_most":"9","of":{"source":"scaled","by":2,"of":\#(balance)}},\#(balance)]}"#,
      fields: "token=20", power: "9"
    ),
  ]

  @Test(arguments: rows) func `a source gives its power`(_ row: Row) throws {
    #expect(try PowerRows.power(try PowerRows.source(row.source), row.fields) == row.power)
  }

  @Test func `excluded accounts leave the total of the electorate`() throws {
    let inner = BalancePower(asset: "token")
    let rows = (1...3).map {
      Holding(account: Accounts.number($0), amounts: [.init(asset: "token", units: 10)])
    }
    let source = ExcludedPower(accounts: [rows[1].account], of: inner)
    var counting = Counting(
      ballots: [], delegations: [:], depthLimit: 8, source: source, at: Timepoint(milliseconds: 0))
    for row in rows { try counting.add(row) }
    #expect(try counting.finish(method: SingleChoice(), options: 2).tally.electorate == Power(20))
  }

  @Test func `a sum is the whole part of the exact sum`() throws {
    var random = RepeatableNumbers(seed: 9)
    let source = try PowerRows.source(Self.asi)
    for _ in 0..<1000 {
      let (fet, agix, ocean) = (random.wide() >> 2, random.wide() >> 2, random.wide() >> 2)
      let row = try PowerRows.row("agix=\(agix) fet=\(fet) ocean=\(ocean)")
      let power = try source.power(of: row, at: Timepoint(milliseconds: 0))
      let sum =
        WideNumber(fet) * WideNumber(1_000_000) + WideNumber(agix) * WideNumber(433_350)
        + WideNumber(ocean) * WideNumber(433_226)
      #expect(PowerRows.isFloor(power.units, of: sum, by: WideNumber(1_000_000)))
    }
  }

  @Test func `a sum without a common denominator is none`() throws {
    let ratios = [UInt128.max, .max - 1].compactMap { Ratio(1, of: $0) }
    #expect(SumPower(ratios.map { .init($0, of: HeadsPower()) }) == nil)
    #expect(SumPower([.init(try #require(ratios.first), of: HeadsPower())]) != nil)
  }

  // MARK: Any row

  /// Sources that only take away, around one of locks.
  static let lessening:
    [(id: String, make: @Sendable (any LockPower, AccountKey) throws -> any PowerSource)] = [
      (id: "min", make: { inner, _ in MinPower(of: [inner, BalancePower(asset: "token")]) }),
      (id: "fresh", make: { inner, _ in FreshPower(start: 100, over: 50, of: inner) }),
      (
        id: "fresh, rounded up",
        make: { inner, _ in FreshPower(start: 0, over: 9000, rounding: .up, of: inner) }
      ),
      (id: "excluded", make: { inner, account in ExcludedPower(accounts: [account], of: inner) }),
      (id: "capped", make: { inner, _ in CappedPower(at: Power(1000), of: inner) }),
      (id: "allocation", make: { inner, _ in AllocationPower(target: "x", of: inner) }),
      (
        id: "scaled",
        make: { inner, _ in ScaledPower(by: try #require(Ratio(7, of: 9)), rounding: .up, of: inner) }
      ),
    ]

  @Test(arguments: lessening) func `what only takes away never exceeds what it takes from`(
    _ row: (id: String, make: @Sendable (any LockPower, AccountKey) throws -> any PowerSource)
  ) throws {
    var random = RepeatableNumbers(seed: 12)
    let inner = try LockedPowerTests.nns()
    var counted = 0
    for number in 0..<600 {
      let holding = HoldingFactsTests.any(number, &random)
      let instant = Timepoint(milliseconds: random.next() % (1 << 53))
      let source = try row.make(inner, Accounts.number(number / 2 * 2))
      guard let whole = try? inner.power(of: holding, at: instant) else { continue }
      counted += 1
      #expect(try source.power(of: holding, at: instant) <= whole)
    }
    #expect(counted > 200)
  }
}
