package import Signing

/// How a reward for voting is shared out: by the power of the ballots times the weight of their topics (NNS
/// `calculate_voting_rewards` in rs/nns/governance/src/governance.rs).
///
/// Who did not vote keeps a part that is not paid to anybody. NNS weighs Governance and the Neurons' Fund with 20,
/// exchange rates with 1/100, and everything else with 1.
package struct RewardShares: Sendable {
  private let weights: [String: UInt128]
  private let otherwise: UInt128
  private var used: [AccountKey: UInt256] = [:]
  private var total = UInt256.zero

  /// Shares of nobody; `nil` where the weights have no common denominator below 2^128.
  /// - Parameter otherwise: The weight of topics that are not listed.
  package init?(weights: [String: Ratio], otherwise: Ratio = .one) {
    let topics = Array(weights)
    guard let common = Ratio.common([otherwise] + topics.map(\.value)), let other = common.numerators.first
    else {
      return nil
    }
    self.otherwise = other
    self.weights = Dictionary(uniqueKeysWithValues: zip(topics.map(\.key), common.numerators.dropFirst()))
  }

  /// Adds what an account could cast on a proposal of a topic, and whether it did.
  /// - Throws: `CountRefusal.overflow` where a sum reaches 2^256.
  package mutating func add(
    _ power: Power, of account: AccountKey, topic: String, hasVoted: Bool
  ) throws(CountRefusal) {
    let rights = UInt256(product: power.units, weights[topic] ?? otherwise)
    let (total, overflow) = self.total.addingReportingOverflow(rights)
    guard !overflow else { throw .overflow }
    if hasVoted {
      // At most the total, which fits.
      used[account] = used[account, default: .zero].addingReportingOverflow(rights).partialValue
    }
    self.total = total
  }

  /// The part of the whole that an account used, as a quotient; a whole of nothing has no parts.
  package func share(of account: AccountKey) -> (used: UInt256, total: UInt256) {
    (used[account, default: .zero], total)
  }

  /// What an account gets of a pool, rounded down.
  package func reward(of account: AccountKey, from pool: UInt128) -> UInt128 {
    // At most the pool, since nobody used more than the total.
    let reward = UInt256(pool).multiplied(
      by: used[account, default: .zero], dividedBy: total, rounding: .down)
    return reward.flatMap { UInt128(exactly: $0) } ?? 0
  }
}
