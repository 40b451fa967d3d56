import CanonicalEncoding
import QuorateTesting
import Voting

/// Locks of veOCEAN.
enum OceanPower {
  @Sendable static func balance(_ vector: RuleVector) throws -> [String] {
    let source = JSONValue.members([
      "source": .string("locked-decay"), "asset": .string(ForeignPower.asset),
      "max": try ForeignPower.span(try vector.params.number("max_time_s")),
      "step": try ForeignPower.span(try vector.params.number("week_s")),
    ])
    let inputs = vector.inputs
    let lock = Lock(
      asset: ForeignPower.asset, amount: try inputs.amount("amount"),
      from: seconds(try inputs.number("locked_at")),
      release: .at(seconds(try inputs.number("unlock_time"))))
    let power = try ForeignPower.power(
      by: source, of: HoldingFacts(locks: [lock]), at: seconds(try inputs.number("at")))
    return try ForeignPower.differing(power, vector.expect, "voting_power")
  }
}
