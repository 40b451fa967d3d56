/// How everything came out that a contest compares: who was ahead of whom in every round, in every pair and in the sums.
///
/// Where votes of one kind grow from one amount to another, each of the sums that a contest compares grows evenly, so that
/// two of them cross once at the most. If the shape is the same at both amounts, nothing has crossed in between, and
/// whatever depends on the comparisons alone is the same there too. That is what lets a search skip what lies between.
package struct ContestShape: Hashable, Sendable {
  /// A round: the options that stand, best pile first, and how it ends.
  private struct Round: Hashable, Sendable {
    let order: [[Int]]
    let ending: Contest.Round.Ending
  }

  private let sums: [[Int]]
  private let places: [[Int]]
  private let rounds: [Round]
  /// By row and column: whether as much power prefers the one to the other as the other to it, more, or less.
  private let pairs: [Int]
  private let support: [[Int]]

  /// - Complexity: O(options² + rounds · options · log options).
  package init(_ tally: Tally) {
    let options = Array(tally.options.indices)
    sums = Contest.places(of: options) { tally.options[$0].power }
    places = tally.contest?.places ?? []
    rounds = (tally.contest?.rounds ?? []).map { round in
      let piles = Dictionary(uniqueKeysWithValues: round.piles.map { ($0.option, $0.power) })
      return Round(
        order: Contest.places(of: round.piles.map(\.option)) { piles[$0] ?? .zero }, ending: round.ending)
    }
    let preferences = tally.contest?.preferences ?? []
    pairs = preferences.indices.flatMap { row in
      preferences.indices.map { column in
        let (own, against) = (preferences[row][column], preferences[column][row])
        return own == against ? 0 : own > against ? 1 : -1
      }
    }
    let records = preferences.indices.map { tally.contest?.record(of: $0)?.support ?? .zero }
    support = Contest.places(of: Array(preferences.indices)) { records[$0] }
  }
}
