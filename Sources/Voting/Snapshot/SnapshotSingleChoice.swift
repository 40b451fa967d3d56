internal import CanonicalEncoding

/// One choice a ballot, Snapshot's "single-choice" and "basic".
enum SnapshotSingleChoice {
  /// A number, and no text of one, that is one of the choices.
  static func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    guard case .number = choice else { return false }
    return ScriptValue.isChoice(choice, of: count)
  }

  /// The sum of the power of each choice.
  static func scores(
    of ballots: [SnapshotBallot], _ count: Int, _ strategies: Int
  ) -> (scores: [SnapshotDouble], byStrategy: [[SnapshotDouble]]) {
    var sums = SnapshotSums(count, strategies)
    for ballot in ballots {
      guard let choice = ScriptValue.choice(ScriptValue.number(ballot.choice), of: count) else { continue }
      sums.add(ballot, to: choice)
    }
    return (sums.scores, sums.byStrategy)
  }
}

/// Sums of power by choice and by strategy, in the order of the ballots.
struct SnapshotSums {
  private(set) var scores: [SnapshotDouble]
  private(set) var byStrategy: [[SnapshotDouble]]

  /// Nothing yet for each choice.
  init(_ count: Int, _ strategies: Int) {
    scores = Array(repeating: 0, count: count)
    byStrategy = Array(repeating: Array(repeating: 0, count: strategies), count: count)
  }

  /// Adds all the power of a ballot to one choice, which must be one of them.
  mutating func add(_ ballot: SnapshotBallot, to choice: Int) {
    scores[choice] += ballot.balance
    for strategy in byStrategy[choice].indices { byStrategy[choice][strategy] += ballot.score(strategy) }
  }
}
