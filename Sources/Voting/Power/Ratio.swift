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

  /// Reads `3`, `0.433350`, `13/30` or `0.05/365.25`, exactly; `nil` for anything else, and where it has no numerator
  /// or no denominator below 2^128.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, let part = Self.decimal(parts[0]),
      let whole = parts.count == 2 ? Self.decimal(parts[1]) : .one, let ratio = part.divided(by: whole)
    else { return nil }
    self = ratio
  }

  /// The most digits behind the point.
  private static let mostPlaces = 30

  private static func decimal(_ text: Substring) -> Ratio? {
    guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2e }), let decimal = ExactDecimal(String(text)),
      decimal.places <= Self.mostPlaces, let scale = ExactDecimal(whole: 1).units(places: decimal.places)
    else { return nil }
    return Ratio(decimal.digits, of: scale)
  }

  /// The product with another; `nil` where it does not fit.
  package func times(_ other: Ratio) -> Ratio? {
    // Reduced across first, so that only a result that does not fit leaves the range.
    guard let left = Ratio(numerator, of: other.denominator),
      let right = Ratio(other.numerator, of: denominator)
    else { return nil }
    let (upper, isTooLarge) = left.numerator.multipliedReportingOverflow(by: right.numerator)
    let (lower, isTooSmall) = left.denominator.multipliedReportingOverflow(by: right.denominator)
    return isTooLarge || isTooSmall ? nil : Ratio(upper, of: lower)
  }

  /// This ratio over another; `nil` where that is nothing, or the result does not fit.
  package func divided(by other: Ratio) -> Ratio? {
    Ratio(other.denominator, of: other.numerator).flatMap { times($0) }
  }

  /// The sum with another; `nil` where it does not fit.
  package func plus(_ other: Ratio) -> Ratio? {
    guard let (numerators, denominator) = Self.common([self, other]) else { return nil }
    let (sum, overflow) = numerators[0].addingReportingOverflow(numerators[1])
    return overflow ? nil : Ratio(sum, of: denominator)
  }

  /// The one form that is hashed: `13/30`, or `3` for a whole number.
  package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// A power times the ratio, rounded once.
  /// - Throws: `CountRefusal.overflow` from 2^128 on.
  package func times(_ power: Power, rounding: Rounding) throws(CountRefusal) -> Power {
    guard let units = mulDiv(power.units, numerator, denominator, rounding: rounding) else { throw .overflow }
    return Power(units)
  }

  /// Ratios over the least denominator they have in common; `nil` where it, or a numerator over it, is not below
  /// 2^128.
  package static func common(_ ratios: [Ratio]) -> (numerators: [UInt128], denominator: UInt128)? {
    var denominator: UInt128 = 1
    for ratio in ratios {
      let divisor = greatestCommonDivisor(denominator, ratio.denominator)
      let (product, overflow) = denominator.multipliedReportingOverflow(by: ratio.denominator / divisor)
      guard !overflow else { return nil }
      denominator = product
    }
    var numerators: [UInt128] = []
    for ratio in ratios {
      let (numerator, overflow) = ratio.numerator.multipliedReportingOverflow(
        by: denominator / ratio.denominator)
      guard !overflow else { return nil }
      numerators.append(numerator)
    }
    return (numerators, denominator)
  }

  /// The greatest number that divides both; 1 where both are zero.
  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (left, right) = (left, right)
    while right > 0 { (left, right) = (right, left % right) }
    return max(left, 1)
  }
}
