internal import Signing
internal import Voting

/// How many shares of each validator the rows of an electorate hold, beside how many it has.
struct HeldShares {
  /// `nil` where they are more than any number.
  private var held: [AccountKey: Decimal18?] = [:]
  private var issued: [(validator: AccountKey, shares: Decimal18)] = []

  /// Takes a row, which comes after those before it.
  mutating func take(_ row: Holding) {
    if let validator = row.validator { issued.append((row.account, validator.shares.decimal)) }
    for stake in row.stakes {
      let known = held[stake.validator, default: .zero]
      held.updateValue(known.flatMap { try? $0.adding(stake.shares.decimal) }, forKey: stake.validator)
    }
  }

  /// The first validator of which more shares are held than it has. Those without a row are worth nothing, and exceed
  /// nothing.
  /// - Complexity: O(validators).
  var exceeded: AccountKey? {
    issued.first { validator, shares in
      guard let all = held[validator, default: .zero] else { return true }
      return shares < all
    }?.validator
  }
}
