package import CanonicalEncoding

/// A ballot as Snapshot stores it: what was signed, and what the voter's strategies were worth.
package struct SnapshotBallot: Hashable, Sendable {
  /// The choice as it was signed: a number, a list or an object, of whatever it holds.
  package let choice: JSONValue
  /// The voting power.
  package let balance: SnapshotDouble
  /// What each strategy contributed to it.
  package let scores: [SnapshotDouble]

  /// A ballot with its power.
  package init(choice: JSONValue, balance: SnapshotDouble, scores: [SnapshotDouble]) {
    self.choice = choice
    self.balance = balance
    self.scores = scores
  }

  /// What one strategy contributed; nothing where it is not there.
  func score(_ strategy: Int) -> SnapshotDouble { scores.indices.contains(strategy) ? scores[strategy] : 0 }
}

/// What Snapshot publishes of a closed proposal.
package struct SnapshotScores: Hashable, Sendable {
  /// The score of each choice.
  package let scores: [SnapshotDouble]
  /// For each choice, what each strategy contributed. Columns need not add up to the scores.
  package let byStrategy: [[SnapshotDouble]]
  /// The total: of all ballots, also of invalid ones, except with Copeland's method.
  package let total: SnapshotDouble
  /// For each ballot, whether it counts.
  package let validity: [Bool]
}
