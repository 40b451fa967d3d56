extension Path {
  /// The values the path reaches in a document, in order; a value reached on two ways stands twice.
  ///
  /// - Parameters:
  ///   - root: What `$` stands for; the whole document if nothing else is named.
  ///   - budget: What is refused as too much.
  /// - Throws: `PathRefusal.tooCostly`, `tooMany` or `patternTooLarge`; never for what a document lacks.
  /// - Complexity: O(document) for paths without `..` and filters over queries; bounded by the budget for
  ///   all.
  package func places(
    in document: EvidenceDocument, root: EvidenceDocument.Place = EvidenceDocument.root,
    budget: PathBudget = PathBudget()
  ) throws(PathRefusal) -> [EvidenceDocument.Place] {
    var walk = PathWalk(document, root: root, budget: budget)
    return try walk.places(self, from: root)
  }
}
