package import CanonicalEncoding
package import Signing

/// Counts ballots as they come: first votes, replaced votes and withdrawn votes, each with the tally after it.
///
/// After every ballot the tally is what `Counting` gives for the ballots that stand at that moment; powers,
/// delegations and rules are fixed from the start. Only for methods whose totals are sums over ballots, because a
/// ballot that loses power is taken out by subtracting what it gave. Contests are left out: whoever looks at the
/// order of ballots compares powers.
package struct RunningCount {
  /// A ballot that stands and the power that was counted for it.
  private struct Standing {
    let choice: Choice
    let counted: Power
  }

  private let method: any AdditiveMethod
  private let limits: DelegationLimits
  private let electorate: Power
  private var weights: any BallotWeights
  private var standing: [AccountKey: Standing] = [:]
  private var options: [Tally.Option]
  private var capital: [Power]?
  private var cast = Power.zero
  private var ballots = 0
  /// The tallies so far, one for each ballot received.
  package private(set) var history: TallyHistory

  /// A count in a mode in which standing ballots alone decide.
  ///
  /// - Parameters:
  ///   - electorate: The power of every row.
  ///   - lending: What members lent, as frozen for this proposal.
  ///   - limits: What the charter limits about it.
  ///   - method: How ballots are added up.
  ///   - options: How many options there are.
  package init(
    _ electorate: ElectoratePowers, lending: Lending, limits: DelegationLimits = .none,
    method: any AdditiveMethod, options: Int
  ) throws(CountRefusal) {
    let weights: any BallotWeights
    switch lending {
    case .none: weights = FixedWeights(electorate)
    case .whole(let delegations, let depthLimit):
      weights = ChainedWeights(electorate, delegations, depthLimit: depthLimit)
    case .parts(let parts, let rules): weights = try FixedWeights(electorate, parts, rules)
    }
    self.init(electorate.total, weights, limits, method, options)
  }

  /// A count in which members follow majorities: a vote is cast for good, and may cast others.
  ///
  /// - Parameters:
  ///   - electorate: The power of every row.
  ///   - followees: Whom each member follows on this proposal.
  ///   - sides: The options that stand for yes and no.
  ///   - method: How ballots are added up.
  ///   - options: How many options there are.
  package init(
    _ electorate: ElectoratePowers, followees: [AccountKey: [AccountKey]], sides: FollowedOptions,
    method: any AdditiveMethod, options: Int
  ) {
    self.init(electorate.total, FollowedWeights(electorate, followees, sides), .none, method, options)
  }

  private init(
    _ electorate: Power, _ weights: any BallotWeights, _ limits: DelegationLimits,
    _ method: any AdditiveMethod, _ options: Int
  ) {
    self.electorate = electorate
    self.weights = weights
    self.limits = limits
    self.method = method
    self.options = [Tally.Option](repeating: Tally.Option(power: .zero, voters: 0), count: max(0, options))
    history = TallyHistory(options: options, electorate: electorate)
  }

  /// The sums of the ballots that stand now.
  package var tally: Tally {
    Tally(options: options, cast: cast, ballots: ballots, electorate: electorate, capital: capital)
  }

  /// Begins the history here: the ballots so far count from the opening on, since they came with the submission.
  package mutating func open() { history = TallyHistory(opening: tally) }

  /// Counts a voter's ballot in place of the one before it, or takes it out where there is no choice.
  ///
  /// Where members follow majorities, only the first ballot of a member whose vote has not been cast counts.
  ///
  /// - Throws: `CountRefusal` for a choice that does not fit the method or the options; the count is then void.
  /// - Complexity: O(options), and over a whole history O(depth of chains) for each member.
  package mutating func receive(
    _ choice: Choice?, from voter: AccountKey, at instant: Timepoint, index: UInt64
  ) throws(CountRefusal) {
    let changes = if let choice { weights.vote(choice, by: voter) } else { weights.withdraw(voter) }
    for weight in changes {
      let old = standing.removeValue(forKey: weight.voter)
      let choice: Choice? =
        switch weight.change {
        case .says(let choice): choice
        case .stays: old?.choice
        case .isWithdrawn: nil
        }
      if let old { try take(old) }
      if let choice { try put(choice, weight) }
    }
    history.append(TallyHistory.Entry(at: instant, index: index, tally: tally))
  }

  private mutating func put(_ choice: Choice, _ weight: BallotWeight) throws(CountRefusal) {
    let lent = limits.counted(lent: weight.lent, own: weight.own, electorate: electorate)
    let power = try weight.own.adding(lent)
    let isCounted = power > .zero && method.covers(choice, with: power)
    standing[weight.voter] = Standing(choice: choice, counted: isCounted ? power : .zero)
    guard isCounted else { return }
    let given = try Self.given(choice, power, method, options.count)
    for (position, option) in zip(options.indices, given.options) {
      options[position].power = try options[position].power.adding(option.power)
      options[position].voters += option.voters
    }
    if let given = given.capital {
      let before = capital ?? options.map { _ in .zero }
      capital = try zip(before, given).map { before, given throws(CountRefusal) in try before.adding(given) }
    }
    cast = try cast.adding(power)
    ballots += 1
  }

  private mutating func take(_ ballot: Standing) throws(CountRefusal) {
    guard ballot.counted > .zero else { return }
    let given = try Self.given(ballot.choice, ballot.counted, method, options.count)
    for (position, option) in zip(options.indices, given.options) {
      options[position].power = options[position].power.excess(over: option.power)
      options[position].voters -= option.voters
    }
    if let before = capital, let given = given.capital {
      capital = zip(before, given).map { $0.excess(over: $1) }
    }
    cast = cast.excess(over: ballot.counted)
    ballots -= 1
  }

  /// What one ballot alone comes to.
  private static func given(
    _ choice: Choice, _ power: Power, _ method: some AdditiveMethod, _ options: Int
  ) throws(CountRefusal) -> MethodResult {
    var sums = method.none(options: options)
    try method.add(choice, power, to: &sums)
    return try method.result(of: sums)
  }
}
