package import Signing

/// Why a vote or an override is not counted.
package enum OverridableVotesRefusal: Error, Hashable {
  /// The account has voted as a delegate; OpenZeppelin calls it GovernorAlreadyCastVote.
  case alreadyVoted(AccountKey)
  /// The holder has overridden its delegate; OpenZeppelin calls it GovernorAlreadyOverriddenVote.
  case alreadyOverridden(AccountKey)
  /// There is no such option; OpenZeppelin calls it GovernorInvalidVoteType.
  case optionUnknown(Int)
}

/// Votes of delegates that the holders behind them may override, each holder with its own past balance.
///
/// OpenZeppelin Governor (extensions/GovernorCountingOverridable.sol with utils/VotesExtended.sol). One account may
/// act twice: once as a delegate, with what is delegated to it (a holder who wants to vote with its own balance has
/// delegated to itself), and once as a holder, overriding whomever it delegated to, itself included. A delegate's
/// vote carries what is delegated to it less what was overridden, whether that happened before or after. Delegation
/// has one level. Holders who delegated to nobody may override too, at nobody's expense. Neither act can be repeated.
///
/// A Quorate ballot, of which each member has one, acts in both ways at once; that is full delegation of depth 1.
package struct OverridableVotes: Sendable {
  /// An act that was counted.
  private struct Receipt {
    let option: Int
    var weight: Power
  }

  private let electorate: ElectoratePowers
  private let balances: [AccountKey: Power]
  private let delegates: [AccountKey: AccountKey]
  /// What is delegated to each account.
  private var delegated: [AccountKey: Power] = [:]
  /// What was overridden of each delegate before it voted.
  private var reductions: [AccountKey: Power] = [:]
  private var votes: [AccountKey: Receipt] = [:]
  private var overrides: [AccountKey: Receipt] = [:]
  private var powers: [Power]

  /// - Parameters:
  ///   - electorate: The past balances.
  ///   - delegates: Whom each holder had delegated to at that point; holders who delegated to nobody are not there.
  ///   - options: How many options there are.
  package init(_ electorate: ElectoratePowers, delegates: [AccountKey: AccountKey], options: Int) {
    self.electorate = electorate
    self.delegates = delegates
    var balances: [AccountKey: Power] = [:]
    for (account, power) in zip(electorate.accounts, electorate.powers) {
      balances[account] = power
      guard let delegate = delegates[account] else { continue }
      delegated[delegate] = Self.sum(delegated[delegate] ?? .zero, power)
    }
    self.balances = balances
    powers = [Power](repeating: .zero, count: max(0, options))
  }

  /// Counts a vote with what is delegated to the voter and not overridden.
  /// - Returns: The weight that counted.
  package mutating func vote(for option: Int, by voter: AccountKey) throws(OverridableVotesRefusal) -> Power {
    guard powers.indices.contains(option) else { throw .optionUnknown(option) }
    guard votes[voter] == nil else { throw .alreadyVoted(voter) }
    let weight = (delegated[voter] ?? .zero).excess(over: reductions[voter] ?? .zero)
    votes[voter] = Receipt(option: option, weight: weight)
    powers[option] = Self.sum(powers[option], weight)
    return weight
  }

  /// Counts a holder's own balance and takes it from its delegate.
  /// - Returns: The weight that counted.
  package mutating func override(
    with option: Int, by holder: AccountKey
  ) throws(OverridableVotesRefusal) -> Power {
    guard powers.indices.contains(option) else { throw .optionUnknown(option) }
    guard overrides[holder] == nil else { throw .alreadyOverridden(holder) }
    let weight = balances[holder] ?? .zero
    overrides[holder] = Receipt(option: option, weight: weight)
    if let delegate = delegates[holder] {
      if let vote = votes[delegate] {
        votes[delegate]?.weight = vote.weight.excess(over: weight)
        powers[vote.option] = powers[vote.option].excess(over: weight)
      } else {
        reductions[delegate] = Self.sum(reductions[delegate] ?? .zero, weight)
      }
    }
    powers[option] = Self.sum(powers[option], weight)
    return weight
  }

  /// The count so far, in which an account that acted in both ways contributes twice: first as holder.
  /// - Complexity: O(electorate + acts).
  package func count() throws(CountRefusal) -> Count {
    var contributions: [Contribution] = []
    var options = powers.map { Tally.Option(power: $0, voters: 0) }
    for account in Set(votes.keys).union(overrides.keys).sorted() {
      for (receipt, isHolder) in [(overrides[account], true), (votes[account], false)] {
        guard let receipt else { continue }
        var contribution = Contribution(voter: account, choice: Choice(positions: [receipt.option]))
        if isHolder { contribution.own = receipt.weight } else { contribution.delegated = receipt.weight }
        contributions.append(contribution)
        if receipt.weight > .zero { options[receipt.option].voters += 1 }
      }
    }
    let tally = Tally(
      options: options, cast: try powers.sum(), ballots: options.reduce(0) { $0 + $1.voters },
      electorate: electorate.total)
    var count = Count(tally: tally, contributions: contributions)
    for (account, power) in zip(electorate.accounts, electorate.powers) where overrides[account] == nil {
      if let delegate = delegates[account] {
        if votes[delegate] == nil { count.unused = try count.unused.adding(power) }
      } else {
        count.silent = try count.silent.adding(power)
      }
    }
    count.overridden = overrides.keys.count { delegates[$0] != nil }
    return count
  }

  /// Sums of balances of distinct holders, which stay below the electorate's total and so below 2^128.
  private static func sum(_ left: Power, _ right: Power) -> Power { Power(left.units + right.units) }
}
