/// A threshold that falls by equal steps at equal intervals until it reaches its end.
///
/// `Curve::SteppedDecreasing` of Polkadot's referenda.
package struct SteppedDecreasingCurve: Hashable, Sendable {
  /// The threshold at the beginning.
  package let begin: Perbill
  /// The threshold below which it does not fall.
  package let end: Perbill
  /// How much each step takes off.
  package let step: Perbill
  /// How long each step lasts, as a share of the period.
  package let period: Perbill

  /// Falling steps; `nil` for a step or an interval of zero, or an end above the beginning.
  package init?(begin: Perbill, end: Perbill, step: Perbill, period: Perbill) {
    guard step > .zero, period > .zero, end <= begin else { return nil }
    self.begin = begin
    self.end = end
    self.step = step
    self.period = period
  }

  /// The threshold once a share of the period has passed; a step counts from its first instant.
  package func threshold(at progress: Perbill) -> Perbill {
    let steps = progress.wholeTimes(period) ?? 0
    return max(begin.subtracting(step.times(steps)), end)
  }

  /// When a constant share begins to pass; one where it never does.
  package func delay(of share: Perbill) -> Perbill {
    if share < end { return .one }
    // A step that is needed in part is needed whole.
    let missing = begin.subtracting(min(share, begin)).adding(Perbill(saturating: UInt128(step.parts) - 1))
    return period.times(missing.wholeTimes(step) ?? 0)
  }
}
