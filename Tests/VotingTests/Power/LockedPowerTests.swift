import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Sources that give each lock its power.
@Suite struct LockedPowerTests {
  typealias Row = (id: String, fields: String, at: UInt64, power: String)

  static let most = "340282366920938463463374607431768211455"

  static let locked: [Row] = [
    (id: "one lock", fields: "icp=7 lock=icp:5", at: 0, power: "5"),
    (id: "several locks", fields: "lock=icp:5 lock=icp:6;until:1", at: 9, power: "11"),
    (id: "another asset", fields: "lock=a:5 lock=icp:6", at: 0, power: "6"),
    (id: "fees do not vote", fields: "lock=icp:5;fees:2", at: 0, power: "3"),
    (id: "fees above the amount", fields: "lock=icp:5;fees:6", at: 0, power: "0"),
    (id: "no lock", fields: "icp=5", at: 0, power: "0"),
    (id: "attack 40: together 2^128", fields: "lock=icp:1 lock=icp:\(most)", at: 0, power: "overflow"),
  ]

  @Test(arguments: locked) func `what is locked counts`(_ row: Row) throws {
    #expect(try PowerRows.power(LockedPower(asset: "icp"), row.fields, at: row.at) == row.power)
  }

  // MARK: Decay

  static let decaying: [Row] = [
    (id: "at the start", fields: "lock=o:1000;until:100000", at: 0, power: "1000"),
    (id: "half way", fields: "lock=o:1000;until:100000", at: 50, power: "500"),
    (id: "a second before the end", fields: "lock=o:1000;until:100000", at: 99, power: "10"),
    (id: "at the end", fields: "lock=o:1000;until:100000", at: 100, power: "0"),
    (id: "after the end", fields: "lock=o:1000;until:100000", at: 101, power: "0"),
    (id: "the end is rounded down", fields: "lock=o:1000;until:99999", at: 0, power: "900"),
    (id: "the slope is rounded down first", fields: "lock=o:199;until:100000", at: 0, power: "100"),
    (id: "less than a unit a second", fields: "lock=o:99;until:100000", at: 0, power: "0"),
    (id: "before it begins", fields: "lock=o:1000;from:1000;until:100000", at: 0, power: "0"),
    (id: "as it begins", fields: "lock=o:1000;from:1000;until:100000", at: 1, power: "990"),
    (id: "longer than the longest", fields: "lock=o:1000;until:500000", at: 0, power: "1000"),
    (id: "without an end", fields: "lock=o:1000", at: 0, power: "0"),
    (id: "with a delay that does not run", fields: "lock=o:1000;delay:100000", at: 0, power: "0"),
    (
      id: "the greatest amount", fields: "lock=o:\(most);until:100000", at: 0,
      power: "340282366920938463463374607431768211400"
    ),
    (id: "two locks", fields: "lock=o:1000;until:100000 lock=o:1000;until:90000", at: 80, power: "300"),
  ]

  @Test(arguments: decaying) func `power falls in a straight line`(_ row: Row) throws {
    let source = try #require(LockedDecayPower(asset: "o", max: 100, step: 10))
    #expect(try PowerRows.power(source, row.fields, at: row.at) == row.power)
  }

  @Test func `a longest lock or a step of nothing is none`() {
    #expect(LockedDecayPower(asset: "o", max: 0, step: 1) == nil)
    #expect(LockedDecayPower(asset: "o", max: 1, step: 0) == nil)
  }

  // MARK: Bonus

  static func nns(least: UInt64 = 0) throws -> LockedBonusPower {
    LockedBonusPower(
      asset: "icp", delay: try #require(LockBonus(max: 252_460_800, percent: 100)),
      age: try #require(LockBonus(max: 126_230_400, percent: 25)), least: least)
  }

  static let bonuses: [Row] = [
    (id: "no bonus", fields: "lock=icp:100", at: 0, power: "100"),
    (id: "all of both", fields: "lock=icp:100;ageing:0;delay:252460800000", at: 126_230_400, power: "250"),
    (
      id: "far above both", fields: "lock=icp:100;ageing:0;delay:900000000000", at: 900_000_000,
      power: "250"
    ),
    (
      id: "rounded down twice", fields: "lock=icp:7;ageing:0;delay:15778800000", at: 126_230_400, power: "8"
    ),
    (id: "dissolving, half", fields: "lock=icp:100;until:252460800000", at: 126_230_400, power: "150"),
    (
      id: "a dissolving lock has no age", fields: "lock=icp:100;ageing:0;until:252460800000",
      at: 126_230_400, power: "150"
    ),
    (id: "dissolved", fields: "lock=icp:100;until:1000", at: 2, power: "100"),
    (id: "ageing from later on", fields: "lock=icp:100;ageing:5000", at: 2, power: "100"),
    (id: "a multiplier last", fields: "lock=icp:101;multiplier:50", at: 0, power: "50"),
    (id: "no multiple", fields: "lock=icp:101;multiplier:0", at: 0, power: "0"),
    (id: "fees first", fields: "lock=icp:100;delay:252460800000;fees:1", at: 0, power: "198"),
    (
      id: "two neurons, each rounded", fields: "lock=icp:7;delay:15778800000 lock=icp:7;delay:15778800000",
      at: 0, power: "14"
    ),
    (
      id: "attack 40: twice the greatest", fields: "lock=icp:\(most);delay:252460800000", at: 0,
      power: "overflow"
    ),
    (
      id: "attack 40: a multiplier", fields: "lock=icp:\(most);multiplier:4294967295", at: 0,
      power: "overflow"
    ),
  ]

  @Test(arguments: bonuses) func `a lock has a bonus for its delay and its age`(_ row: Row) throws {
    #expect(try PowerRows.power(try Self.nns(), row.fields, at: row.at) == row.power)
  }

  @Test func `a lock with too short a delay has no power`() throws {
    let source = try Self.nns(least: 100)
    #expect(try PowerRows.power(source, "lock=icp:100;delay:99999") == "0")
    #expect(try PowerRows.power(source, "lock=icp:100;delay:100000") == "100")
    #expect(try PowerRows.power(source, "lock=icp:100;until:150000", at: 50) == "100")
    #expect(try PowerRows.power(source, "lock=icp:100;until:150000", at: 51) == "0")
  }

  @Test func `each bonus is the whole part of its product, whatever the numbers`() throws {
    var random = RepeatableNumbers(seed: 5)
    var counted = 0
    for _ in 0..<2000 {
      let bonus = try #require(
        LockBonus(max: UInt64(random.below(1_000_000)) + 1, percent: UInt64(random.below(900))))
      let none = try #require(LockBonus(max: 0, percent: 900))
      let (amount, delay) = (random.wide(), UInt64(random.below(1_200_000)))
      let source = LockedBonusPower(asset: "a", delay: bonus, age: none)
      let lock = Lock(asset: "a", amount: amount, release: .after(Span(milliseconds: delay * 1000)))
      guard let power = try? source.power(of: lock, at: PowerRows.seconds(0)) else { continue }
      counted += 1
      let product = WideNumber(amount) * WideNumber(UInt128(min(delay, bonus.max) * bonus.percent))
      let whole = WideNumber(UInt128(100 * bonus.max))
      #expect(PowerRows.isFloor(power.units - amount, of: product, by: whole))
    }
    #expect(counted > 1000)
  }

  @Test func `a bonus beyond what a charter can write is none`() {
    #expect(LockBonus(max: 34_560_000_001, percent: 1) == nil && LockBonus(max: 1, percent: 1_000_001) == nil)
    #expect(LockBonus(max: 34_560_000_000, percent: 1_000_000) != nil)
  }

  // MARK: Convex bonus

  static func mission70() throws -> LockedConvexPower {
    LockedConvexPower(
      asset: "icp", delay: try #require(LockBonus(max: 63_115_200, percent: 200)),
      age: try #require(LockBonus(max: 126_230_400, percent: 25)), bonus: 10)
  }

  static let convex: [Row] = [
    (id: "no bonus", fields: "lock=icp:100", at: 0, power: "100"),
    (id: "half the delay", fields: "lock=icp:100;delay:31557600000", at: 0, power: "150"),
    (id: "all the delay", fields: "lock=icp:100;delay:63115200000", at: 0, power: "300"),
    (id: "more than all", fields: "lock=icp:100;delay:64115200000", at: 0, power: "300"),
    (id: "all of both", fields: "lock=icp:100;ageing:0;delay:63115200000", at: 126_230_400, power: "375"),
    (
      id: "the old promise", fields: "lock=icp:100;ageing:0;bonus:50;delay:63115200000", at: 126_230_400,
      power: "393"
    ),
    (
      id: "a promise above the stake", fields: "lock=icp:100;bonus:500;delay:63115200000", at: 0,
      power: "330"
    ),
    (id: "rounded once", fields: "lock=icp:7;ageing:0;delay:15778800000", at: 126_230_400, power: "9"),
    (id: "a multiplier", fields: "lock=icp:100;delay:63115200000;multiplier:50", at: 0, power: "150"),
    (
      id: "attack 40: three times the greatest", fields: "lock=icp:\(most);delay:63115200000", at: 0,
      power: "overflow"
    ),
    (id: "the greatest without bonus", fields: "lock=icp:\(most)", at: 0, power: most),
  ]

  @Test(arguments: convex) func `the bonus for delay grows with its square`(_ row: Row) throws {
    #expect(try PowerRows.power(try Self.mission70(), row.fields, at: row.at) == row.power)
  }

  @Test func `the convex power is the whole part of the one exact product`() throws {
    var random = RepeatableNumbers(seed: 6)
    let source = try Self.mission70()
    for _ in 0..<1000 {
      let (amount, base) = (random.wide() >> 8, random.wide() >> 8)
      let (delay, age) = (UInt64(random.below(70_000_000)), UInt64(random.below(140_000_000)))
      let lock = Lock(
        asset: "icp", amount: amount, release: .after(Span(milliseconds: delay * 1000)),
        ageing: PowerRows.seconds(0), bonus: base)
      let power = try source.power(of: lock, at: PowerRows.seconds(age))
      let (d, a) = (WideNumber(UInt128(min(delay, 63_115_200))), WideNumber(UInt128(min(age, 126_230_400))))
      let (maxD, maxA) = (WideNumber(63_115_200), WideNumber(126_230_400))
      let stake = WideNumber(10) * WideNumber(amount) + WideNumber(min(base, amount))
      let numerator = stake * (maxD * maxD + WideNumber(2) * d * d) * (WideNumber(4) * maxA + a)
      #expect(
        PowerRows.isFloor(power.units, of: numerator, by: WideNumber(10) * maxD * maxD * WideNumber(4) * maxA)
      )
    }
  }

  // MARK: Growth

  static let near =
    #"{"source":"growth","asset":"near","rate_per_ns":"1902587519026/1000000000000000000000000000000","grain":"1000000000000000000000","tick":"1s"}"#

  static let growing: [Row] = [
    (
      id: "a day", fields: "lock=near:100000000000000000000000000;from:0", at: 86_400,
      power: "100016438356164384640000000"
    ),
    (
      id: "at once", fields: "lock=near:100000000000000000000000000;from:0", at: 0,
      power: "100000000000000000000000000"
    ),
    (
      id: "before it begins", fields: "lock=near:1000000000000000000000;from:9000", at: 8,
      power: "1000000000000000000000"
    ),
    (
      id: "without a beginning", fields: "lock=near:1000000000000000000000", at: 86_400,
      power: "1000000000000000000000"
    ),
    (
      id: "below a grain", fields: "lock=near:999999999999999999999;from:0", at: 86_400,
      power: "999999999999999999999"
    ),
    (
      id: "what is beyond the grain is kept", fields: "lock=near:1000000000000000000001;from:0", at: 86_400,
      power: "1000164383561643846401"
    ),
    (
      id: "a part of a second does not count", fields: "lock=near:1000000000000000000000;from:999", at: 1,
      power: "1000000001902587519026"
    ),
    (id: "attack 40: too large", fields: "lock=near:\(most);from:0", at: 86_400, power: "overflow"),
  ]

  @Test(arguments: growing) func `locked tokens grow by a simple interest`(_ row: Row) throws {
    #expect(try PowerRows.power(try PowerRows.source(Self.near), row.fields, at: row.at) == row.power)
  }

  // MARK: Freshness

  static let stale: [Row] = [
    (id: "refreshed now", fields: "lock=icp:10;refreshed:0", at: 0, power: "10"),
    (id: "at the start of the decay", fields: "lock=icp:10;refreshed:0", at: 60, power: "10"),
    (id: "four fifths", fields: "lock=icp:10;refreshed:0", at: 66, power: "8"),
    (id: "a second before nothing", fields: "lock=icp:30;refreshed:0", at: 89, power: "1"),
    (id: "at the end", fields: "lock=icp:10;refreshed:0", at: 90, power: "0"),
    (id: "long after", fields: "lock=icp:10;refreshed:0", at: 9000, power: "0"),
    (id: "refreshed later on", fields: "lock=icp:10;refreshed:9000", at: 5, power: "10"),
    (id: "never refreshed", fields: "lock=icp:10", at: 0, power: "0"),
    (id: "a half becomes even, down", fields: "lock=icp:5;refreshed:0", at: 75, power: "2"),
    (id: "a half becomes even, up", fields: "lock=icp:7;refreshed:0", at: 75, power: "4"),
    (
      id: "each lock by its own date", fields: "lock=icp:10;refreshed:0 lock=icp:10;refreshed:30000",
      at: 75, power: "15"
    ),
    (id: "the greatest amount", fields: "lock=icp:\(most);refreshed:0", at: 60, power: most),
  ]

  @Test(arguments: stale) func `stale locks lose their power`(_ row: Row) throws {
    let source = FreshPower(start: 60, over: 30, of: LockedPower(asset: "icp"))
    #expect(try PowerRows.power(source, row.fields, at: row.at) == row.power)
  }

  @Test func `a decay over no time is a step`() throws {
    let source = FreshPower(start: 60, over: 0, of: LockedPower(asset: "icp"))
    #expect(try PowerRows.power(source, "lock=icp:10;refreshed:0", at: 60) == "10")
    #expect(try PowerRows.power(source, "lock=icp:10;refreshed:0", at: 61) == "0")
  }
}
