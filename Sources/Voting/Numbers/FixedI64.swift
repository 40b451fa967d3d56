internal import CanonicalEncoding

/// A signed number with nine decimals in 64 bits: the arithmetic of Substrate's reciprocal curves.
///
/// It reproduces `sp_arithmetic::FixedI64`; where that panics or is undefined, the result here is `nil`.
package struct FixedI64: Hashable, Comparable, Sendable {
  /// The number of 10^-9.
  package let units: Int64

  /// How many units make one.
  package static let scale: Int64 = 1_000_000_000
  /// Nothing.
  package static let zero = FixedI64(units: 0)
  /// One.
  package static let one = FixedI64(units: scale)

  /// Where a quotient between two values goes.
  package enum Direction: Hashable, Sendable {
    /// To the lower one, towards minus infinity.
    case low
    /// To the higher one, towards plus infinity.
    case high
    /// To the nearer one, and of two equally near the lower one.
    case nearestLow
  }

  /// So many 10^-9.
  package init(units: Int64) { self.units = units }

  /// A share of parts per billion, exactly.
  package init(_ share: Perbill) { units = Int64(share.parts) }

  /// The part of a whole, to the nearest value, down from half: `FixedI64::from_rational`; `nil` for a whole of
  /// zero or a result out of range.
  package init?(_ part: UInt64, of whole: UInt64) {
    guard whole > 0 else { return nil }
    self.init(Int128(part) * Int128(Self.scale), dividedBy: Int128(whole), .nearestLow)
  }

  /// Reads decimal digits with an optional sign and point, cut after the ninth decimal towards zero, as a conversion
  /// from a float does; `nil` for anything else or out of range.
  package init?(cutting text: String) {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0)
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? Array(parts[1].utf8) : [0x30]
    guard let whole = parts.first.flatMap({ UInt128(decimal: String($0)) }), !decimals.isEmpty,
      decimals.allSatisfy({ 0x30...0x39 ~= $0 })
    else { return nil }
    let fraction = (0..<9).reduce(UInt128(0)) { fraction, place in
      fraction * 10 + UInt128(place < decimals.count ? decimals[place] - 0x30 : 0)
    }
    let (scaled, isTooLarge) = whole.multipliedReportingOverflow(by: UInt128(Self.scale))
    guard !isTooLarge, let magnitude = Int64(exactly: scaled), magnitude <= .max - Int64(fraction) else {
      return nil
    }
    units = (isNegative ? -1 : 1) * (magnitude + Int64(fraction))
  }

  /// A quotient of two numbers below 2^126 in magnitude, the divisor not zero.
  private init?(_ dividend: Int128, dividedBy divisor: Int128, _ direction: Direction) {
    let (top, bottom) = divisor < 0 ? (-dividend, -divisor) : (dividend, divisor)
    let (cut, rest) = top.quotientAndRemainder(dividingBy: bottom)
    let low = rest < 0 ? cut - 1 : cut
    let remainder = rest < 0 ? rest + bottom : rest
    let isRaised =
      switch direction {
      case .low: false
      case .high: remainder > 0
      case .nearestLow: remainder > bottom - remainder
      }
    guard let units = Int64(exactly: isRaised ? low + 1 : low) else { return nil }
    self.units = units
  }

  /// The order of numbers.
  package static func < (left: FixedI64, right: FixedI64) -> Bool { left.units < right.units }

  /// The negative; `nil` for −2^63 units.
  package var negated: FixedI64? { FixedI64.zero.subtracting(self) }

  /// The sum, or `nil` out of range.
  package func adding(_ other: FixedI64) -> FixedI64? {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    return overflow ? nil : FixedI64(units: sum)
  }

  /// The difference, or `nil` out of range.
  package func subtracting(_ other: FixedI64) -> FixedI64? {
    let (difference, overflow) = units.subtractingReportingOverflow(other.units)
    return overflow ? nil : FixedI64(units: difference)
  }

  /// The product, to the nearest value, down from half; `nil` out of range.
  package func multiplied(by factor: FixedI64) -> FixedI64? {
    FixedI64(Int128(units) * Int128(factor.units), dividedBy: Int128(Self.scale), .nearestLow)
  }

  /// The quotient; `nil` for a divisor of zero or out of range.
  package func divided(by divisor: FixedI64, _ direction: Direction = .nearestLow) -> FixedI64? {
    guard divisor.units != 0 else { return nil }
    return FixedI64(Int128(units) * Int128(Self.scale), dividedBy: Int128(divisor.units), direction)
  }

  /// The square root, rounded down; `nil` for a negative number.
  package var squareRoot: FixedI64? {
    guard let units = UInt128(exactly: units) else { return nil }
    return Int64(exactly: (units * UInt128(Self.scale)).squareRoot).map { FixedI64(units: $0) }
  }

  /// The share, or the nearer end of the range where the number is below 0 or above 1.
  package var clamped: Perbill { Perbill(saturating: UInt128(max(0, units))) }

  /// The share; `nil` below 0 and above 1.
  package var share: Perbill? { UInt64(exactly: units).flatMap { Perbill(parts: $0) } }
}
