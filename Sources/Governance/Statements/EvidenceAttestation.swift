public import CanonicalEncoding

/// An accredited evaluator binds the result of a commissioned run to the model it was made with.
public struct EvidenceAttestation: Hashable, Sendable {
  /// What the evaluator says of the run as a whole.
  public enum Verdict: String, CaseIterable, Sendable {
    /// Nothing was found that should keep the model from being used.
    case pass
    /// Something was; whatever the rules measure, it blocks.
    case fail
  }

  /// Who attests.
  public let header: StatementHeader
  /// The format of the result.
  public let format: String
  /// The suite that was run.
  public let suite: String
  /// The evaluator's word.
  public let verdict: Verdict
  /// The model.
  public let model: ModelDigests
  /// SHA-256 of the result's file.
  public let evidence: Digest
  /// The statement that commissioned the run.
  public let commission: Digest
  /// When the run ended.
  public let measuredAt: Timepoint

  package init(
    header: StatementHeader, format: String, suite: String, verdict: Verdict, model: ModelDigests,
    evidence: Digest, commission: Digest, measuredAt: Timepoint
  ) {
    self.header = header
    self.format = format
    self.suite = suite
    self.verdict = verdict
    self.model = model
    self.evidence = evidence
    self.commission = commission
    self.measuredAt = measuredAt
  }
}

extension EvidenceAttestation: StatementBody {
  package static let schema = StatementSchema(
    .attestation, named: "Evidence",
    fields: [
      .init("dao_name", "dao", .text), .init("format", "format", .text), .init("suite", "suite", .text),
      .init("verdict", "verdict", .text), .init("oms_root", "omsRoot", .digest),
      .init("dir_hash", "dirHash", .digest), .init("evidence", "evidence", .digest),
      .init("commission", "commission", .digest), .init("measured_at", "measuredAt", .integer),
      .init("evaluator", "evaluator", .account), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(format), .text(suite), .text(verdict.rawValue), .digest(model.omsRoot),
      .digest(model.dirHash), .digest(evidence), .digest(commission), .integer(measuredAt.milliseconds),
      .account(header.signer), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let format) = values[1],
      case .text(let suite) = values[2], case .text(let word) = values[3],
      let verdict = Verdict(rawValue: word), case .digest(let omsRoot) = values[4],
      case .digest(let dirHash) = values[5], case .digest(let evidence) = values[6],
      case .digest(let commission) = values[7], case .integer(let measuredAt) = values[8],
      case .account(let evaluator) = values[9], case .integer(let sequence) = values[10],
      case .integer(let signedAt) = values[11], case .integer(let validUntil) = values[12]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: evaluator, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.format = format
    self.suite = suite
    self.verdict = verdict
    model = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.evidence = evidence
    self.commission = commission
    self.measuredAt = Timepoint(milliseconds: measuredAt)
  }

  package var scope: String { "evidence" }
}
