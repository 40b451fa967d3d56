extension ReciprocalCurve {
  /// The curve that falls from a ceiling to a floor and is at a given level after a given part of the period:
  /// `Curve::make_reciprocal`, by which the tracks of Polkadot are declared.
  ///
  /// The bend is found by halving between 0 and 1 in steps of 10^-9; of the last two curves the one whose level
  /// is nearer is taken, and of two equally near the stronger bend.
  ///
  /// - Parameters:
  ///   - delay: How much of the period passes until the level.
  ///   - period: The whole period, in the same unit.
  ///   - level: The threshold then.
  ///   - floor: The threshold at the end of the period.
  ///   - ceiling: The threshold at its beginning.
  /// - Returns: `nil` for a period of zero, a delay longer than it, a floor not below the ceiling, or parts that
  ///   leave the range of 64 bits.
  package init?(delay: UInt64, period: UInt64, level: Perbill, floor: Perbill, ceiling: Perbill) {
    guard floor < ceiling, delay <= period, let moment = FixedI64(delay, of: period)?.share else {
      return nil
    }
    let target = FixedI64(level)
    typealias Bound = (factor: FixedI64, curve: ReciprocalCurve, distance: Int64)
    guard let weakest = Self(factor: .zero, from: ceiling, to: floor),
      let strongest = Self(factor: .one, from: ceiling, to: floor)
    else { return nil }
    var low: Bound = (.zero, weakest, .max)
    var high: Bound = (.one, strongest, .max)
    while high.factor.units - low.factor.units > 1 {
      let factor = FixedI64(units: (low.factor.units + high.factor.units) / 2)
      guard let curve = Self(factor: factor, from: ceiling, to: floor) else { return nil }
      let reached = FixedI64(curve.threshold(at: moment))
      if reached > target {
        high = (factor, curve, reached.units - target.units)
      } else {
        low = (factor, curve, target.units - reached.units)
      }
    }
    self = low.distance < high.distance ? low.curve : high.curve
  }

  /// The curve of a given bend through the ceiling at 0 and the floor at 1.
  private init?(factor: FixedI64, from ceiling: Perbill, to floor: Perbill) {
    // factor ÷ x − factor ÷ (1 + x) is the fall, which is fall · x² + fall · x − factor = 0.
    let fall = FixedI64(ceiling.subtracting(floor))
    guard let four = FixedI64(units: 4 * FixedI64.scale).multiplied(by: fall),
      let negative = factor.negated, let product = four.multiplied(by: negative),
      let root = fall.multiplied(by: fall)?.subtracting(product)?.squareRoot,
      let distance = fall.negated?.adding(root),
      let double = FixedI64(units: 2 * FixedI64.scale).multiplied(by: fall),
      let xOffset = distance.divided(by: double),
      let atEnd = FixedI64.one.adding(xOffset).flatMap({ factor.divided(by: $0) }),
      let yOffset = FixedI64(floor).subtracting(atEnd)
    else { return nil }
    self.init(factor: factor, xOffset: xOffset, yOffset: yOffset)
  }
}
