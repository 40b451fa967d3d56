internal import CanonicalEncoding

/// Any number of choices, each with all the power of the ballot.
enum SnapshotApproval {
  /// A list of distinct choices. An empty list is valid, and so is a text of a number, which counts for nothing.
  static func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    guard let elements = choice.array else { return false }
    return elements.allSatisfy { ScriptValue.isChoice($0, of: count) } && ScriptValue.areDistinct(elements)
  }

  /// The sum of the power of the ballots that hold each choice as a number.
  static func scores(
    of ballots: [SnapshotBallot], _ count: Int, _ strategies: Int
  ) -> (scores: [SnapshotDouble], byStrategy: [[SnapshotDouble]]) {
    var sums = SnapshotSums(count, strategies)
    for ballot in ballots {
      for case .number(let text) in ballot.choice.array ?? [] {
        guard let choice = ScriptValue.choice(SnapshotDouble(text) ?? .nan, of: count) else { continue }
        sums.add(ballot, to: choice)
      }
    }
    return (sums.scores, sums.byStrategy)
  }
}
