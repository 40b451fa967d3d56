import CanonicalEncoding
import Governance
import Testing
import Voting

@Suite struct AssetUnitTests {
  private static func unit(_ symbol: String, decimals: UInt64 = 0) throws -> AssetUnit {
    try AssetUnit(
      parsing: .members(["symbol": .string(symbol), "decimals": .integer(decimals)]), named: "token")
  }

  @Test(
    arguments: [
      (0, "tokens", "0 tokens"), (1, "tokens", "1 token"), (2, "tokens", "2 tokens"),
      (1001, "tokens", "1,001 tokens"),
      (1, "votes", "1 vote"), (1, "AURAS", "1 AURAS"), (1, "gas", "1 gas"), (1, "axis", "1 axis"),
      (1, "bonus", "1 bonus"), (1, "passes/s", "1 passes/s"), (1, "Units", "1 Units"),
    ] as [(UInt128, String, String)])
  func `one of something is no plural where its name is an English word`(
    _ units: UInt128, _ symbol: String, _ text: String
  ) throws {
    #expect(try Self.unit(symbol).text(Power(units)) == text)
  }

  @Test func `one is one token, and a tenth of it is of several`() throws {
    let unit = try Self.unit("tokens", decimals: 1)
    #expect(unit.text(Power(10)) == "1 token" && unit.text(Power(1)) == "0.1 tokens")
  }

  @Test func `what is less than is shown is not nothing`() throws {
    let unit = try Self.unit("COMP", decimals: 3)
    #expect(
      [0, 9, 10, 1_009].map { unit.text(Power($0)) } == ["0 COMP", "<0.01 COMP", "0.01 COMP", "1 COMP"])
    #expect(unit.text(Power(9), isExact: true) == "0.009 COMP")
  }

  @Test func `sums of scores are points, and all others are written as power is`() throws {
    let unit = try Self.unit("tokens", decimals: 1)
    #expect(unit.sums(of: Star()).text(Power(25)) == "2.5 points")
    #expect(unit.sums(of: Score()).text(Power(10)) == "1 point")
    #expect(unit.sums(of: Quadratic()).text(Power(1440)) == "144 points")
    #expect(unit.sums(of: SingleChoice()) == unit && unit.sums(of: Approval()) == unit)
  }
}
