package import Signing

/// Why an amount cannot be lent or taken back.
package enum AmountDelegationRefusal: Error, Hashable {
  /// The delegate never registered; Sputnik calls it ERR_NOT_REGISTERED.
  case notRegistered(AccountKey)
  /// More is taken back than was lent; Sputnik calls it ERR_INVALID_STAKING_CONTRACT.
  case exceedsLent(AccountKey)
  /// The sum of all amounts would reach 2^128.
  case overflow
}

/// Tokens lent by amount, as a staking contract reports them: what each account may vote with.
///
/// Sputnik DAO (sputnikdao2/src/delegation.rs) keeps no delegators: a staking contract adds and removes amounts, the
/// weight of an account is what it was lent, and the total of all is what quorums are taken of. The balances become
/// rows of an electorate.
package struct AmountDelegations: Hashable, Sendable {
  /// What each registered account was lent.
  package private(set) var amounts: [AccountKey: Power] = [:]
  /// The sum of all amounts.
  package private(set) var total = Power.zero

  package init() {}

  /// Lets an account be lent to; its amount becomes zero where it had none.
  package mutating func register(_ account: AccountKey) { amounts[account] = amounts[account] ?? .zero }

  /// Adds to what an account was lent; nothing changes where it is refused.
  package mutating func lend(_ amount: Power, to account: AccountKey) throws(AmountDelegationRefusal) {
    guard let before = amounts[account] else { throw .notRegistered(account) }
    // An account's amount is part of the total and never larger.
    guard let sum = try? total.adding(amount), let after = try? before.adding(amount) else { throw .overflow }
    total = sum
    amounts[account] = after
  }

  /// Removes from what an account was lent; nothing changes where it is refused.
  package mutating func takeBack(_ amount: Power, from account: AccountKey) throws(AmountDelegationRefusal) {
    let before = amounts[account] ?? .zero
    guard before >= amount else { throw .exceedsLent(account) }
    amounts[account] = before.excess(over: amount)
    total = total.excess(over: amount)
  }

  /// Whether the total is the sum of all amounts.
  package var isConserved: Bool { (try? amounts.values.sum()) == total }
}
