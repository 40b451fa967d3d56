package import Signing

/// The validators of an electorate: what a share of each is worth.
///
/// A delegator's row says only how many shares it holds; tokens and shares of the validator stand in the
/// validator's own row. Sources that need them are given this table first.
package struct ValidatorTable: Sendable {
  private var facts: [AccountKey: ValidatorFacts] = [:]

  /// No validators.
  package init() {}

  /// Takes the validator of a row, if it has one.
  package mutating func add(_ holding: Holding) {
    if let validator = holding.validator { facts[holding.account] = validator }
  }

  /// The validator of an account, or `nil`.
  package subscript(account: AccountKey) -> ValidatorFacts? { facts[account] }
}
