extension SnapshotSpread {
  /// Each choice gets the square of the sum of the roots of its shares: many small holders weigh more than one
  /// that holds as much.
  static let quadratic = SnapshotSpread(unit: 1, part: { $0.squareRoot() }, result: { $0 * $0 })
}
