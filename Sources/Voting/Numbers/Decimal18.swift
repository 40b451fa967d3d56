/// A number of at least zero with eighteen decimals: the arithmetic in which Cosmos SDK chains count.
///
/// It reproduces `math.LegacyDec`: each product and each quotient is rounded to the eighteenth decimal, half to
/// even, so that a sum of many shares differs from the exact one in its last digits, and a threshold can be
/// missed by them. Only rules that state `arithmetic: decimal18` use it.
///
/// Values are below 2^256 ÷ 10^18, about 10^59, where the SDK's end near 10^76.
package struct Decimal18: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number of 10^-18.
  package let units: UInt256

  /// How many units make one.
  package static let scale: UInt128 = 1_000_000_000_000_000_000
  /// Nothing.
  package static let zero = Decimal18(units: .zero)
  /// One.
  package static let one = Decimal18(1)

  /// So many 10^-18.
  package init(units: UInt256) { self.units = units }

  /// A whole number, which always fits.
  package init(_ whole: UInt128) { units = UInt256(product: whole, Self.scale) }

  /// Reads `12` or `0.334`, with one to eighteen decimals where there is a point; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ UInt256(decimal: String($0)) }) else { return nil }
    let decimals = parts.count == 2 ? Array(parts[1].utf8) : [0x30]
    guard 1...18 ~= decimals.count, decimals.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    // Eighteen digits fit 64 bits.
    var fraction: UInt64 = 0
    for place in 0..<18 {
      fraction = fraction * 10 + UInt64(place < decimals.count ? decimals[place] - 0x30 : 0)
    }
    let (scaled, isTooLarge) = whole.multipliedReportingOverflow(by: Self.scale)
    let (units, carry) = scaled.addingReportingOverflow(UInt256(UInt128(fraction)))
    guard !isTooLarge, !carry else { return nil }
    self.units = units
  }

  /// The number with all eighteen decimals, as the SDK writes it.
  package var description: String {
    let (whole, fraction) = units.quotientAndRemainder(dividingBy: Self.scale) ?? (.zero, 0)
    let digits = String(fraction)
    return "\(whole)." + String(repeating: "0", count: 18 - digits.utf8.count) + digits
  }

  /// The order of numbers.
  package static func < (left: Decimal18, right: Decimal18) -> Bool { left.units < right.units }

  /// The whole number below, `LegacyDec.TruncateInt`; `nil` from 2^128 on.
  package var truncated: UInt128? {
    units.quotientAndRemainder(dividingBy: Self.scale).flatMap { UInt128(exactly: $0.quotient) }
  }

  /// The sum, exactly.
  /// - Throws: `CountRefusal.overflow` where it leaves the range.
  package func adding(_ other: Decimal18) throws(CountRefusal) -> Decimal18 {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    guard !overflow else { throw .overflow }
    return Decimal18(units: sum)
  }

  /// The difference, exactly.
  /// - Throws: `CountRefusal.overflow` where it is below zero.
  package func subtracting(_ other: Decimal18) throws(CountRefusal) -> Decimal18 {
    let (difference, isNegative) = units.subtractingReportingOverflow(other.units)
    guard !isNegative else { throw .overflow }
    return Decimal18(units: difference)
  }

  /// The product, rounded half to even at the eighteenth decimal: `LegacyDec.Mul`.
  /// - Throws: `CountRefusal.overflow` where it leaves the range.
  package func multiplied(by factor: Decimal18) throws(CountRefusal) -> Decimal18 {
    let product = units.multiplied(by: factor.units, dividedBy: UInt256(Self.scale), rounding: .halfEven)
    guard let product else { throw .overflow }
    return Decimal18(units: product)
  }

  /// The quotient, cut at the thirty-sixth decimal and from there rounded half to even at the eighteenth:
  /// `LegacyDec.Quo`. The cut shows where the true quotient is just above a half: it becomes even all the same.
  ///
  /// - Throws: `CountRefusal.overflow` for a divisor of zero or a quotient from about 10^41 on.
  package func divided(by divisor: Decimal18) throws(CountRefusal) -> Decimal18 {
    let square = UInt256(Self.scale * Self.scale)
    let cut = units.multiplied(by: square, dividedBy: divisor.units, rounding: .down)
    guard let rounded = cut?.divided(by: UInt256(Self.scale), rounding: .halfEven) else { throw .overflow }
    return Decimal18(units: rounded)
  }

  /// The product with a whole number, exactly: `LegacyDec.MulInt`.
  /// - Throws: `CountRefusal.overflow` where it leaves the range.
  package func multiplied(byWhole factor: UInt128) throws(CountRefusal) -> Decimal18 {
    let (product, overflow) = units.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw .overflow }
    return Decimal18(units: product)
  }

  /// The quotient by a whole number, cut at the eighteenth decimal: `LegacyDec.QuoInt`.
  /// - Throws: `CountRefusal.overflow` for a divisor of zero.
  package func divided(byWhole divisor: UInt128) throws(CountRefusal) -> Decimal18 {
    guard let quotient = units.quotientAndRemainder(dividingBy: divisor)?.quotient else { throw .overflow }
    return Decimal18(units: quotient)
  }
}
