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
  private let ballots: [StandingBallot]
  private let delegations: [AccountKey: AccountKey]
  private var paths: DelegationPaths
  private let source: any PowerSource
  private let instant: Timepoint
  private var contributions: [Contribution]
  private var cursor = 0
  private var last: AccountKey?
  private var row = 0
  private var electorate = Power.zero
  private var silent = Power.zero
  private var unused = Power.zero
  private var circular = Power.zero
  private var tooDeep = Power.zero
  private var overridden = 0

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
    let isSorted = zip(ballots, ballots.dropFirst()).allSatisfy { $0.voter < $1.voter }
    self.ballots = isSorted ? ballots : ballots.sorted { $0.voter < $1.voter }
    self.delegations = delegations
    paths = DelegationPaths(depthLimit: depthLimit)
    self.source = source
    self.instant = instant
    contributions = self.ballots.map { Contribution(voter: $0.voter, choice: $0.choice) }
  }

  /// Places the power of the next row; rows come in strictly rising order of accounts.
  package mutating func add(_ holding: Holding) throws(CountRefusal) {
    row += 1
    if let last, !(last < holding.account) { throw .electorateNotSorted(row: row) }
    last = holding.account
    let power = try source.power(of: holding, at: instant)
    electorate = try electorate.adding(power)
    while cursor < ballots.count, ballots[cursor].voter < holding.account { cursor += 1 }
    if cursor < ballots.count, ballots[cursor].voter == holding.account {
      contributions[cursor].own = power
      if delegations[holding.account] != nil { overridden += 1 }
    } else if delegations.isEmpty || delegations[holding.account] == nil {
      silent = try silent.adding(power)
    } else {
      try lend(power, from: holding.account)
    }
  }

  private mutating func lend(_ power: Power, from account: AccountKey) throws(CountRefusal) {
    let path = paths.path(
      from: account, delegate: { [delegations] in delegations[$0] },
      ballot: { [ballots] in Self.position(of: $0, in: ballots) })
    switch path {
    case .reaches(let ballot, _):
      contributions[ballot].delegated = try contributions[ballot].delegated.adding(power)
      contributions[ballot].delegators += 1
    case .ends: unused = try unused.adding(power)
    case .cycles: circular = try circular.adding(power)
    case .tooDeep: tooDeep = try tooDeep.adding(power)
    }
  }

  private static func position(of account: AccountKey, in ballots: [StandingBallot]) -> Int? {
    var (low, high) = (0, ballots.count)
    while low < high {
      let middle = (low + high) / 2
      if ballots[middle].voter < account { low = middle + 1 } else { high = middle }
    }
    return low < ballots.count && ballots[low].voter == account ? low : nil
  }

  /// The count, once every row has been added.
  ///
  /// A ballot that ends up with no power at all (its delegators took theirs back by voting) stays in the list but
  /// is not counted as a voter.
  package func finish(method: any CountingMethod, options: Int) throws(CountRefusal) -> Count {
    try count(with: method, options: options)
  }

  private func count(with method: some CountingMethod, options: Int) throws(CountRefusal) -> Count {
    var sums = method.none(options: options)
    var cast = Power.zero
    var counted = 0
    var overdrawn = Power.zero
    for contribution in contributions {
      let power = try contribution.own.adding(contribution.delegated)
      guard power > .zero else { continue }
      guard method.covers(contribution.choice, with: power) else {
        overdrawn = try overdrawn.adding(power)
        continue
      }
      try method.add(contribution.choice, power, to: &sums)
      cast = try cast.adding(power)
      counted += 1
    }
    let result = try method.result(of: sums)
    let tally = Tally(
      options: result.options, cast: cast, ballots: counted, electorate: electorate,
      contest: result.contest, capital: result.capital)
    return Count(
      tally: tally, contributions: contributions, silent: silent, unused: unused, circular: circular,
      tooDeep: tooDeep, overdrawn: overdrawn, overridden: overridden)
  }
}
