/// Which way an amendment turns.
///
/// A safety rule that its owner can loosen alone is no rule, so that only what is proven not to loosen may be
/// adopted at the lower bar.
package enum Tightness: String, Hashable, Sendable, CaseIterable {
  /// Whatever passes afterwards passed before.
  case tightening
  /// The same passes.
  case neutral
  /// Not shown to be either; what cannot be proven counts as loosening.
  case loosening

  /// Several changes together: one that loosens makes the whole loosen.
  package static func all(_ parts: some Sequence<Tightness>) -> Tightness {
    var sum = Tightness.neutral
    for part in parts {
      if part == .loosening { return .loosening }
      if part == .tightening { sum = .tightening }
    }
    return sum
  }
}
