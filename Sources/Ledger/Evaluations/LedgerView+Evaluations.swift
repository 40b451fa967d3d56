package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

/// Rounds in which evaluators agree on scores.
extension LedgerView {
  /// A round, or `nil`.
  package func round(_ id: Digest) throws -> RoundRecord? {
    try records.value(RoundRecord.key(id)).map { try RoundRecord(bytes: $0) }
  }

  /// All rounds in the order of their numbers.
  package func rounds() throws -> [RoundRecord] {
    try records.records(.evaluation).map { try RoundRecord(bytes: $0.value) }.sorted { $0.number < $1.number }
  }

  /// What an evaluator has committed to in a round, or `nil`.
  package func score(of evaluator: AccountKey, in round: Digest) throws -> ScoreRecord? {
    try records.value(ScoreRecord.key(round, evaluator)).map { try ScoreRecord(bytes: $0) }
  }

  /// What all evaluators have committed to in a round and shown, by account.
  package func scores(in round: Digest) throws -> [ScoreRecord] {
    try records.rows(.score, ByteString(round.bytes)).map { try ScoreRecord(bytes: $0.value) }
  }

  /// The stake of an account in a round, as it was when the round was opened.
  package func stake(of account: AccountKey, in round: RoundRecord) throws -> Power {
    if let holders = round.holders, !holders.contains(account) { return .zero }
    guard let rows = try stakeRows(in: round) else { return Power(1) }
    return try rows.holding(of: account).map { try Self.stake($0, in: round) } ?? .zero
  }

  /// What a round finds by all that was received.
  ///
  /// Everybody who has the role is named, or where the stake is a house's, everybody who took part.
  /// - Complexity: O(electorate) where the stake is a house's, and O(n log n) in the evaluators for each subject.
  /// - Throws: `CountRefusal.overflow`, or what a look-up throws.
  package func findings(of round: RoundRecord) throws -> EvaluationFindings? {
    guard let schedule = round.schedule else { return nil }
    let scores = try scores(in: round.id)
    var stakes: [AccountKey: Power] = [:]
    for account in round.holders ?? scores.map(\.evaluator) {
      stakes[account] = try stake(of: account, in: round)
    }
    var total: Power?
    if round.holders == nil, let rows = try stakeRows(in: round) {
      var sum = Power.zero
      try rows.forEach { sum = try sum.adding(try Self.stake($0, in: round)) }
      total = sum
    }
    return try schedule.findings(
      stakes: stakes, total: total, commitments: scores.map(\.commitmentReceived),
      reveals: scores.compactMap(\.reveal))
  }

  private static func stake(_ holding: Holding, in round: RoundRecord) throws -> Power {
    try LeastRows.source.power(of: holding, at: round.received)
  }

  /// The rows of stake, each the least of the electorates that were frozen; `nil` where every member of a role has one.
  private func stakeRows(in round: RoundRecord) throws -> LeastRows? {
    guard let house = round.house else { return nil }
    let parts = try round.electorates.map { record in
      guard let rows = try rows(of: record) else { throw AdmissionRefusal.documentMissing(record.file) }
      return LeastRows.Moment(rows: rows, source: house.power)
    }
    guard let first = parts.first else { throw RecordFault.unreadable(.evaluation) }
    return LeastRows(first, Array(parts.dropFirst()), at: round.received)
  }
}
