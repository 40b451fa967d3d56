package import Signing

/// A ballot as Cosmos counts it: weights of options that together are one.
package struct StakeBallot: Hashable, Sendable {
  /// A part of a ballot.
  package struct Part: Hashable, Sendable {
    package let option: Int
    package let weight: Decimal18

    package init(option: Int, weight: Decimal18) {
      self.option = option
      self.weight = weight
    }
  }

  package let voter: AccountKey
  package let parts: [Part]
  /// What the parts were taken from.
  package let choice: Choice

  package init(voter: AccountKey, parts: [Part]) {
    self.voter = voter
    self.parts = parts
    let weights = parts.count > 1 ? parts.map { UInt128(exactly: $0.weight.units) ?? 0 } : []
    choice = Choice(positions: parts.map(\.option), weights: weights)
  }

  /// A ballot of a counting method with weights, or of one without, whose one option gets everything.
  ///
  /// - Throws: `CountRefusal.choiceDoesNotFit` where the weights come to nothing, `.overflow` where they reach 2^128.
  package init(_ ballot: StandingBallot) throws(CountRefusal) {
    choice = ballot.choice
    voter = ballot.voter
    guard !choice.weights.isEmpty else {
      guard choice.positions.count == 1 else { throw .choiceDoesNotFit("\(choice.positions)") }
      parts = [Part(option: choice.positions[0], weight: .one)]
      return
    }
    let whole = try choice.weights.map { Power($0) }.sum()
    guard whole > .zero, choice.weights.count == choice.positions.count else {
      throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
    parts = try zip(choice.positions, choice.weights).map { option, weight throws(CountRefusal) in
      Part(option: option, weight: try Decimal18(weight).divided(by: Decimal18(whole.units)))
    }
  }
}

/// Counts stake with validators' inheritance: a voter's stake is taken out of its validators' and cast as the voter
/// says; what is then left of a validator who votes is cast as the validator says.
///
/// Cosmos SDK x/gov (keeper/tally.go), in its arithmetic of eighteen decimals (`Decimal18`):
///
/// 1. For each voter and each of its stakes with a bonded validator, the power `shares · tokens / validatorShares`
///    goes to the options by their weights, and the shares are deducted from the validator.
/// 2. For each bonded validator whose operator voted, `(validatorShares − deducted) · tokens / validatorShares` goes
///    to the options by its weights. An operator's own stake was counted in the first step.
///
/// Stake with validators who did not vote, of delegators who did not vote, is silent. Sums are exact in 18 decimals
/// and do not depend on the order; the published powers are cut to whole units, while the tests of a chain read
/// the decimals.
package struct StakeCount: Sendable {
  private let book: StakeBook
  private let electorate: Power
  private var decimals: [Decimal18]
  private var voters: [Int]
  private var cast = Decimal18.zero

  /// - Parameters:
  ///   - book: The stakes.
  ///   - bonded: The staking pool's total, where it is known apart: what quorums are taken of. Else the tokens of
  ///     all bonded validators.
  ///   - options: How many options there are.
  package init(_ book: StakeBook, bonded: Power? = nil, options: Int) {
    self.book = book
    electorate = bonded ?? book.bonded
    decimals = [Decimal18](repeating: .zero, count: max(0, options))
    voters = [Int](repeating: 0, count: max(0, options))
  }

  /// The count of ballots in the order in which they came; the last of each voter counts.
  ///
  /// - Throws: `CountRefusal.choiceDoesNotFit` for an option that is not there, `.sharesExceedValidator` where voters
  ///   hold more shares than their validator has, and `.overflow`.
  /// - Complexity: O(ballots · stakes of a voter · options + validators).
  package consuming func count(_ ballots: [StakeBallot]) throws(CountRefusal) -> Count {
    let ballots = Self.standing(ballots)
    var own: [AccountKey: Decimal18] = [:]
    var left = book.validators.mapValues(\.shares)
    for ballot in ballots {
      var total = Decimal18.zero
      for stake in book.stakes(of: ballot.voter) {
        guard let validator = book.validators[stake.validator], let shares = left[stake.validator] else {
          continue
        }
        guard shares >= stake.shares else { throw .sharesExceedValidator(stake.validator) }
        left[stake.validator] = try shares.subtracting(stake.shares)
        let power = try validator.worth(of: stake.shares)
        try give(power, by: ballot)
        total = try total.adding(power)
      }
      own[ballot.voter] = total
    }
    var inherited: [AccountKey: Decimal18] = [:]
    let operators = Dictionary(ballots.map { ($0.voter, $0) }) { first, _ in first }
    var silent = Decimal18.zero
    for (account, validator) in book.validators {
      let power = try validator.worth(of: left[account] ?? .zero)
      if let ballot = operators[account] {
        try give(power, by: ballot)
        inherited[account] = power
      } else {
        silent = try silent.adding(power)
      }
    }
    return try result(ballots, own, inherited, silent)
  }

  /// The last ballot of each voter.
  private static func standing(_ ballots: [StakeBallot]) -> [StakeBallot] {
    let last = Dictionary(ballots.map { ($0.voter, $0) }) { $1 }
    return last.count == ballots.count ? ballots : last.values.sorted { $0.voter < $1.voter }
  }

  private mutating func give(_ power: Decimal18, by ballot: StakeBallot) throws(CountRefusal) {
    for part in ballot.parts {
      guard decimals.indices.contains(part.option) else { throw .choiceDoesNotFit("\(part.option)") }
      decimals[part.option] = try decimals[part.option].adding(try power.multiplied(by: part.weight))
    }
    cast = try cast.adding(power)
  }

  private consuming func result(
    _ ballots: [StakeBallot], _ own: [AccountKey: Decimal18], _ inherited: [AccountKey: Decimal18],
    _ silent: Decimal18
  ) throws(CountRefusal) -> Count {
    var contributions: [Contribution] = []
    var counted = 0
    let lenders = book.lenders(without: Set(ballots.map(\.voter)))
    for ballot in ballots.sorted(by: { $0.voter < $1.voter }) {
      let (own, lent) = (own[ballot.voter] ?? .zero, inherited[ballot.voter] ?? .zero)
      var contribution = Contribution(voter: ballot.voter, choice: ballot.choice)
      contribution.own = try Self.whole(own)
      contribution.delegated = try Self.whole(lent)
      contribution.delegators = lenders[ballot.voter] ?? 0
      contributions.append(contribution)
      guard try own.adding(lent) > .zero else { continue }
      counted += 1
      for option in Set(ballot.parts.map(\.option)) { voters[option] += 1 }
    }
    var options: [Tally.Option] = []
    for (power, voters) in zip(decimals, voters) {
      options.append(Tally.Option(power: try Self.whole(power), voters: voters))
    }
    let tally = Tally(
      options: options, cast: try Self.whole(cast), ballots: counted, electorate: electorate,
      decimals: Tally.Decimals(options: decimals, cast: cast))
    var count = Count(tally: tally, contributions: contributions)
    count.silent = try Self.whole(silent)
    count.takenBack = ballots.count { ballot in
      book.stakes(of: ballot.voter).contains {
        $0.validator != ballot.voter && book.validators[$0.validator] != nil && $0.shares > .zero
      }
    }
    count.rounded = electorate.excess(over: try tally.cast.adding(count.silent))
    return count
  }

  private static func whole(_ power: Decimal18) throws(CountRefusal) -> Power {
    guard let units = power.truncated else { throw .overflow }
    return Power(units)
  }
}
