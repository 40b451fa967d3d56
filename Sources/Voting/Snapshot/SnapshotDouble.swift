/// A number as Snapshot counts with: IEEE-754 binary64, added from left to right, never rounded otherwise.
///
/// This folder is the one place of the core where `Double` is allowed. It reproduces the published results of
/// Snapshot bit for bit (`snapshot.js/src/voting`), for spaces that decide by them; no other rule may use it. The
/// operations are those that IEEE-754 rounds correctly (+ − × ÷ √), so every machine gets the same bits.
package typealias SnapshotDouble = Double

extension Sequence<SnapshotDouble> {
  /// The sum from the left, beginning with zero.
  func summed() -> SnapshotDouble { reduce(0, +) }
}
