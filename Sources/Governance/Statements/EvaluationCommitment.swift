public import CanonicalEncoding

/// Fixes the scores of an evaluator without showing them.
public struct EvaluationCommitment: Hashable, Sendable {
  /// Who commits.
  public let header: StatementHeader
  /// The round's number for people: `E-0001`.
  public let round: String
  /// What the round is about.
  public let title: String
  /// The digest of round, evaluator, salt and scores.
  public let commitment: Digest
  /// The round.
  public let roundID: Digest

  package init(header: StatementHeader, round: String, title: String, commitment: Digest, roundID: Digest) {
    self.header = header
    self.round = round
    self.title = title
    self.commitment = commitment
    self.roundID = roundID
  }
}

extension EvaluationCommitment: StatementBody {
  package static let schema = StatementSchema(
    .evaluationCommitment, named: "EvaluationCommitment",
    fields: [
      .init("dao_name", "dao", .text), .init("round", "round", .text), .init("title", "title", .text),
      .init("evaluator", "evaluator", .account), .init("commitment", "commitment", .digest),
      .init("round_id", "roundId", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(round), .text(title), .account(header.signer), .digest(commitment),
      .digest(roundID), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let round) = values[1],
      case .text(let title) = values[2], case .account(let evaluator) = values[3],
      case .digest(let commitment) = values[4], case .digest(let roundID) = values[5],
      case .integer(let sequence) = values[6], case .integer(let signedAt) = values[7],
      case .integer(let validUntil) = values[8]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: evaluator, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.round = round
    self.title = title
    self.commitment = commitment
    self.roundID = roundID
  }

  package var scope: String { Self.scope(in: roundID) }

  /// The scope of all that an evaluator says in a round.
  package static func scope(in round: Digest) -> String { "evaluation/" + round.description }
}
