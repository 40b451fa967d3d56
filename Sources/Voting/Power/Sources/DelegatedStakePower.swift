package import CanonicalEncoding

/// Tokens staked with validators, by shares (Cosmos SDK x/gov `keeper/tally.go`): the sum over the account's stakes
/// with bonded validators of `shares · tokens ÷ shares of the validator`, in decimals of eighteen digits, each
/// quotient rounded half to even, and the sum cut to whole units.
///
/// A stake with a validator that is not bonded, or not in the electorate, has no power. Cosmos keeps the digits behind
/// the point until the tally; `decimal(of:)` is the power before it is cut.
package struct DelegatedStakePower: PowerSource {
  package static let name = "delegated-stake"
  /// The asset the validators' tokens are of.
  package let asset: String
  private let validators: ValidatorTable

  package init(asset: String, validators: ValidatorTable = ValidatorTable()) {
    self.asset = asset
    self.validators = validators
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    self.init(asset: try fields.asset())
  }

  package var json: JSONValue { .members(["asset": .string(asset), "source": .string(Self.name)]) }
  package var assets: Set<String> { [asset] }
  package var unit: String? { asset }
  package var needsValidators: Bool { true }

  package func knowing(_ validators: ValidatorTable) -> Self { Self(asset: asset, validators: validators) }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard let units = try decimal(of: holding).truncated else { throw .overflow }
    return Power(units)
  }

  /// The power with its eighteen decimals.
  /// - Throws: `CountRefusal.overflow` where it leaves the range of the decimals.
  package func decimal(of holding: Holding) throws(CountRefusal) -> Decimal18 {
    var sum = Decimal18.zero
    for stake in holding.stakes {
      guard let validator = validators[stake.validator], validator.isBonded, validator.shares > .zero else {
        continue
      }
      sum = try sum.adding(try validator.worth(of: stake.shares))
    }
    return sum
  }
}

extension ValidatorFacts {
  /// The tokens behind a number of shares.
  /// - Throws: `CountRefusal.overflow` where there are no shares or a product leaves the range of the decimals.
  package func worth(of shares: ShareCount) throws(CountRefusal) -> Decimal18 {
    try StakeBook.Validator(tokens: tokens, shares: self.shares.decimal).worth(of: shares.decimal)
  }
}

extension ShareCount {
  /// No shares.
  package static let zero = ShareCount(0)

  /// The same number in the arithmetic of Cosmos.
  package var decimal: Decimal18 {
    // Below 2^128 · 10^18, far from 2^256.
    Decimal18(
      units: UInt256(product: whole, UInt128(Self.one)).addingReportingOverflow(UInt256(UInt128(attos)))
        .partialValue)
  }
}

extension ShareCount: Comparable {
  /// The order of numbers.
  package static func < (left: ShareCount, right: ShareCount) -> Bool {
    (left.whole, left.attos) < (right.whole, right.attos)
  }
}
