internal import CanonicalEncoding

/// An exact ratio of whole numbers below 2^128, in lowest terms; it may be above 1.
package struct Ratio: Hashable, Sendable, CustomStringConvertible {
  /// What is multiplied by.
  package let numerator: UInt128
  /// What is divided by; never zero.
  package let denominator: UInt128

  /// The ratio that changes nothing.
  package static let one = Ratio()

  private init() { (numerator, denominator) = (1, 1) }

  /// A ratio in lowest terms; `nil` for a denominator of zero.
  package init?(_ numerator: UInt128, of denominator: UInt128) {
    guard denominator > 0 else { return nil }
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// Reads `3`, `13/30` or `0.433350` (at most thirty decimals), exactly.
  package init?(_ text: String) {
    if text.utf8.contains(0x2e) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, 1...30 ~= parts[1].utf8.count, let whole = UInt128(decimal: parts[0]) else {
        return nil
      }
      var (value, scale) = (whole, UInt128(1))
      for digit in parts[1].utf8 {
        guard 0x30...0x39 ~= digit else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt128(digit - 0x30))
        guard !overflow, !carry else { return nil }
        (value, scale) = (sum, scale * 10)  // at most 10^30
      }
      self.init(value, of: scale)
    } else {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard 1...2 ~= parts.count, let numerator = UInt128(decimal: parts[0]),
        let denominator = UInt128(decimal: parts.count == 2 ? parts[1] : "1")
      else { return nil }
      self.init(numerator, of: denominator)
    }
  }

  /// The one form that is hashed: `13/30`, or `3` for a whole number.
  package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// A power times the ratio, rounded once.
  /// - Throws: `CountRefusal.overflow` from 2^128 on.
  package func times(_ power: Power, rounding: Rounding) throws(CountRefusal) -> Power {
    guard let units = mulDiv(power.units, numerator, denominator, rounding: rounding) else { throw .overflow }
    return Power(units)
  }

  /// The greatest number that divides both; 1 where both are zero.
  static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (left, right) = (left, right)
    while right > 0 { (left, right) = (right, left % right) }
    return max(left, 1)
  }
}
