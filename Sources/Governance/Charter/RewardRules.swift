internal import CanonicalEncoding
package import Voting

/// What voting earns a part of, by topic: `rewards: {weights: {governance: 20, rates: 1/100}, otherwise: 1}`.
///
/// Shares are computed and printed; nothing is paid. NNS (`calculate_voting_rewards`) weighs governance with 20, exchange
/// rates with 1/100 and everything else with 1.
package struct RewardRules: Hashable, Sendable {
  /// What power that votes on a topic is multiplied by.
  package let weights: [String: Ratio]
  /// The same for topics that are not listed.
  package let otherwise: Ratio

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the rewards")
    otherwise = fields.contains("otherwise") ? try Self.ratio("otherwise", &fields) : .one
    var weights: [String: Ratio] = [:]
    if fields.contains("weights") {
      let table = try fields.value("weights")
      var topics = try JSONFields(table, of: "the weights of rewards")
      for member in table.object?.members ?? [] { weights[member.key] = try Self.ratio(member.key, &topics) }
      try topics.finish()
    }
    self.weights = weights
    try fields.finish()
    guard RewardShares(weights: weights, otherwise: otherwise) != nil else {
      throw fields.unexpected("weights", "ratios with a common denominator below 2^128")
    }
  }

  /// A ratio, as text or as a whole number.
  private static func ratio(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal) -> Ratio {
    let value = try fields.value(key)
    guard let ratio = Ratio(value.string ?? value.unsigned.map(String.init) ?? "") else {
      throw fields.unexpected(key, "a ratio such as 20, 1/100 or 0.5")
    }
    return ratio
  }

  /// Shares of nobody yet; the rules were read with weights that have a common denominator.
  package var shares: RewardShares? { RewardShares(weights: weights, otherwise: otherwise) }
}
