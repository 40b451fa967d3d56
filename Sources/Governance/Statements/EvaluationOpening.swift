public import CanonicalEncoding

/// Opens a round in which evaluators agree on scores.
public struct EvaluationOpening: Hashable, Sendable {
  /// Who opens it.
  public let header: StatementHeader
  /// Which kind of round of the charter it is.
  public let kind: String
  /// What it is about, for people.
  public let title: String
  /// What is scored, in the order in which scores are given.
  public let subjects: [String]
  /// The model it is about; `nil` where it is about none.
  public let model: ModelDigests?
  /// The hash of the charter's rules for the kind, as whoever opens it knows them.
  public let rulesHash: Digest

  package init(
    header: StatementHeader, kind: String, title: String, subjects: [String], model: ModelDigests?,
    rulesHash: Digest
  ) {
    self.header = header
    self.kind = kind
    self.title = title
    self.subjects = subjects
    self.model = model
    self.rulesHash = rulesHash
  }
}

extension EvaluationOpening: StatementBody {
  package static let schema = StatementSchema(
    .evaluationOpening, named: "EvaluationOpening",
    fields: [
      .init("dao_name", "dao", .text), .init("kind", "kind", .text), .init("title", "title", .text),
      .init("subjects", "subjects", .texts), .init("oms_root", "omsRoot", .digest),
      .init("dir_hash", "dirHash", .digest), .init("rules_hash", "rulesHash", .digest),
      .init("opener", "opener", .account), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(kind), .text(title), .texts(subjects), .digest(model?.omsRoot ?? .zero),
      .digest(model?.dirHash ?? .zero), .digest(rulesHash), .account(header.signer),
      .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let kind) = values[1],
      case .text(let title) = values[2], case .texts(let subjects) = values[3],
      case .digest(let omsRoot) = values[4], case .digest(let dirHash) = values[5],
      case .digest(let rulesHash) = values[6], case .account(let opener) = values[7],
      case .integer(let sequence) = values[8], case .integer(let signedAt) = values[9],
      case .integer(let validUntil) = values[10]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: opener, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.kind = kind
    self.title = title
    self.subjects = subjects
    let isOfNone = omsRoot == .zero && dirHash == .zero
    model = isOfNone ? nil : ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.rulesHash = rulesHash
  }

  package var scope: String { "evaluation" }
}
