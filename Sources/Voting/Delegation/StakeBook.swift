package import Signing

/// Who staked how much with which validator: what a count with validators' inheritance needs of an electorate.
///
/// Filled row by row, in any order. Validators that are not bonded, and stakes with them or with accounts that are no
/// validators, have no power.
package struct StakeBook: Sendable {
  /// A bonded validator.
  package struct Validator: Hashable, Sendable {
    /// The tokens delegated to it, in smallest units.
    package let tokens: UInt128
    /// All shares of it; never zero.
    package let shares: Decimal18

    /// The tokens behind some of its shares, as x/gov computes them: `shares.MulInt(tokens).Quo(all shares)`.
    /// - Throws: `CountRefusal.overflow` where there are no shares or a product leaves the range of the decimals.
    package func worth(of part: Decimal18) throws(CountRefusal) -> Decimal18 {
      try part.multiplied(byWhole: tokens).divided(by: shares)
    }
  }

  /// An account's shares of one validator.
  package struct Stake: Hashable, Sendable {
    package let validator: AccountKey
    package let shares: Decimal18
  }

  /// The bonded validators by the accounts that run them.
  package private(set) var validators: [AccountKey: Validator] = [:]
  private var stakes: [AccountKey: [Stake]] = [:]
  /// The tokens of all bonded validators.
  package private(set) var bonded = Power.zero

  package init() {}

  /// Takes the stakes and the validator of a row.
  package mutating func add(_ holding: Holding) throws(CountRefusal) {
    if let facts = holding.validator {
      try addValidator(
        holding.account, tokens: facts.tokens, shares: facts.shares.decimal, isBonded: facts.isBonded)
    }
    for stake in holding.stakes {
      addStake(of: holding.account, with: stake.validator, shares: stake.shares.decimal)
    }
  }

  /// Takes a validator, each once. One that is not bonded, or has no shares or tokens, has no power and is left out.
  package mutating func addValidator(
    _ account: AccountKey, tokens: UInt128, shares: Decimal18, isBonded: Bool = true
  ) throws(CountRefusal) {
    guard isBonded, shares > .zero, tokens > 0, validators[account] == nil else { return }
    bonded = try bonded.adding(Power(tokens))
    validators[account] = Validator(tokens: tokens, shares: shares)
  }

  /// Takes an account's shares of a validator.
  package mutating func addStake(of account: AccountKey, with validator: AccountKey, shares: Decimal18) {
    stakes[account, default: []].append(Stake(validator: validator, shares: shares))
  }

  /// With how many accounts' stake each validator would vote, where some accounts vote themselves.
  /// - Complexity: O(stakes).
  func lenders(without voters: Set<AccountKey>) -> [AccountKey: Int] {
    var lenders: [AccountKey: Int] = [:]
    for (account, stakes) in stakes where !voters.contains(account) {
      let validators = Set(stakes.filter { $0.validator != account && $0.shares > .zero }.map(\.validator))
      for validator in validators { lenders[validator, default: 0] += 1 }
    }
    return lenders
  }

  /// What an account staked, in the order in which it was taken.
  package func stakes(of account: AccountKey) -> [Stake] { stakes[account] ?? [] }
}
