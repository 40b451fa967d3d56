import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Power that matures exponentially; the expected parts were computed with eighty digits.
@Suite struct ConvictionPowerTests {
  static let whole: UInt128 = 1_000_000_000_000_000_000

  static func parts(_ blocks: UInt64, _ constant: UInt64, seconds: UInt64 = 12) throws -> UInt128 {
    let source = try #require(ConvictionPower(asset: "alpha", constant: constant, block: seconds))
    let lock = Lock(asset: "alpha", amount: whole, from: Timepoint(milliseconds: 0))
    return try source.power(of: lock, at: PowerRows.seconds(blocks * seconds)).units
  }

  @Test(
    arguments: [
      (0, 934_866, 0), (1, 934_866, 1_069_671_445_067), (7200, 934_866, 7_672_056_896_669_327),
      (647_999, 934_866, 499_999_608_445_680_723), (648_000, 934_866, 500_000_143_281_822_091),
      (934_866, 934_866, 632_120_558_828_557_678), (2_629_800, 934_866, 939_976_760_739_636_767),
      (20_000_000, 934_866, 999_999_999_488_380_710), (39_000_000, 934_866, 999_999_999_999_999_999),
      (1, 1, 632_120_558_828_557_678), (41, 1, 999_999_999_999_999_998), (42, 1, 999_999_999_999_999_999),
      (1000, 1, 999_999_999_999_999_999), (1, 1_099_511_627_775, 909_494),
    ] as [(UInt64, UInt64, UInt128)]) func `the parts are the exact ones, rounded down`(
      blocks: UInt64, constant: UInt64, expected: UInt128
    ) throws
  {
    #expect(try Self.parts(blocks, constant) == expected)
  }

  @Test func `half is reached after ninety days of blocks, and not a block sooner`() throws {
    let half = Self.whole / 2
    #expect(try Self.parts(90 * 7200 - 1, 934_866) < half)
    #expect(try Self.parts(90 * 7200, 934_866) >= half)
  }

  @Test func `power never falls with time and never reaches the whole`() throws {
    var last: UInt128 = 0
    for blocks in stride(from: UInt64(0), to: 45 * 934_866, by: 93_487) {
      let parts = try Self.parts(blocks, 934_866)
      #expect(parts >= last && parts < Self.whole)
      last = parts
    }
    for blocks in UInt64(0)..<200 {
      #expect(try Self.parts(blocks, 934_866) < Self.parts(blocks + 1, 934_866))
    }
  }

  static let maturing: [LockedPowerTests.Row] = [
    (id: "before it begins", fields: "lock=alpha:100;from:9000", at: 8, power: "0"),
    (id: "without a beginning", fields: "lock=alpha:100", at: 8, power: "0"),
    (id: "a part of a block", fields: "lock=alpha:1000000;from:0", at: 11, power: "0"),
    (id: "a whole block", fields: "lock=alpha:1000000;from:0", at: 12, power: "1"),
    (
      id: "the greatest amount", fields: "lock=alpha:340282366920938463463374607431768211455;from:0",
      at: 9_000_000_000, power: "340282366920938463123092240510829747991"
    ),
  ]

  @Test(arguments: maturing) func `a lock matures from its beginning on`(_ row: LockedPowerTests.Row) throws {
    let source = try #require(ConvictionPower(asset: "alpha", constant: 934_866, block: 12))
    #expect(try PowerRows.power(source, row.fields, at: row.at) == row.power)
  }

  @Test func `a constant or a block of nothing is none`() {
    #expect(ConvictionPower(asset: "a", constant: 0, block: 1) == nil)
    #expect(ConvictionPower(asset: "a", constant: 1, block: 0) == nil)
    #expect(ConvictionPower(asset: "a", constant: 1 << 40, block: 1) == nil)
  }
}
