package import CanonicalEncoding
package import Signing

/// A ballot that stands, ready to be counted.
package struct StandingBallot: Hashable, Sendable {
  package let voter: AccountKey
  package let choice: Choice

  package init(voter: AccountKey, choice: Choice) {
    self.voter = voter
    self.choice = choice
  }
}

/// Joins ballots, delegations and the electorate into a count.
///
/// Both lists are walked once, side by side, in the order of accounts; only the power of members who delegated
/// is looked up. The electorate streams through and is never held.
package struct Counting {
  private var placement: PowerPlacement
  private let source: any PowerSource
  private let instant: Timepoint

  /// - Parameters:
  ///   - ballots: At most one for each voter; any order.
  ///   - delegations: Who lent power to whom, as frozen for this proposal.
  ///   - depthLimit: The most steps of a chain.
  ///   - source: How holdings become power.
  ///   - instant: The instant whose power counts: when the electorate was frozen.
  package init(
    ballots: [StandingBallot], delegations: [AccountKey: AccountKey], depthLimit: Int,
    source: any PowerSource,
    at instant: Timepoint
  ) {
    self.init(
      ballots: ballots, lending: .whole(delegations, depthLimit: depthLimit), limits: .none, source: source,
      at: instant)
  }

  /// - Parameters:
  ///   - ballots: At most one for each voter; any order.
  ///   - lending: What members lent, as frozen for this proposal.
  ///   - limits: What the charter limits about it.
  ///   - source: How holdings become power.
  ///   - instant: The instant whose power counts.
  package init(
    ballots: [StandingBallot], lending: Lending, limits: DelegationLimits, source: any PowerSource,
    at instant: Timepoint
  ) {
    placement = PowerPlacement(ballots: ballots, lending: lending, limits: limits)
    self.source = source
    self.instant = instant
  }

  /// Places the power of the next row; rows come in strictly rising order of accounts.
  package mutating func add(_ holding: Holding) throws(CountRefusal) {
    try placement.add(holding.account, source.power(of: holding, at: instant))
  }

  /// The count, once every row has been added; asked for once.
  ///
  /// A ballot that ends up with no power at all (its delegators took theirs back by voting) stays in the list but
  /// is not counted as a voter.
  package mutating func finish(method: any CountingMethod, options: Int) throws(CountRefusal) -> Count {
    try placement.count(with: method, options: options)
  }
}
