internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Signing

/// `quorate evidence commission`.
struct CommissionEvidence: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "commission", abstract: "Say that an evaluation will be run, before it is.",
    discussion: """
      quorate evidence commission --model ./minilm --format inspect-ai.log.v2 --evaluator eva \\
        --plan plan.md --until 2026-12-20
      """)
  @OptionGroup var model: ModelChoice
  @Option(help: "The format of the result, as `evidence show` names it.") var format: String
  @Option(help: "The evaluator: an address or the name of a key.") var evaluator: String
  @Option(help: "What is run and how, as a file: task, scorer, data, limits.") var plan: String
  @Option(help: "No run may begin under it from then on.") var until: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let model = try await model.required(in: session)
    let format = try EvidenceWords.format(format)
    let evaluator = try session.account(evaluator)
    let until = try TimeArgument.instant(until)
    let plan = Digest.sha256(try Files.read(plan, limit: 1 << 24))
    try EvaluatorScope.check(evaluator, format, session)
    if writing.dryRun {
      return Answer(
        schema: "quorate.preview/1", data: .members(["plan": .string(plan.description)]),
        text: "Would commission \(format.rawValue) of \(model.omsRoot.short). Nothing written (dry run).",
        brief: plan.description, warnings: session.warnings)
    }
    let signed = try await Writing.submit(
      in: session,
      summary: { _ in
        "\(Format.safe(session.dao.name)): you commission a run (\(format.rawValue)) of \(model.omsRoot.short) "
          + "by \(evaluator.display) until \(until.sentence)"
      }
    ) { preparing, signer in
      try preparing.commission(
        format.rawValue, of: model, plan: plan, until: until, evaluator: evaluator, by: signer)
    }
    let id = signed.statement.id
    return Answer(
      schema: "quorate.commission/1",
      data: .members([
        "entry": .integer(signed.receipt.index), "id": .string(id.description),
        "plan": .string(plan.description),
      ]),
      text: """
        Commissioned a run (\(format.rawValue)) of \(model.omsRoot.short) by \(evaluator.display)
          \(id)  entry \(signed.receipt.index)
        Next:  run it, then as the evaluator: quorate evidence attest FILE --verdict passed …
        """, brief: id.description, warnings: session.warnings)
  }
}

/// `quorate evidence attest`.
struct AttestEvidence: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: "As an accredited evaluator, bind a result to the model it was made with.",
    discussion: """
      quorate evidence attest bio.json --model ./minilm --verdict passed --started 2026-12-16T13:00Z \\
        --config task=task.py --config dataset=0x…
      """)
  @Argument(help: "The result's file; its content is kept and published.") var file: String
  @OptionGroup var model: ModelChoice
  @Option(help: "Your word on the run as a whole: passed, warned or failed.") var verdict: String
  @Option(help: "When the run began.") var started: String
  @Option(help: "When it ended (default: what the file claims).") var ended: String?
  @Option(help: "The requirement of the protocol (default: the only one of its format).") var requirement = ""
  @Option(help: "A digest that rules pin, NAME=FILE or NAME=0x…; may stand several times.")
  var config: [String] = []
  @Option(help: "The commission (default: your newest for this model and format).") var commission: String?
  @Option(help: "Read it as of this format, instead of what it looks like.") var format: String?
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let model = try await model.required(in: session)
    guard let verdict = EvidenceAttestation.Verdict(rawValue: verdict.uppercased()) else {
      throw Failure(.usage, "usage", "a verdict is passed, warned or failed")
    }
    let named = try format.map { try EvidenceWords.format($0) }
    let evidence = try EvidenceFile(file, as: named)
    guard let format = named ?? evidence.recognised else {
      throw Failure(.usage, "usage", "say the --format of \(Format.safe(file)); it is none that shows itself")
    }
    let claimed = ClaimedTime.of(evidence.document, as: format)
    guard let ended = try ended.map({ try TimeArgument.instant($0) }) ?? claimed else {
      throw Failure(.usage, "usage", "the file does not say when the run --ended")
    }
    let started = try TimeArgument.instant(started)
    let configuration = try EvidenceWords.configuration(config)
    let signer = try Session.keys.entry(try Session.keyName(options)).account
    try EvaluatorScope.check(signer, format, session)
    let commission = try run(of: model, format, by: signer, session)
    if !writing.dryRun { try session.documents.keep(try Files.read(file)) }
    return try await EvidenceWords.attest(
      summary:
        "\(verdict.rawValue.lowercased()): \(Format.safe(file)) (\(format.rawValue)) of \(model.omsRoot.short)",
      evidence, isRehearsal: writing.dryRun, session
    ) { preparing, signer in
      try preparing.attestation(
        verdict, evidence: evidence.hash, format: format.rawValue, requirement: requirement,
        configuration: configuration, of: model, commission: commission, started: started, ended: ended,
        by: signer)
    }
  }

  /// The commission that was named, or the newest that fits.
  private func run(
    of model: ModelDigests, _ format: EvidenceFormat, by evaluator: AccountKey, _ session: Session
  ) throws -> Digest {
    let all = try session.chamber.read { try $0.commissions(of: model) }
    let fitting = all.filter { record in
      guard let commission else {
        return record.evaluator == evaluator && record.format == format.rawValue
      }
      return commission.utf8.count >= 8 && record.statement.description.hasPrefix(commission)
    }
    guard let newest = fitting.max(by: { $0.index < $1.index }) else {
      throw Failure(
        .notFound, "attestation.notCommissioned",
        "no run of \(model.omsRoot.short) (\(format.rawValue)) was commissioned from \(evaluator.display)",
        hint: "quorate evidence list --digest \(model.omsRoot) --dir-hash \(model.dirHash)")
    }
    return newest.statement
  }
}
