import CanonicalEncoding
import QuorateTesting
import Voting

/// veNEAR of the House of Stake.
enum HouseOfStakePower {
  /// What amounts are cut down to before they grow, by the words of the rows.
  private static let grains = ["millinear": "1000000000000000000000"]

  @Sendable static func growth(_ vector: RuleVector) throws -> [String] {
    let growth = try vector.params.row("growth")
    let (numerator, denominator) = (try growth.amount("numerator_per_ns"), try growth.amount("denominator"))
    guard let grain = growth.has("truncate") ? grains[try growth.text("truncate")] : "1" else {
      throw RowFault(description: "the grain is not known")
    }
    let source = JSONValue.members([
      "source": .string("growth"), "asset": .string(ForeignPower.asset), "grain": .string(grain),
      "rate_per_ns": .string("\(numerator)/\(denominator)"), "tick": .string("1s"),
    ])
    let lock = Lock(
      asset: ForeignPower.asset, amount: try vector.inputs.amount("near_at_lock"), from: seconds(0))
    // Nanoseconds into the milliseconds of an instant.
    let now = Timepoint(milliseconds: try growth.number("elapsed_ns") / 1_000_000)
    let power = try ForeignPower.power(by: source, of: HoldingFacts(locks: [lock]), at: now)
    return try ForeignPower.differing(power, vector.expect, "voting_power")
  }

  /// The part of an amount that so many basis points are.
  @Sendable static func basisPoints(_ vector: RuleVector) throws -> [String] {
    let source = JSONValue.members([
      "source": .string("allocation"), "target": .string("x"),
      "of": .members(["source": .string("balance"), "asset": .string(ForeignPower.asset)]),
    ])
    let points = try vector.inputs.number("bps")
    let part = Allocation(target: "x", points: points)
    guard part != nil || points == 0 else { throw RowFault(description: "\(points) are not basis points") }
    let power = try ForeignPower.power(
      by: source, of: HoldingFacts(allocations: part.map { [$0] } ?? []),
      and: [.init(asset: ForeignPower.asset, units: try vector.inputs.amount("amount"))], at: seconds(0))
    return try ForeignPower.differing(power, vector.expect, "result")
  }
}
