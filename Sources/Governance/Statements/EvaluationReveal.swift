public import CanonicalEncoding

/// Shows the scores of an evaluator that were fixed before.
public struct EvaluationReveal: Hashable, Sendable {
  /// Who shows them.
  public let header: StatementHeader
  /// The round's number for people: `E-0001`.
  public let round: String
  /// What the round is about.
  public let title: String
  /// The scores, in the order of the subjects.
  public let scores: [SubjectScore]
  /// What hid them.
  public let salt: [UInt8]
  /// The round.
  public let roundID: Digest

  package init(
    header: StatementHeader, round: String, title: String, scores: [SubjectScore], salt: [UInt8],
    roundID: Digest
  ) {
    self.header = header
    self.round = round
    self.title = title
    self.scores = scores
    self.salt = salt
    self.roundID = roundID
  }
}

/// What one subject is given, in words that a wallet shows: `harmlessness=61000`.
public struct SubjectScore: Hashable, Sendable {
  /// What is scored.
  public let subject: String
  /// A whole number below 2^53.
  public let score: UInt64

  package init(_ subject: String, _ score: UInt64) {
    self.subject = subject
    self.score = score
  }

  /// Reads its line; `nil` for anything that `line` does not write.
  package init?(_ line: String) {
    // By bytes: a name may end in anything, and so may begin what is drawn together with the sign.
    let bytes = Array(line.utf8)
    guard let sign = bytes.lastIndex(of: 0x3d), sign > 0,
      let score = UInt128(decimal: String(decoding: bytes[(sign + 1)...], as: UTF8.self)), score < 1 << 53
    else { return nil }
    self.init(String(decoding: bytes[..<sign], as: UTF8.self), UInt64(score))
  }

  /// `harmlessness=61000`.
  package var line: String { "\(subject)=\(score)" }
}

extension EvaluationReveal: StatementBody {
  package static let schema = StatementSchema(
    .evaluationReveal, named: "EvaluationReveal",
    fields: [
      .init("dao_name", "dao", .text), .init("round", "round", .text), .init("title", "title", .text),
      .init("evaluator", "evaluator", .account), .init("scores", "scores", .texts),
      .init("salt", "salt", .bytes), .init("round_id", "roundId", .digest),
      .init("sequence", "sequence", .integer), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(round), .text(title), .account(header.signer),
      .texts(scores.map(\.line)), .bytes(salt), .digest(roundID), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let round) = values[1],
      case .text(let title) = values[2], case .account(let evaluator) = values[3],
      case .texts(let lines) = values[4], case .bytes(let salt) = values[5],
      case .digest(let roundID) = values[6], case .integer(let sequence) = values[7],
      case .integer(let signedAt) = values[8], case .integer(let validUntil) = values[9]
    else { return nil }
    let scores = lines.compactMap { SubjectScore($0) }
    guard scores.count == lines.count else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: evaluator, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.round = round
    self.title = title
    self.scores = scores
    self.salt = salt
    self.roundID = roundID
  }

  package var scope: String { EvaluationCommitment.scope(in: roundID) }
}
