public import CanonicalEncoding
public import Signing

/// Says, before an evaluation is run, that it will be: so that no run is shown only because it came out well.
public struct EvidenceCommission: Hashable, Sendable {
  /// Who commissions it.
  public let header: StatementHeader
  /// The format of the result.
  public let format: String
  /// Who runs it.
  public let evaluator: AccountKey
  /// The model.
  public let model: ModelDigests
  /// SHA-256 of what is run and how: task, scorer, data and limits.
  public let plan: Digest
  /// The first instant at which no run may begin under it any more.
  public let until: Timepoint

  package init(
    header: StatementHeader, format: String, evaluator: AccountKey, model: ModelDigests, plan: Digest,
    until: Timepoint
  ) {
    self.header = header
    self.format = format
    self.evaluator = evaluator
    self.model = model
    self.plan = plan
    self.until = until
  }
}

extension EvidenceCommission: StatementBody {
  package static let schema = StatementSchema(
    .commission, named: "Commission",
    fields: [
      .init("dao_name", "dao", .text), .init("format", "format", .text),
      .init("evaluator", "evaluator", .account), .init("oms_root", "omsRoot", .digest),
      .init("dir_hash", "dirHash", .digest), .init("plan", "plan", .digest),
      .init("until", "until", .integer),
      .init("commissioner", "commissioner", .account), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(format), .account(evaluator), .digest(model.omsRoot),
      .digest(model.dirHash),
      .digest(plan), .integer(until.milliseconds), .account(header.signer), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let format) = values[1],
      case .account(let evaluator) = values[2], case .digest(let omsRoot) = values[3],
      case .digest(let dirHash) = values[4], case .digest(let plan) = values[5],
      case .integer(let until) = values[6], case .account(let commissioner) = values[7],
      case .integer(let sequence) = values[8], case .integer(let signedAt) = values[9],
      case .integer(let validUntil) = values[10]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: commissioner, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.format = format
    self.evaluator = evaluator
    model = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.plan = plan
    self.until = Timepoint(milliseconds: until)
  }

  package var scope: String { "commission" }
}
