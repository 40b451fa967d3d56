import CanonicalEncoding
import QuorateTesting
import Signing
import Voting

/// The runners of kinds that are about the power of one account.
let powerKinds: [String: RuleRunner] = [
  "icp_voting_power": IcpPower.votingPower,
  "icp_multiplier": IcpPower.delayMultiplier,
  "icp_age_multiplier": IcpPower.ageMultiplier,
  "icp_decay_factor": IcpPower.decayFactor,
  "nns_reward_fraction": IcpPower.rewardFraction,
  "ocean_ve_balance": OceanPower.balance,
  "hos_power": HouseOfStakePower.growth,
  "hos_bps": HouseOfStakePower.basisPoints,
]

/// Asks a source of a charter for the power of an account.
enum ForeignPower {
  /// The asset that every row is about.
  static let asset = "token"
  /// So much that a power shows a factor with eighteen decimals.
  static let whole: UInt128 = 1_000_000_000_000_000_000

  /// The power, as a charter's source gives it.
  ///
  /// - Parameter facts: What the account holds; `nil` is no holding.
  static func power(
    by source: JSONValue, of facts: HoldingFacts?, and amounts: [Holding.Amount] = [], at instant: Timepoint
  ) throws -> UInt128 {
    guard let facts, let account = AccountKey(canonical: "evm:" + String(repeating: "1", count: 40)) else {
      throw RowFault(description: "the row is no holding")
    }
    let holding = Holding(account: account, amounts: amounts, facts: facts)
    // As an electorate holds it: written, and read back.
    guard let row = Holding(line: holding.line[...]) else {
      throw RowFault(description: "the holding has no line")
    }
    return try PowerSources.parse(source).power(of: row, at: instant).units
  }

  /// Whether a power is an expected one.
  static func differing(_ power: UInt128, _ expect: VectorRow, _ key: String) throws -> [String] {
    power == (try expect.amount(key)) ? [] : ["\(key) is \(power)"]
  }

  /// Whether a power of the whole is an expected factor.
  static func differing(factor power: UInt128, _ expect: VectorRow, _ key: String) throws -> [String] {
    guard let expected = Ratio(try expect.text(key)) else {
      throw RowFault(description: "\(key) is not a decimal")
    }
    return Ratio(power, of: whole) == expected ? [] : ["\(key) is \(power) parts of \(whole)"]
  }

  /// So many seconds, as a charter writes them.
  static func span(_ seconds: UInt64) throws -> JSONValue {
    guard let span = Span("\(seconds)s") else { throw RowFault(description: "\(seconds) s is too long") }
    return .string(span.description)
  }

  /// A lock that stays locked for so many seconds after its owner asks.
  static func delay(_ number: UInt64) -> Lock.Release { .after(seconds(number).since(seconds(0))) }
}
