package import CanonicalEncoding

/// A way of counting of Snapshot, with its own arithmetic (`snapshot.js/src/voting`).
package enum SnapshotMethod: String, Hashable, Sendable, CaseIterable {
  /// One choice.
  case singleChoice = "single-choice"
  /// For, against or abstain; counted like one choice.
  case basic
  /// Any number of choices, each with all the power.
  case approval
  /// A full ranking, decided by instant run-off.
  case rankedChoice = "ranked-choice"
  /// Power spread over choices by weights.
  case weighted
  /// Power spread by weights, where each choice gets the square of the sum of roots.
  case quadratic
  /// A full ranking, decided by pairwise victories.
  case copeland

  /// Whether a ballot's choice counts.
  ///
  /// - Parameters:
  ///   - choice: The choice as it was signed.
  ///   - count: How many choices there are.
  package func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    switch self {
    case .singleChoice, .basic: SnapshotSingleChoice.isValid(choice, of: count)
    case .approval: SnapshotApproval.isValid(choice, of: count)
    case .rankedChoice: SnapshotRankedChoice.isValid(choice, of: count)
    case .weighted, .quadratic: SnapshotSpread.isValid(choice, of: count)
    case .copeland: SnapshotCopeland.isValid(choice, of: count)
    }
  }

  /// Counts ballots in the order in which they stand; another order can change the last bits.
  ///
  /// - Parameters:
  ///   - ballots: All ballots, valid or not.
  ///   - count: How many choices there are.
  ///   - strategies: How many strategies make up the power.
  /// - Complexity: O(b · c · s) for b ballots, c choices and s strategies; ranked methods take c times as long.
  package func scores(of ballots: [SnapshotBallot], choices count: Int, strategies: Int) -> SnapshotScores {
    let validity = ballots.map { isValid($0.choice, of: count) }
    let valid = zip(ballots, validity).filter(\.1).map(\.0)
    let (scores, byStrategy): ([SnapshotDouble], [[SnapshotDouble]]) =
      switch self {
      case .singleChoice, .basic: SnapshotSingleChoice.scores(of: valid, count, strategies)
      case .approval: SnapshotApproval.scores(of: valid, count, strategies)
      case .rankedChoice: SnapshotRankedChoice.scores(of: valid, count, strategies)
      case .weighted: SnapshotSpread.weighted.scores(of: valid, count, strategies)
      case .quadratic: SnapshotSpread.quadratic.scores(of: valid, count, strategies)
      case .copeland: SnapshotCopeland.scores(of: valid, count, strategies)
      }
    let counted = self == .copeland ? valid : ballots
    return SnapshotScores(
      scores: scores, byStrategy: byStrategy, total: counted.map(\.balance).summed(), validity: validity)
  }
}
