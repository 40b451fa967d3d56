/// A threshold that falls as `factor ÷ (progress + xOffset) + yOffset`: fast at first, then slowly.
///
/// `Curve::Reciprocal` of Polkadot's referenda, in numbers of nine decimals. The quotient of the threshold is
/// rounded towards minus infinity, that of the delay towards plus infinity.
package struct ReciprocalCurve: Hashable, Sendable {
  /// How strongly the curve bends.
  package let factor: FixedI64
  /// How far the curve is moved to the left.
  package let xOffset: FixedI64
  /// How far the curve is moved up.
  package let yOffset: FixedI64

  /// A curve from its parts.
  package init(factor: FixedI64, xOffset: FixedI64, yOffset: FixedI64) {
    self.factor = factor
    self.xOffset = xOffset
    self.yOffset = yOffset
  }

  /// The threshold once a share of the period has passed, within 0 and 1; one where the quotient has no value.
  package func threshold(at progress: Perbill) -> Perbill {
    guard let divisor = FixedI64(progress).adding(xOffset), let quotient = factor.divided(by: divisor, .low)
    else { return .one }
    // Beyond the range of 64 bits the sum is beyond 0 to 1 as well.
    return quotient.adding(yOffset)?.clamped ?? (quotient > .zero ? .one : .zero)
  }

  /// When a constant share begins to pass; one where it never does.
  ///
  /// Polkadot's own estimate: also one where the share is above all of the curve and would pass at once.
  package func delay(of share: Perbill) -> Perbill {
    guard let divisor = FixedI64(share).subtracting(yOffset),
      let quotient = factor.divided(by: divisor, .high)
    else { return .one }
    return quotient.subtracting(xOffset)?.share ?? .one
  }
}
