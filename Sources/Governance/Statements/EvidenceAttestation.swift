public import CanonicalEncoding

/// An accredited evaluator binds the result of a commissioned run to the model it was made with.
public struct EvidenceAttestation: Hashable, Sendable {
  /// What the evaluator says of the run as a whole, in the words of in-toto's test-result.
  public enum Verdict: String, CaseIterable, Sendable {
    /// Nothing was found that should keep the model from being used.
    case passed = "PASSED"
    /// Something to look at.
    case warned = "WARNED"
    /// Something that should; whatever the rules measure, it blocks.
    case failed = "FAILED"
  }

  /// Who attests.
  public let header: StatementHeader
  /// The format of the result.
  public let format: String
  /// The requirement of the protocol it is meant for; empty for the only one of its format.
  public let requirement: String
  /// The evaluator's word.
  public let verdict: Verdict
  /// The model.
  public let model: ModelDigests
  /// SHA-256 of the result's file.
  public let evidence: Digest
  /// Digests of the task, scorer, data and so on, `name=0x…`, in byte order of the names.
  public let configuration: [String]
  /// The statement that commissioned the run.
  public let commission: Digest
  /// When the run began.
  public let startedAt: Timepoint
  /// When it ended.
  public let endedAt: Timepoint

  package init(
    header: StatementHeader, format: String, requirement: String, verdict: Verdict, model: ModelDigests,
    evidence: Digest, configuration: [String], commission: Digest, startedAt: Timepoint, endedAt: Timepoint
  ) {
    self.header = header
    self.format = format
    self.requirement = requirement
    self.verdict = verdict
    self.model = model
    self.evidence = evidence
    self.configuration = configuration
    self.commission = commission
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  /// The digests of the configuration by name, or `nil` where the list is not of its form.
  package var configurationTable: [String: Digest]? {
    var table: [String: Digest] = [:]
    var previous = ""
    for line in configuration {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, ClauseName.isSound(parts[0]), let digest = Digest(parts[1]),
        previous.utf8.lexicographicallyPrecedes(parts[0].utf8)
      else { return nil }
      table[parts[0]] = digest
      previous = parts[0]
    }
    return table
  }
}

extension EvidenceAttestation: StatementBody {
  package static let schema = StatementSchema(
    .attestation, named: "Evidence",
    fields: [
      .init("dao_name", "dao", .text), .init("format", "format", .text),
      .init("requirement", "requirement", .text), .init("verdict", "verdict", .text),
      .init("oms_root", "omsRoot", .digest), .init("dir_hash", "dirHash", .digest),
      .init("evidence", "evidence", .digest), .init("configuration", "configuration", .texts),
      .init("commission", "commission", .digest), .init("started_at", "startedAt", .integer),
      .init("ended_at", "endedAt", .integer), .init("evaluator", "evaluator", .account),
      .init("sequence", "sequence", .integer), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(format), .text(requirement), .text(verdict.rawValue),
      .digest(model.omsRoot), .digest(model.dirHash), .digest(evidence), .texts(configuration),
      .digest(commission), .integer(startedAt.milliseconds), .integer(endedAt.milliseconds),
      .account(header.signer), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let format) = values[1],
      case .text(let requirement) = values[2], case .text(let word) = values[3],
      let verdict = Verdict(rawValue: word), case .digest(let omsRoot) = values[4],
      case .digest(let dirHash) = values[5], case .digest(let evidence) = values[6],
      case .texts(let configuration) = values[7], case .digest(let commission) = values[8],
      case .integer(let startedAt) = values[9], case .integer(let endedAt) = values[10],
      case .account(let evaluator) = values[11], case .integer(let sequence) = values[12],
      case .integer(let signedAt) = values[13], case .integer(let validUntil) = values[14]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: evaluator, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.format = format
    self.requirement = requirement
    self.verdict = verdict
    model = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    self.evidence = evidence
    self.configuration = configuration
    self.commission = commission
    self.startedAt = Timepoint(milliseconds: startedAt)
    self.endedAt = Timepoint(milliseconds: endedAt)
  }

  package var scope: String { "evidence" }
}
