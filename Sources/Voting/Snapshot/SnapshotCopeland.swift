internal import CanonicalEncoding

/// Copeland's method: a choice scores by the choices that it beats, pair by pair.
///
/// Each pair is looked at from both sides, so a victory gives two points and a tie one to each. To that comes half
/// the average support, which is below one half and only orders choices with as many points. The points are
/// rescaled to the power of the valid ballots. Strategies are counted each for itself, as if the others were not
/// there: their columns need not add up to the scores.
enum SnapshotCopeland {
  /// A list of numbers, and no texts of them, in which each choice stands once.
  static func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    guard let elements = choice.array, !elements.isEmpty, elements.count == count else { return false }
    return ScriptValue.areDistinct(elements)
      && elements.allSatisfy { SnapshotSingleChoice.isValid($0, of: count) }
  }

  /// The rescaled points of each choice.
  static func scores(
    of ballots: [SnapshotBallot], _ count: Int, _ strategies: Int
  ) -> (scores: [SnapshotDouble], byStrategy: [[SnapshotDouble]]) {
    let rankings = ballots.map { ballot in
      (ballot.choice.array ?? []).compactMap { ScriptValue.choice(ScriptValue.number($0), of: count) }
    }
    let columns = (0..<strategies).map { strategy in
      points(rankings, ballots.map { $0.score(strategy) }, count)
    }
    let byStrategy = (0..<count).map { choice in columns.map { $0[choice] } }
    return (points(rankings, ballots.map(\.balance), count), byStrategy)
  }

  /// The points for one column of powers, rescaled to its sum.
  private static func points(
    _ rankings: [[Int]], _ powers: [SnapshotDouble], _ count: Int
  ) -> [SnapshotDouble] {
    var margins = [[SnapshotDouble]](repeating: Array(repeating: 0, count: count), count: count)
    var support = [SnapshotDouble](repeating: 0, count: count)
    for (ranking, power) in zip(rankings, powers) {
      for (rank, preferred) in ranking.enumerated() {
        for lower in ranking.dropFirst(rank + 1) {
          margins[preferred][lower] += power
          margins[lower][preferred] -= power
          support[preferred] += power
        }
      }
    }
    let total = powers.summed()
    var points = victories(margins)
    if total > 0, count > 1 {
      for choice in points.indices {
        points[choice] += 0.5 * (support[choice] / (SnapshotDouble(count - 1) * total))
      }
    }
    let sum = points.summed()
    return points.map { sum > 0 ? ($0 / sum) * total : total / SnapshotDouble(count) }
  }

  private static func victories(_ margins: [[SnapshotDouble]]) -> [SnapshotDouble] {
    var points = [SnapshotDouble](repeating: 0, count: margins.count)
    for (choice, row) in margins.enumerated() {
      for (opponent, margin) in row.enumerated() where opponent != choice {
        if margin > 0 {
          points[choice] += 1
        } else if margin < 0 {
          points[opponent] += 1
        } else {
          points[choice] += 0.5
          points[opponent] += 0.5
        }
      }
    }
    return points
  }
}
