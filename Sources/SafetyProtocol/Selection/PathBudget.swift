/// How much work following a path may take, so that no path and no document can keep a verifier busy.
package struct PathBudget: Sendable {
  /// How many values may be looked at.
  package var steps = 50_000_000
  /// How many values may be reached at once.
  package var results = 4_000_000

  package init() {}
}
