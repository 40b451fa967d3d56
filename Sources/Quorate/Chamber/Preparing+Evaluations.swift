package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing

/// Statements about rounds in which evaluators agree on scores.
extension Preparing {
  /// The opening of a round; subjects are left out where the charter names them.
  package func opening(
    of kindName: String, title: String, subjects: [String] = [], model: ModelDigests?, by opener: AccountKey
  ) throws -> Prepared {
    guard let charter = try view.charter(at: now), let kind = charter.evaluations[kindName] else {
      throw EvaluationRefusal.kindUnknown(kindName)
    }
    var subjects = subjects
    if case .named(let names) = kind.subjects, subjects.isEmpty { subjects = names }
    return Prepared(
      .evaluationOpening(
        EvaluationOpening(
          header: header(opener, sequence: try next(opener, "evaluation")), kind: kindName, title: title,
          subjects: subjects, model: model,
          rulesHash: kind.hash(over: kind.stake.house.flatMap { charter.houses[$0] }))))
  }

  /// A commitment to scores that are kept elsewhere.
  package func commitment(
    _ digest: Digest, in round: RoundRecord, by evaluator: AccountKey
  ) throws -> Prepared {
    Prepared(
      .evaluationCommitment(
        EvaluationCommitment(
          header: try header(evaluator, in: round), round: round.display, title: round.title,
          commitment: digest, roundID: round.id)))
  }

  /// The scores that were committed to.
  package func reveal(
    _ scores: [UInt64], salt: [UInt8], in round: RoundRecord, by evaluator: AccountKey
  ) throws -> Prepared {
    Prepared(
      .evaluationReveal(
        EvaluationReveal(
          header: try header(evaluator, in: round), round: round.display, title: round.title,
          scores: zip(round.subjects, scores).map { SubjectScore($0, $1) }, salt: salt, roundID: round.id)))
  }

  private func header(_ evaluator: AccountKey, in round: RoundRecord) throws -> StatementHeader {
    header(evaluator, sequence: try next(evaluator, EvaluationCommitment.scope(in: round.id)))
  }
}
