extension UInt256 {
  /// Quotient and remainder; `nil` for a divisor of zero.
  package func quotientAndRemainder(
    dividingBy divisor: UInt128
  ) -> (quotient: UInt256, remainder: UInt128)? {
    guard divisor > 0 else { return nil }
    if high == 0 {
      let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
      return (UInt256(quotient), remainder)
    }
    let (most, rest) = high.quotientAndRemainder(dividingBy: divisor)
    // The rest is less than the divisor, so the second quotient fits a limb.
    let (least, remainder) = divisor.dividingFullWidth((rest, low))
    return (UInt256(high: most, low: least), remainder)
  }

  /// Quotient and remainder; `nil` for a divisor of zero.
  package func quotientAndRemainder(
    dividingBy divisor: UInt256
  ) -> (quotient: UInt256, remainder: UInt256)? {
    guard divisor.high > 0 else {
      return quotientAndRemainder(dividingBy: divisor.low).map { ($0.quotient, UInt256($0.remainder)) }
    }
    guard self >= divisor else { return (.zero, self) }
    // Knuth, volume 2, 4.3.1: with the divisor's top bit moved to the top of its limb, a quotient estimated
    // from the upper limbs alone is never too small, and too large by at most two.
    let shift = UInt128(divisor.high.leadingZeroBitCount)
    let (most, next, upper) =
      shift == 0
      ? (0, high, divisor.high)
      : (
        high >> (128 - shift), high << shift | low >> (128 - shift),
        divisor.high << shift | divisor.low >> (128 - shift)
      )
    // `most` is below 2^127 and `upper` is not, so the estimate fits a limb.
    var estimate = upper.dividingFullWidth((most, next)).quotient
    var (product, overflow) = divisor.multipliedReportingOverflow(by: estimate)
    while overflow || product > self {
      estimate -= 1
      (product, overflow) = divisor.multipliedReportingOverflow(by: estimate)
    }
    return (UInt256(estimate), subtractingReportingOverflow(product).partialValue)
  }

  /// The quotient, rounded; `nil` for a divisor of zero, or where rounding up leaves the range.
  package func divided(by divisor: UInt256, rounding: Rounding) -> UInt256? {
    guard let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor) else { return nil }
    guard rounding.raises(isOdd: quotient.isOdd, remainder: remainder, of: divisor) else { return quotient }
    let (next, overflow) = quotient.addingReportingOverflow(UInt256(1))
    return overflow ? nil : next
  }

  /// `self` · `factor` ÷ `divisor` rounded, with a product of up to 512 bits in between; `nil` for a divisor of
  /// zero or a result of 2^256 or more.
  ///
  /// - Complexity: O(1); some two hundred times slower where the product is 2^256 or more.
  package func multiplied(by factor: UInt256, dividedBy divisor: UInt256, rounding: Rounding) -> UInt256? {
    let (high, low) = multipliedFullWidth(by: factor)
    if high == .zero { return low.divided(by: divisor, rounding: rounding) }
    guard high < divisor else { return nil }
    var (remainder, quotient) = (high, low)
    // Long division by bits: the quotient's bits enter from below as the product's leave above.
    for _ in 0..<256 {
      let doubled = remainder.doubled(adding: quotient.high >> 127)
      let (difference, isLess) = doubled.partialValue.subtractingReportingOverflow(divisor)
      let fits = doubled.overflow || !isLess
      remainder = fits ? difference : doubled.partialValue
      quotient = quotient.doubled(adding: fits ? 1 : 0).partialValue
    }
    guard rounding.raises(isOdd: quotient.isOdd, remainder: remainder, of: divisor) else { return quotient }
    let (next, overflow) = quotient.addingReportingOverflow(UInt256(1))
    return overflow ? nil : next
  }

  /// The number times two plus a bit, modulo 2^256, and whether that is not the number.
  private func doubled(adding bit: UInt128) -> (partialValue: UInt256, overflow: Bool) {
    (UInt256(high: high << 1 | low >> 127, low: low << 1 | bit), high >> 127 == 1)
  }
}

/// `left` · `right` ÷ `divisor`, rounded, from the whole product of 256 bits; `nil` for a divisor of zero or a
/// result of 2^128 or more.
package func mulDiv(
  _ left: UInt128, _ right: UInt128, _ divisor: UInt128, rounding: Rounding
) -> UInt128? {
  UInt256(product: left, right).divided(by: UInt256(divisor), rounding: rounding).flatMap {
    UInt128(exactly: $0)
  }
}
