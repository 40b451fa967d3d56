internal import CanonicalEncoding

/// Instant run-off: in each round the choice with the least power at the top of ballots is struck from all of
/// them, until one has more than half or fewer than three are left.
///
/// Of several with the least, the lowest number goes. The scores are those of the last round. Choices are told
/// apart by their text, so `1` and `"1"` are one pile and `"01"` is another; piles of one number are summed at
/// the end.
enum SnapshotRankedChoice {
  /// A list of distinct choices, as many as there are. `[1, "1", 2]` is one, of three choices.
  static func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    guard let elements = choice.array else { return false }
    return !elements.isEmpty && elements.count == count && ScriptValue.areDistinct(elements)
      && elements.allSatisfy { ScriptValue.isChoice($0, of: count) }
  }

  /// The power of each choice in the last round.
  static func scores(
    of ballots: [SnapshotBallot], _ count: Int, _ strategies: Int
  ) -> (scores: [SnapshotDouble], byStrategy: [[SnapshotDouble]]) {
    let piles = lastRound(ballots.map { Ranking(preferences: $0.choice.array ?? [], ballot: $0) })
    var scores = [SnapshotDouble](repeating: 0, count: count)
    var byStrategy = [[SnapshotDouble]](
      repeating: Array(repeating: 0, count: strategies), count: count)
    for pile in piles {
      guard let choice = ScriptValue.choice(ScriptValue.number(of: pile.key), of: count) else { continue }
      scores[choice] += pile.power
      for strategy in byStrategy[choice].indices where pile.scores.indices.contains(strategy) {
        byStrategy[choice][strategy] += pile.scores[strategy]
      }
    }
    return (scores, byStrategy)
  }

  /// What is left of a ballot.
  private struct Ranking {
    var preferences: [JSONValue]
    let ballot: SnapshotBallot
  }

  /// The power at the top of ballots for one choice.
  private struct Pile {
    /// The choice as text.
    let key: String
    var power: SnapshotDouble = 0
    var scores: [SnapshotDouble] = []

    mutating func add(_ ballot: SnapshotBallot) {
      power += ballot.balance
      guard ballot.scores.count > 1 else {
        scores = [(scores + ballot.scores).summed()]
        return
      }
      scores = ballot.scores.enumerated().map { place, score in
        scores.indices.contains(place) ? score + scores[place] : score
      }
    }
  }

  /// The piles of the round that decides, the greatest first.
  ///
  /// A choice `true` counts as choice 1 and cannot be struck: its text is not equal to it. Snapshot then fails;
  /// here the round in which nothing is struck is the last.
  private static func lastRound(_ rankings: [Ranking]) -> [Pile] {
    var rankings = rankings
    while true {
      let piles = piles(of: rankings)
      let total = rankings.map(\.ballot.balance).summed()
      guard piles.count >= 3, let first = piles.first, !piles.contains(where: { $0.power > total / 2 }) else {
        return sorted(piles)
      }
      let last = piles.dropFirst().reduce(first) { $1.power < $0.power ? $1 : $0 }
      let left = rankings.compactMap { ranking -> Ranking? in
        let preferences = ranking.preferences.filter { !ScriptValue.isLooselyEqual($0, last.key) }
        return preferences.isEmpty ? nil : Ranking(preferences: preferences, ballot: ranking.ballot)
      }
      let isStruck =
        left.count < rankings.count
        || zip(left, rankings).contains { $0.preferences.count < $1.preferences.count }
      guard isStruck else { return sorted(piles) }
      rankings = left
    }
  }

  /// The pile of each choice that stands on any ballot: those with a number as text by that number, then the
  /// others in the order in which they first stand on a ballot.
  private static func piles(of rankings: [Ranking]) -> [Pile] {
    var places: [String: Int] = [:]
    var piles: [Pile] = []
    for key in rankings.lazy.flatMap(\.preferences).map({ ScriptValue.text($0) }) where places[key] == nil {
      places[key] = piles.count
      piles.append(Pile(key: key))
    }
    for ranking in rankings {
      guard let top = ranking.preferences.first, let place = places[ScriptValue.text(top)] else { continue }
      piles[place].add(ranking.ballot)
    }
    return piles.enumerated().sorted { left, right in
      switch (number(left.element.key), number(right.element.key)) {
      case (let first?, let second?): first < second
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.offset < right.offset
      }
    }.map(\.element)
  }

  private static func number(_ key: String) -> Int? { Int(key).flatMap { String($0) == key ? $0 : nil } }

  /// The greatest first; of equal ones the order stays.
  private static func sorted(_ piles: [Pile]) -> [Pile] {
    piles.enumerated().sorted { left, right in
      left.element.power == right.element.power
        ? left.offset < right.offset : left.element.power > right.element.power
    }.map(\.element)
  }
}
