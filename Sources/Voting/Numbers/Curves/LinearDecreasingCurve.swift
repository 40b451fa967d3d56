/// A threshold that falls along a line from its ceiling to its floor and stays there.
///
/// `Curve::LinearDecreasing` of Polkadot's referenda: the way along the line is rounded down, and so is what that
/// takes off the ceiling, so the threshold is never below the exact line.
package struct LinearDecreasingCurve: Hashable, Sendable {
  /// Where the floor is reached, as a share of the period. A length of zero has the floor from the first instant.
  package let length: Perbill
  /// The threshold at the end.
  package let floor: Perbill
  /// The threshold at the beginning.
  package let ceiling: Perbill

  /// A falling line; `nil` for a floor above the ceiling.
  package init?(length: Perbill, floor: Perbill, ceiling: Perbill) {
    guard floor <= ceiling else { return nil }
    self.length = length
    self.floor = floor
    self.ceiling = ceiling
  }

  /// The threshold once a share of the period has passed.
  package func threshold(at progress: Perbill) -> Perbill {
    let way = min(progress, length).divided(by: length, rounding: .down)
    return ceiling.subtracting(way.multiplied(by: ceiling.subtracting(floor)))
  }

  /// When a constant share begins to pass; one where it never does. Rounded as Polkadot estimates it: the line's
  /// share up, its product with the length down, which can be a part too early.
  package func delay(of share: Perbill) -> Perbill {
    if share < floor { return .one }
    if share > ceiling { return .zero }
    let way = ceiling.subtracting(share).divided(by: ceiling.subtracting(floor), rounding: .up)
    return way.multiplied(by: length)
  }
}
