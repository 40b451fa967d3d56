import CanonicalEncoding
import QuorateTesting
import Voting

/// Neurons of the Internet Computer.
enum IcpPower {
  /// A lock with a bonus for its delay and its age, rounded down after each; no neuron has more than 64 bits.
  @Sendable static func votingPower(_ vector: RuleVector) throws -> [String] {
    let (params, inputs) = (vector.params, vector.inputs)
    let source = JSONValue.members([
      "source": .string("capped"), "at_most": .string(String(UInt64.max)),
      "of": .members([
        "source": .string("locked-bonus"), "asset": .string(ForeignPower.asset),
        "delay": try bonus(params, max: "max_dissolve_delay_s", percent: "max_dissolve_bonus_pct"),
        "age": try bonus(params, max: "max_age_s", percent: "max_age_bonus_pct"),
      ]),
    ])
    let multiplier = inputs.has("multiplier_pct") ? try inputs.number("multiplier_pct") : 100
    let lock = Lock(
      asset: ForeignPower.asset, amount: try inputs.amount("stake"),
      release: ForeignPower.delay(try inputs.number("dissolve_delay_s")), ageing: seconds(0),
      multiplier: UInt32(clamping: multiplier), fees: inputs.has("fees") ? try inputs.amount("fees") : 0)
    let power = try ForeignPower.power(
      by: source, of: HoldingFacts(locks: [lock]), at: seconds(try inputs.number("age_s")))
    return try ForeignPower.differing(power, vector.expect, "voting_power")
  }

  private static func bonus(_ params: VectorRow, max: String, percent: String) throws -> JSONValue {
    .members([
      "max": try ForeignPower.span(try params.number(max)), "percent": .integer(try params.number(percent)),
    ])
  }

  // MARK: The curves of one factor

  @Sendable static func delayMultiplier(_ vector: RuleVector) throws -> [String] {
    let delay = ForeignPower.delay(try vector.inputs.number("dissolve_delay_s"))
    let lock = Lock(asset: ForeignPower.asset, amount: ForeignPower.whole, release: delay)
    return try multiplier(vector, of: lock, at: 0)
  }

  @Sendable static func ageMultiplier(_ vector: RuleVector) throws -> [String] {
    let lock = Lock(asset: ForeignPower.asset, amount: ForeignPower.whole, ageing: seconds(0))
    return try multiplier(vector, of: lock, at: try vector.inputs.number("age_s"))
  }

  /// What the power of a lock is of its amount.
  private static func multiplier(_ vector: RuleVector, of lock: Lock, at now: UInt64) throws -> [String] {
    let params = vector.params
    let formula = try params.text("formula")
    guard let (name, percent) = curves.first(where: { formula.hasPrefix($0.formula) })?.source else {
      throw RowFault(description: "the formula is not known")
    }
    let source = JSONValue.members([
      "source": .string(name), "asset": .string(ForeignPower.asset),
      "delay": .members([
        "max": try ForeignPower.span(try params.number("max_dissolve_delay_s")), "percent": .integer(percent),
      ]),
      "age": .members([
        "max": try ForeignPower.span(try params.number("max_age_s")), "percent": .integer(25),
      ]),
    ])
    let power = try ForeignPower.power(by: source, of: HoldingFacts(locks: [lock]), at: seconds(now))
    return try ForeignPower.differing(factor: power, vector.expect, "multiplier")
  }

  /// The sources of formulas, by how these begin, with the bonus in percent of the longest delay.
  private static let curves: [(formula: String, source: (name: String, percent: Int))] = [
    ("mission70", ("locked-convex", 200)), ("classic", ("locked-bonus", 100)),
  ]

  /// What is left of a lock's power so long after it was refreshed.
  @Sendable static func decayFactor(_ vector: RuleVector) throws -> [String] {
    let source = JSONValue.members([
      "source": .string("fresh"),
      "start": try ForeignPower.span(try vector.params.number("start_reducing_after_s")),
      "over": try ForeignPower.span(try vector.params.number("clear_following_after_s")),
      "of": .members(["source": .string("locked"), "asset": .string(ForeignPower.asset)]),
    ])
    let lock = Lock(asset: ForeignPower.asset, amount: ForeignPower.whole, refreshed: seconds(0))
    let power = try ForeignPower.power(
      by: source, of: HoldingFacts(locks: [lock]), at: seconds(try vector.inputs.number("since_refresh_s")))
    return try ForeignPower.differing(factor: power, vector.expect, "factor")
  }

  /// What of the supply is paid for voting on a day.
  @Sendable static func rewardFraction(_ vector: RuleVector) throws -> [String] {
    guard let first = Ratio("0.10"), let last = Ratio("0.05"), let year = Ratio("365.25"),
      let rate = RewardRate(first: first, last: last, days: 2922, year: year)
    else { throw RowFault(description: "the rate of the NNS is none") }
    let part = try rate.part(onDay: try vector.inputs.number("day"))
    guard let expected = Ratio(try vector.expect.text("fraction_of_supply")) else {
      throw RowFault(description: "the fraction is not a quotient of decimals")
    }
    return part == expected ? [] : ["fraction_of_supply is \(part)"]
  }
}
