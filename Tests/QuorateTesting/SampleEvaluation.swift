package import CanonicalEncoding
package import Governance
package import Ledger
internal import Quorate
internal import Signing

/// Rounds of evaluators in the sample charter: two subjects, ten minutes for commitments and five for reveals.
package enum SampleEvaluation {
  package static let salt = [UInt8](repeating: 7, count: 16)

  /// The edit that puts a kind of round into the sample charter.
  package static func edit(
    stake: String = "{house: holders}", subjects: String = "[harm, skill]", needs: String? = nil
  ) -> (from: String, to: String) {
    let delegation = "delegation: {mode: full, depth: 8}"
    let more = needs.map { "\n    needs: \($0)" } ?? ""
    return (
      delegation,
      """
      \(delegation)

      evaluations:
        safety:
          subjects: \(subjects)
          highest: 100
          commit: 10m
          reveal: 5m
          majority: 1/2
          stake: \(stake)
          opened_by: registrar\(more)
      """
    )
  }
}

extension SampleDAO {
  /// Opens a round.
  package func openRound(_ title: String = "Safety of MiniLM", by member: Int = 0) async throws -> RoundRecord
  {
    let statement = try roundOpening(title, by: member)
    try await submit(statement, by: member)
    return try round(statement.id)
  }

  /// The opening of a round as it would be signed now.
  package func roundOpening(
    _ title: String = "Safety of MiniLM", subjects: [String] = [], model: ModelDigests? = nil,
    by member: Int = 0
  ) throws -> Statement {
    try prepare { preparing, _ in
      try preparing.opening(
        of: "safety", title: title, subjects: subjects, model: model, by: account(member))
    }
  }

  /// A round as it is on record.
  package func round(_ id: Digest) throws -> RoundRecord {
    try chamber.read { try $0.round(id) }.orThrow("no such round")
  }

  /// A commitment as it would be signed now.
  package func commitment(
    _ scores: [UInt64], in round: RoundRecord, by member: Int, salt: [UInt8] = SampleEvaluation.salt
  ) throws -> Statement {
    let reveal = ScoreReveal(
      evaluator: account(member), at: .founding, scores: scores, salt: salt)
    return try commitment(reveal.digest(in: round.id), in: round, by: member)
  }

  /// A commitment to any digest.
  package func commitment(_ digest: Digest, in round: RoundRecord, by member: Int) throws -> Statement {
    try prepare { preparing, _ in try preparing.commitment(digest, in: round, by: account(member)) }
  }

  /// Scores shown as it would be signed now.
  package func reveal(
    _ scores: [UInt64], in round: RoundRecord, by member: Int, salt: [UInt8] = SampleEvaluation.salt
  ) throws -> Statement {
    try prepare { preparing, _ in
      try preparing.reveal(scores, salt: salt, in: round, by: account(member))
    }
  }

  /// What a round finds by now.
  package func findings(_ round: RoundRecord) throws -> EvaluationFindings {
    try chamber.read { try $0.findings(of: try $0.round(round.id).orThrow()) }.orThrow("not open yet")
  }
}
