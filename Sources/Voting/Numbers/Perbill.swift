/// A share between 0 and 1 in parts per billion: the arithmetic of Substrate's referenda.
///
/// It reproduces `sp_arithmetic::Perbill`: a share of votes is cut to nine decimals before it is compared, and
/// sums stop at the ends of the range. Only rules that state this arithmetic use it.
package struct Perbill: Hashable, Comparable, Sendable {
  /// The parts, from 0 to 10^9.
  package let parts: UInt32

  /// How many parts make one.
  package static let scale: UInt32 = 1_000_000_000
  /// None of it.
  package static let zero = Perbill(saturating: 0)
  /// All of it.
  package static let one = Perbill(saturating: UInt128(scale))

  /// So many parts, at most all.
  package init(saturating parts: UInt128) { self.parts = UInt32(min(parts, UInt128(Self.scale))) }

  /// So many parts; `nil` above 10^9.
  package init?(parts: UInt64) {
    guard parts <= UInt64(Self.scale) else { return nil }
    self.init(saturating: UInt128(parts))
  }

  /// The part of a whole, rounded; one where the part exceeds the whole or the whole is zero, as
  /// `Perbill::from_rational` has it, which rounds down.
  package init(_ part: UInt128, of whole: UInt128, rounding: Rounding = .down) {
    guard part <= whole, let parts = mulDiv(UInt128(Self.scale), part, whole, rounding: rounding) else {
      self = .one
      return
    }
    self.init(saturating: parts)
  }

  /// A share, cut to nine decimals.
  package init(_ share: Share) { self.init(UInt128(share.numerator), of: UInt128(share.denominator)) }

  /// The order of numbers.
  package static func < (left: Perbill, right: Perbill) -> Bool { left.parts < right.parts }

  /// What is missing to one.
  package var complement: Perbill { Perbill.one.subtracting(self) }

  /// The sum, at most one.
  package func adding(_ other: Perbill) -> Perbill {
    Perbill(saturating: UInt128(parts) + UInt128(other.parts))
  }

  /// The difference, at least zero.
  package func subtracting(_ other: Perbill) -> Perbill {
    Perbill(saturating: UInt128(parts > other.parts ? parts - other.parts : 0))
  }

  /// The product, rounded down.
  package func multiplied(by other: Perbill) -> Perbill {
    Perbill(saturating: UInt128(parts) * UInt128(other.parts) / UInt128(Self.scale))
  }

  /// The quotient, rounded; one where it is above one or the divisor is zero.
  package func divided(by divisor: Perbill, rounding: Rounding) -> Perbill {
    Perbill(UInt128(parts), of: UInt128(divisor.parts), rounding: rounding)
  }

  /// This many times, at most one.
  package func times(_ count: UInt32) -> Perbill { Perbill(saturating: UInt128(parts) * UInt128(count)) }

  /// How often the divisor fits whole; `nil` for a divisor of zero.
  package func wholeTimes(_ divisor: Perbill) -> UInt32? {
    divisor.parts == 0 ? nil : parts / divisor.parts
  }

  /// This share of an amount, rounded down; never more than the amount.
  package func floor(of amount: UInt128) -> UInt128 {
    let (quotient, remainder) = amount.quotientAndRemainder(dividingBy: UInt128(Self.scale))
    // The remainder is below 10^9, and the sum is at most the amount.
    return quotient * UInt128(parts) + remainder * UInt128(parts) / UInt128(Self.scale)
  }
}
