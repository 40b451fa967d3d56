internal import CanonicalEncoding

/// What a validator's shares are worth (Cosmos `x/staking` `Validator`: `Tokens`, `DelegatorShares`, `Status`).
///
/// Its text is whether the tokens are bonded, the tokens, and the shares that all its delegators hold:
/// `bonded:1000000;shares:1000000`, or `unbonded:` in front, which has no power.
package struct ValidatorFacts: Hashable, Sendable {
  /// The tokens delegated to it, in smallest units.
  package let tokens: UInt128
  /// All shares of it.
  package let shares: ShareCount
  /// Whether it takes part in consensus; only then do its delegators have power.
  package let isBonded: Bool

  package init(tokens: UInt128, shares: ShareCount, isBonded: Bool) {
    self.tokens = tokens
    self.shares = shares
    self.isBonded = isBonded
  }

  /// The one spelling, as in a line.
  package var text: String { "\(isBonded ? "bonded" : "unbonded"):\(tokens);shares:\(shares)" }

  /// Reads the one spelling; `nil` for any other.
  init?(text: ArraySlice<UInt8>) {
    guard let text = String(utf8: text) else { return nil }
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2, let status = parts[0].firstIndex(of: ":"), parts[1].hasPrefix("shares:"),
      ["bonded", "unbonded"].contains(parts[0][..<status]),
      let tokens = UInt128(decimal: String(parts[0][parts[0].index(after: status)...])),
      let shares = ShareCount(String(parts[1].dropFirst(7)))
    else { return nil }
    self.init(tokens: tokens, shares: shares, isBonded: parts[0][..<status] == "bonded")
  }
}
