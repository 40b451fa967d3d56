public import CanonicalEncoding
public import Signing

/// Says, before an evaluation is run, that it will be: so that no run is shown only because it came out well.
public struct EvidenceCommission: Hashable, Sendable {
  /// Who commissions it.
  public let header: StatementHeader
  /// The suite that is run.
  public let suite: String
  /// Who runs it.
  public let evaluator: AccountKey
  /// The model.
  public let model: ModelDigests
  /// SHA-256 of what is run and how: task, scorer, data and limits.
  public let plan: Digest

  package init(
    header: StatementHeader, suite: String, evaluator: AccountKey, model: ModelDigests, plan: Digest
  ) {
    self.header = header
    self.suite = suite
    self.evaluator = evaluator
    self.model = model
    self.plan = plan
  }
}

extension EvidenceCommission: StatementBody {
  package static let schema = StatementSchema(
    .commission, named: "Commission",
    fields: [
      .init("dao_name", "dao", .text), .init("suite", "suite", .text),
      .init("evaluator", "evaluator", .account), .init("oms_root", "omsRoot", .digest),
      .init("dir_hash", "dirHash", .digest), .init("plan", "plan", .digest),
      .init("commissioner", "commissioner", .account), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(suite), .account(evaluator), .digest(model.omsRoot),
      .digest(model.dirHash),
      .digest(plan), .account(header.signer), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let suite) = values[1],
      case .account(let evaluator) = values[2], case .digest(let omsRoot) = values[3],
      case .digest(let dirHash) = values[4], case .digest(let plan) = values[5],
      case .account(let commissioner) = values[6], case .integer(let sequence) = values[7],
      case .integer(let signedAt) = values[8], case .integer(let validUntil) = values[9]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: commissioner, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.suite = suite
    self.evaluator = evaluator
    model = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.plan = plan
  }

  package var scope: String { "commission" }
}
