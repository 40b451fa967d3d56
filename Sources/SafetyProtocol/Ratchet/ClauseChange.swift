/// One clause that an amendment changes.
package struct ClauseChange: Hashable, Sendable {
  /// Where: `rules.R2-refusal.test`.
  package let clause: String
  package let tightness: Tightness
  /// What it said; empty where it is new.
  package let old: String
  /// What it says; empty where it is gone.
  package let new: String
}
