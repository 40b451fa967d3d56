extension SnapshotSpread {
  /// Each choice gets its share of the power of each ballot.
  static let weighted = SnapshotSpread(unit: 100, part: { $0 }, result: { $0 })
}
