package import Signing
package import Voting

/// What has been deposited on a proposal, by whom, until it comes to the vote and after.
///
/// Cosmos SDK x/gov: anybody adds to it, several times if they like; the proposal opens with the deposit that
/// completes the minimum, and what comes later is held with the rest.
package struct CollectedDeposits: Hashable, Sendable {
  /// What everybody together has deposited, by asset in byte order.
  package private(set) var total: [Holding.Amount] = []
  /// What each depositor has deposited and would get back.
  package private(set) var shares: [AccountKey: [Holding.Amount]] = [:]

  /// Nothing yet.
  package init() {}

  /// What everybody together has deposited, without who.
  package init(total: [Holding.Amount]) { self.total = total }

  /// Whether there is no deposit: every one is of something.
  package var isEmpty: Bool { total.isEmpty }

  /// Adds a deposit that the rules take.
  /// - Throws: `CountRefusal.overflow` where a sum reaches 2^128; nothing is added then.
  package mutating func add(_ deposit: [Holding.Amount], by depositor: AccountKey) throws(CountRefusal) {
    let all = try Self.sum(total, deposit)
    let own = try Self.sum(shares[depositor] ?? [], deposit)
    (total, shares[depositor]) = (all, own)
  }

  /// Whether they open the vote.
  package func isComplete(under rules: DepositRules) -> Bool { rules.isFunded(by: total) }

  /// Both lists added up, asset by asset.
  private static func sum(
    _ left: [Holding.Amount], _ right: [Holding.Amount]
  ) throws(CountRefusal) -> [Holding.Amount] {
    var units: [String: Power] = [:]
    for amount in left + right {
      units[amount.asset] = try (units[amount.asset] ?? .zero).adding(Power(amount.units))
    }
    return units.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { Holding.Amount(asset: $0.key, units: $0.value.units) }
  }
}
