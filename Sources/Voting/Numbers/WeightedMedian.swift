/// The greatest score that a share of all stake supports, by giving it or more: the consensus of Bittensor's Yuma.
///
/// A score is supported by whoever scored at least as high; with a share of one half this is the weighted median.
/// Support is compared with the share exactly (≥). Subtensor computes it in binary fixed point of 32 places, so a
/// share that is not a binary fraction can be missed there by a rounding that does not happen here.
package enum WeightedMedian {
  /// The consensus of scores with their stakes; `nil` without scores.
  ///
  /// Where no score is supported enough it is the least one, and so it is where there is no stake at all.
  ///
  /// - Parameters:
  ///   - scores: What each voter gave.
  ///   - stakes: What each voter holds; as many as scores, further ones are not looked at.
  ///   - majority: The share of all stake that must support it, κ.
  /// - Throws: `CountRefusal.overflow` where all stake reaches 2^128.
  /// - Complexity: O(n log n) in the scores.
  package static func of<Score: Comparable>(
    _ scores: [Score], stakes: [Power], majority: Share
  ) throws(CountRefusal) -> Score? {
    let rows = zip(scores, stakes).sorted { $0.0 > $1.0 }
    let total = try rows.map(\.1).sum()
    guard total > .zero else { return rows.last?.0 }
    var support = Power.zero
    for (score, stake) in rows {
      support = try support.adding(stake)
      // Others with the same score come next and add to its support; that can only confirm it.
      if majority.isReached(by: support, of: total) { return score }
    }
    return rows.last?.0
  }

  /// The consensus of each column of a table, one row a voter. Voters without stake are left out, and so are rows
  /// that are not as long as the first; a column that nobody is left for has the score for nothing.
  ///
  /// - Throws: `CountRefusal.overflow` where all stake reaches 2^128.
  /// - Complexity: O(c · n log n) for c columns of n rows.
  package static func ofColumns<Score: Comparable>(
    _ table: [[Score]], nothing: Score, stakes: [Power], majority: Share
  ) throws(CountRefusal) -> [Score] {
    let width = table.first?.count ?? 0
    let rows = zip(table, stakes).filter { row, stake in stake > .zero && row.count == width }
    var medians: [Score] = []
    for column in 0..<width {
      let median = try of(rows.map { $0.0[column] }, stakes: rows.map(\.1), majority: majority)
      medians.append(median ?? nothing)
    }
    return medians
  }

  /// A table in which nothing exceeds the consensus of its column: what a voter gave beyond it is cut off.
  ///
  /// - Returns: `nil` where a row has another length than the consensus.
  package static func clipped<Score: Comparable>(_ table: [[Score]], to consensus: [Score]) -> [[Score]]? {
    guard table.allSatisfy({ $0.count == consensus.count }) else { return nil }
    return table.map { row in zip(row, consensus).map { min($0, $1) } }
  }
}
