internal import CanonicalEncoding
package import Signing

/// Shares of a validator that an account holds, for the tokens it delegated to it (Cosmos `x/staking`
/// `Delegation`). Its text is the validator and the shares: `evm:cd2a…d826:12.5`.
package struct StakeShares: Hashable, Sendable {
  /// Whose shares.
  package let validator: AccountKey
  /// How many.
  package let shares: ShareCount

  package init(validator: AccountKey, shares: ShareCount) {
    self.validator = validator
    self.shares = shares
  }

  /// The one spelling, as in a line.
  package var text: String { "\(validator.text):\(shares)" }

  /// Reads the one spelling; `nil` for any other.
  init?(text: ArraySlice<UInt8>) {
    guard let colon = text.lastIndex(of: 0x3a), let validator = AccountKey(canonical: text[..<colon]),
      let shares = String(utf8: text[(colon + 1)...]).flatMap(ShareCount.init)
    else { return nil }
    self.init(validator: validator, shares: shares)
  }
}

/// A number of shares: whole shares below 2^128 and up to eighteen digits after the point, exactly.
///
/// Cosmos counts shares in decimals of eighteen digits; one share of a validator that was never slashed is one
/// token of the smallest unit.
package struct ShareCount: Hashable, Sendable, CustomStringConvertible {
  /// Whole shares.
  package let whole: UInt128
  /// The rest, in units of 10^-18; below 10^18.
  package let attos: UInt64

  /// Whole shares and the 10^-18th parts of one more; `nil` from 10^18 such parts on.
  package init?(whole: UInt128, attos: UInt64) {
    guard attos < Self.one else { return nil }
    self.whole = whole
    self.attos = attos
  }

  /// Whole shares.
  package init(_ whole: UInt128) {
    self.whole = whole
    attos = 0
  }

  /// Reads digits, and if it has a fraction a point and one to eighteen digits that do not end in zero.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = UInt128(decimal: String(decoding: first, as: UTF8.self)) else {
      return nil
    }
    guard parts.count == 2 else {
      self.init(whole)
      return
    }
    let digits = parts[1]
    guard 1...18 ~= digits.count, digits.last != 0x30, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return nil
    }
    // At most eighteen digits, so the number stays below 10^18.
    let attos = (0..<18).reduce(UInt64(0)) { value, place in
      value * 10
        + (place < digits.count ? UInt64(digits[digits.index(digits.startIndex, offsetBy: place)]) - 0x30 : 0)
    }
    self.init(whole: whole, attos: attos)
  }

  /// How many parts make one share.
  package static let one: UInt64 = 1_000_000_000_000_000_000

  /// The one spelling: `12.5`, `12`.
  package var description: String {
    guard attos > 0 else { return String(whole) }
    var fraction = String(String(Self.one + attos).dropFirst())
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(whole).\(fraction)"
  }
}
