internal import CanonicalEncoding
internal import DeploymentGate
internal import Ledger
internal import Signing

/// How what an attestation says, and what was checked about it, is put in words.
struct AttestationWords {
  /// What a statement says, if it is of a kind that is known here.
  enum Content {
    case approval(GovernanceApproval)
    case revocation(ApprovalRevocation)
    case result(SimpleVerificationResult)
    case summary(VerificationSummary)
    case tests(TestResult)
    case signature(ModelSignature)
    case other
  }

  let statement: InTotoStatement
  let content: Content
  /// The approval it holds, on its own or inside the signature of a model.
  let approval: GovernanceApproval?
  private let signers: [AttestationKey]
  private var checks: [String] = []
  private var warnings: [Answer.Warning] = []
  /// What became of the approval since, by a log that is at hand.
  private var standing: AttestedStanding?

  init(_ statement: InTotoStatement, signers: [AttestationKey], keys: Int) throws(AttestationRefusal) {
    self.statement = statement
    self.signers = signers
    content = try Self.content(of: statement)
    approval = try Self.approval(in: content)
    checks = ["signed by \(signers.count) of \(Format.number(keys, "key"))"]
  }

  private static func content(of statement: InTotoStatement) throws(AttestationRefusal) -> Content {
    switch statement.predicateType {
    case GovernanceApproval.type: .approval(try GovernanceApproval(statement))
    case ApprovalRevocation.type: .revocation(try ApprovalRevocation(statement))
    case SimpleVerificationResult.type: .result(try SimpleVerificationResult(statement))
    case VerificationSummary.type: .summary(try VerificationSummary(statement))
    case TestResult.type: .tests(try TestResult(statement))
    case ModelSignature.type: .signature(try ModelSignature(statement))
    default: .other
    }
  }

  /// An approval inside a signature that does not read whole is refused like one on its own.
  private static func approval(in content: Content) throws(AttestationRefusal) -> GovernanceApproval? {
    switch content {
    case .approval(let approval): return approval
    case .signature(let signature): return try signature.readApproval()
    default: return nil
    }
  }

  /// Whether it says what a DAO decided, and brings along the entry that gave effect to it.
  var isDecision: Bool {
    if case .revocation = content { return true }
    return approval != nil
  }

  /// Notes something that held.
  mutating func add(_ check: String) { checks.append(check) }

  /// Notes what the log says of the signatures; without a log, that nobody looked.
  mutating func add(_ logged: LoggedRelease?, isRelease: Bool) {
    guard let logged else {
      if isRelease {
        warn(
          "attest.logNotSeen",
          "whether its signatures are entries of the DAO's log was not checked; give --log and --pin")
      }
      return
    }
    guard logged.isAsked else {
      if isRelease {
        warn(
          "attest.notLogged",
          "the charter asks for no signatures on this release, so that they need not be entries of the log")
      }
      return
    }
    guard !logged.signers.isEmpty else { return }
    let signers = logged.signers.map { "\(Format.safe($0.holder)) (entry \($0.index))" }
    add(
      "on record in the log: \(signers.joined(separator: ", ")); \(Format.number(logged.needs, "holder")) must sign"
    )
  }

  /// Whether the log that is at hand has something that stopped the approval.
  var isStopped: Bool { standing?.fault != nil }

  /// Whether it was decided while the log's keys count as stolen.
  var isSuspended: Bool { standing?.isSuspended ?? false }

  /// Notes how the approval stands by a log that is at hand: what stopped counting is a "no", however well it is signed.
  mutating func add(_ standing: AttestedStanding?) {
    guard let standing else { return }
    self.standing = standing
    if let fault = standing.fault {
      warnings.append(Answer.Warning(code: fault.code, message: fault.message, isUrgent: true))
    } else {
      add(standing.words)
    }
    warnings += standing.pauses.map { Answer.Warning(code: "W003", message: "paused: \(Pauses.words($0))") }
  }

  /// Notes something that was not checked.
  mutating func warn(_ code: String, _ message: String) {
    warnings.append(Answer.Warning(code: code, message: message))
  }

  /// The answer of `attest verify`. A summary or test that failed is a sound "no".
  var answer: Answer {
    let subjects = statement.subjects.map { "  \(Format.safe($0.name ?? "(no name)"))  \(Self.digests($0))" }
    let fault = standing?.fault
    let lines =
      checks.map { "✓ \($0)" } + (fault.map { ["✗ \($0.message)"] } ?? []) + ["It says: \(words)"]
      + details.map { "  \($0)" } + ["about"] + subjects
    return Answer(
      schema: "quorate.attestation/1", data: json, text: lines.joined(separator: "\n"),
      brief: fault?.brief ?? (isPassed ? "verified" : "failed"),
      status: isPassed && fault == nil ? .ok : .no, warnings: warnings)
  }

  private var isPassed: Bool {
    switch content {
    case .summary(let summary): summary.passed
    case .tests(let tests): tests.outcome != .failed
    default: true
    }
  }

  private static func digests(_ subject: InTotoStatement.Subject) -> String {
    subject.digests.sorted { $0.key < $1.key }.map {
      "\(Format.safe($0.key)) \(Format.safe(String($0.value.prefix(16))))…"
    }
    .joined(separator: ", ")
  }

  /// The kind of what is said.
  var words: String {
    switch content {
    case .approval(let approval):
      "\(Format.safe(approval.daoName)) approved it by \(Format.safe(approval.proposal.number))"
    case .revocation(let revocation): "\(Format.safe(revocation.daoName)) took its approvals back"
    case .result(let result): "\(Format.safe(result.verifier)) verified it at \(result.created.sentence)"
    case .summary(let summary):
      "\(Format.safe(summary.verifier)) \(summary.passed ? "passed" : "FAILED") it at \(summary.verified.sentence)"
    case .tests(let tests): "tests ended with \(tests.outcome.rawValue)"
    case .signature(let signature): "these are its \(Format.number(signature.resources.count, "file"))"
    case .other: "something of a kind that is not known here: \(Format.safe(statement.predicateType))"
    }
  }

  private var details: [String] {
    switch content {
    case .approval(let approval): Self.details(of: approval)
    case .signature: approval.map { ["approved by  \(Format.safe($0.daoName))"] + Self.details(of: $0) } ?? []
    case .revocation(let revocation):
      [
        "where        \(revocation.environments.isEmpty ? "everywhere" : revocation.environments.map(Format.safe).joined(separator: ", "))",
        "since        \(revocation.since.sentence)", "because      \(Format.safe(revocation.reason))",
      ]
    case .result(let result): ["properties   \(result.properties.map(Format.safe).joined(separator: ", "))"]
    case .summary(let summary):
      [
        "resource     \(Format.safe(summary.resource))",
        "levels       \(summary.levels.map(Format.safe).joined(separator: ", "))",
      ]
    case .tests(let tests): tests.configuration.map { "with         \(Format.safe($0.uri))" }
    case .other: []
    }
  }

  private static func details(of approval: GovernanceApproval) -> [String] {
    var lines = [
      "DAO          \(approval.dao)", "proposal     \(approval.proposal.id)",
      "environment  \(Format.safe(approval.environment))",
      "valid        \(approval.notBefore.sentence) to \(approval.expires.sentence)",
    ]
    if let stage = approval.stage {
      lines.append(
        "stage        \(stage.index), \(Format.safe(stage.name)), at most \(stage.maxTrafficPermille) ‰ of traffic"
      )
    }
    for (part, digest) in approval.runtime.sorted(by: { $0.key < $1.key }) {
      lines.append("\(Format.safe(part))\(String(repeating: " ", count: max(1, 13 - part.count)))\(digest)")
    }
    return lines
  }

  private var json: JSONValue {
    .members([
      "checks": .array(checks.map { .string($0) }), "predicate": statement.predicate,
      "predicateType": .string(statement.predicateType),
      "signers": .array(
        signers.map { .members(["algorithm": .string($0.algorithm.rawValue), "id": .string($0.id)]) }),
      "subjects": .array(
        statement.subjects.map { subject in
          .members([
            "digest": .object(
              JSONObject(subject.digests.map { .init(key: $0.key, value: .string($0.value)) })),
            "name": subject.name.map { .string($0) } ?? .null,
          ])
        }), "standing": standing?.json ?? .null,
    ])
  }
}
