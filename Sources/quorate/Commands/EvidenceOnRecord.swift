internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Signing

/// `quorate evidence verify`.
struct VerifyEvidence: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Say who vouches for a result, and for which model.",
    discussion: """
      quorate evidence verify bio.json
      quorate evidence verify bio.json --model ./minilm      (0 vouched for, 3 failed, 7 nobody vouches)
      """)
  @Argument(help: "The result's file.") var file: String
  @OptionGroup var model: ModelChoice
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let hash = Digest.sha256(try Files.read(file))
    let model = try await model.model(in: session)
    let rows = try BoundEvidence.all(session).filter {
      $0.record.evidence == hash && (model == nil || $0.model == model)
    }
    let isFailed = rows.contains { $0.isAccredited && $0.record.verdict == .failed }
    let isVouched = rows.contains { $0.isAccredited && $0.record.verdict != .failed }
    var lines = ["\(Format.safe(file))", "  sha256  \(hash)"] + rows.flatMap(\.lines)
    lines.append(
      isFailed
        ? "An accredited evaluator says that the model failed."
        : isVouched ? "An accredited evaluator vouches for it." : "Nobody who is accredited vouches for it.")
    return Answer(
      schema: "quorate.evidenceVerified/1",
      data: .members(["attestations": .array(rows.map(\.json)), "sha256": .string(hash.description)]),
      text: lines.joined(separator: "\n"), brief: isFailed ? "failed" : isVouched ? "vouched" : "nobody",
      status: isFailed ? .no : isVouched ? .ok : .notFound, warnings: session.warnings)
  }
}

/// `quorate evidence list`.
struct ListEvidence: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what was commissioned and attested about a model.",
    discussion: "quorate evidence list --model ./minilm")
  @OptionGroup var model: ModelChoice
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let model = try await model.required(in: session)
    let now = try session.now()
    let commissions = try session.chamber.read { try $0.commissions(of: model) }.sorted {
      $0.index < $1.index
    }
    let bound = try BoundEvidence.all(session).filter { $0.model == model }
    let open = commissions.filter { run in !bound.contains { $0.record.commission == run.statement } }
    var lines = ["\(model.omsRoot.short)  \(Format.number(bound.count, "attestation"))"]
    lines += bound.flatMap(\.lines)
    lines += open.map { run in
      "  commissioned  \(run.format) from \(run.evaluator.display), entry \(run.index), "
        + (now < run.until ? "until \(run.until.sentence)" : "never attested")
    }
    return Answer(
      schema: "quorate.evidenceList/1",
      data: .members([
        "attestations": .array(bound.map(\.json)),
        "open": .array(
          open.map { .members(["format": .string($0.format), "id": .string($0.statement.description)]) }),
      ]), text: lines.joined(separator: "\n"), brief: String(bound.count), warnings: session.warnings)
  }
}

/// A result that somebody bound to a model, and how that stands now.
private struct BoundEvidence {
  let model: ModelDigests
  let record: EvidenceRecord
  /// Whether who bound it is accredited now, and for this format.
  let isAccredited: Bool
  /// What else it is accredited for, where that is not the format of the result.
  private let otherScopes: [String]?
  private let organisation: String?

  /// Every result on record, oldest first.
  static func all(_ session: Session) throws -> [BoundEvidence] {
    let now = try session.now()
    return try session.chamber.read { view in
      try view.evidence().map { model, record in
        let accreditation = try view.accreditation(of: record.evaluator, at: now)
        let covers = try accreditation.map { try EvaluatorScope.covers($0, record.format, in: view) } ?? false
        return BoundEvidence(
          model: model, record: record, isAccredited: covers,
          otherScopes: covers ? nil : accreditation?.scopes, organisation: accreditation?.organisation)
      }
    }.sorted { $0.record.index < $1.record.index }
  }

  var lines: [String] {
    [
      "  \(record.verdict.rawValue)  \(record.format)\(record.requirement.isEmpty ? "" : " for \(record.requirement)")"
        + "  of \(model.omsRoot.short)  entry \(record.index)",
      "    by \(record.evaluator.display)  "
        + (organisation.map { Format.safe($0) } ?? "NOT accredited now")
        + (otherScopes.map { "  NOT accredited for \(record.format), only for \(EvaluatorScope.words($0))" }
          ?? ""),
      "    run \(record.started.sentence) to \(record.ended.sentence), commission \(record.commission.short)",
    ]
  }

  var json: JSONValue {
    .members([
      "accredited": .bool(isAccredited), "commission": .string(record.commission.description),
      "dirHash": .string(model.dirHash.description), "ended": .string(record.ended.description),
      "entry": .integer(record.index), "evaluator": .string(record.evaluator.display),
      "evidence": .string(record.evidence.description), "format": .string(record.format),
      "omsRoot": .string(model.omsRoot.description),
      "organisation": organisation.map { .string($0) } ?? .null,
      "requirement": .string(record.requirement), "started": .string(record.started.description),
      "verdict": .string(record.verdict.rawValue),
    ])
  }
}
