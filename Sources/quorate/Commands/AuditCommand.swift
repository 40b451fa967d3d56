internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

/// `quorate audit`.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Recompute everything from the signed entries.",
    subcommands: [Verify.self, Report.self, Export.self, Compare.self])

  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Replay a log from entry 0 and believe nothing that was computed before.",
      discussion: """
        quorate audit verify                      the workspace
        quorate audit verify helios.qaudit        a bundle, without any workspace
        quorate audit verify mirror/              a published log
        quorate audit verify fork-evidence.json   what audit compare wrote
        quorate audit verify helios.qaudit --pin 0x… --receipt mine.tlog-proof
        """)
    @Argument(help: "A bundle, or the folder of a published log (default: the workspace).") var file: String?
    @Option(help: "The DAO that is expected (default: the one the workspace is pinned to).") var pin: String?
    @Option(help: "A receipt that must be in the log; may stand several times.") var receipt: [String] = []
    @Option(help: "How many cores (default: all).") var jobs: Int?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard let file else { return try await Audits.verify(options, pin: pin, jobs: jobs) }
      let receipts = try receipt.map { ($0, try Files.read($0, limit: 1 << 20)) }
      return try await Audits.verify(
        file, pinned: try pin.map(Audits.pin), receipts: receipts, jobs: Audits.cores(jobs))
    }
  }

  struct Report: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Audit a bundle or a published log and write the findings down, with charts.",
      discussion: """
        quorate audit report helios.qaudit -o helios.html
        quorate audit report helios.qaudit --proposal P-0007 -o p7.html

        The page needs nothing beside itself: no network, no script. It prints well.
        """)
    @Argument(help: "A bundle, or the folder of a published log.") var file: String
    @Option(help: "Tell of this proposal only; may stand several times (default: all).") var proposal:
      [String] = []
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(name: .shortAndLong, help: "The page (default: audit.html).") var output = "audit.html"
    @Option(help: "How many cores (default: all).") var jobs: Int?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let findings = try await Audits.audit(
        file, pinned: try pin.map(Audits.pin), jobs: Audits.cores(jobs))
      let page =
        try findings.state.map {
          try AuditPage(findings.report, in: $0, at: findings.asOf, only: proposal)
        } ?? AuditPage(findings.report, name: "a log", subjects: [], holders: [])
      try DurableFile.write(Array(page.html.utf8), to: output)
      var answer = Audits.answer(findings.report, warnings: [])
      answer.note(wrote: output)
      return answer
    }
  }

  struct Export: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pack the log and all it names into one file that anybody can audit offline.",
      discussion: """
        quorate audit export -o helios.qaudit
        quorate audit export --proposal P-0007 -o p7.qaudit     (claims the outcome of one proposal only)
        """)
    @Option(help: "Claim the outcome of this proposal; may stand several times (default: all).") var proposal:
      [String] = []
    @Option(name: .shortAndLong, help: "The file (default: NAME.qaudit).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let head = try session.store.head()
      guard let signed = try session.store.checkpoint(), signed.size == head?.size else {
        throw Failure(
          .conflict, "checkpoint.behind", "the newest entries are not signed yet",
          hint: "quorate log publish DIR")
      }
      let (claims, names) = try contents(session)
      let path = output ?? "\(Self.fileName(session.dao.name)).qaudit"
      let writer = try BundleWriter(
        store: session.store, naming: names, from: session.documents, claims: claims)
      var file = try GrowingFile(path: path)
      var size = 0
      try writer.write { bytes in
        try file.append(bytes)
        size += bytes.count
      }
      try file.finish()
      return Answer(
        schema: "quorate.bundle/1",
        data: .members([
          "bytes": .integer(size), "entries": .integer(signed.size), "file": .string(path),
          "proposals": .array(claims.map { .string($0.proposal) }),
        ]),
        text: """
          Wrote \(path): \(Format.grouped(signed.size)) entries, \(Format.number(names.count, "document")), \(Format.number(claims.count, "claimed outcome"))
          Audit it anywhere:  quorate audit verify \(path) --pin \(session.dao.id)
          """, brief: path, warnings: session.warnings)
    }

    private func contents(
      _ session: Session
    ) throws -> (claims: [(proposal: String, claim: OutcomeClaim)], names: [Digest]) {
      let now = try session.now()
      return try session.chamber.read { view in
        let wanted = try proposal.map { try session.proposal($0, in: view).id }
        var claims: [(proposal: String, claim: OutcomeClaim)] = []
        for record in try view.proposals() where wanted.isEmpty || wanted.contains(record.id) {
          claims.append((record.display, OutcomeClaim(try Standing(record, in: view, at: now))))
        }
        return (claims, try NamedDocuments.of(view))
      }
    }

    /// The name of the DAO as the name of a file.
    private static func fileName(_ name: String) -> String {
      let plain = name.lowercased().unicodeScalars.map {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-"
      }
      let text = String(plain).split(separator: "-").joined(separator: "-")
      return text.isEmpty ? "audit" : String(text.prefix(60))
    }
  }
}

/// What the auditing commands share.
enum Audits {
  static func pin(_ text: String) throws -> Digest {
    guard let digest = Digest(text) else {
      throw Failure(.usage, "pin.form", "--pin takes 0x and 64 lower-case digits")
    }
    return digest
  }

  static func cores(_ jobs: Int?) -> Int { max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount) }

  /// Audits the workspace.
  static func verify(_ options: GlobalOptions, pin: String?, jobs: Int?) async throws -> Answer {
    let session = try Session(options)
    var auditor = Auditor(
      store: session.store, documents: DocumentMemory(session.documents), verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: cores(jobs))
    let report = try await auditor.run(pinned: try pin.map(Self.pin) ?? session.dao.id)
    return answer(report, warnings: session.warnings)
  }

  /// Audits a bundle or a published log.
  static func verify(
    _ path: String, pinned: Digest?, receipts: [(String, [UInt8])], jobs: Int
  ) async throws -> Answer {
    if let fork = try fork(path) { return fork }
    return answer(try await audit(path, pinned: pinned, receipts: receipts, jobs: jobs).report, warnings: [])
  }

  /// What an audit found, and the state it came to.
  typealias Findings = (report: AuditReport, state: LedgerView<MemoryRecords, AnyDocuments>?, asOf: Timepoint)

  /// Audits a bundle, or the folder of a published log.
  static func audit(
    _ path: String, pinned: Digest?, receipts: [(String, [UInt8])] = [], jobs: Int
  ) async throws -> Findings {
    let curves = LogCurves(Secp256k1Verifier())
    if try isFolder(path) {
      let files = PublishedFolder(root: path)
      var auditor = Auditor(
        log: try ArchivedLog(files), documents: DocumentMemory(PublishedDocuments(files)),
        verifier: Secp256k1Verifier(), curves: curves, jobs: jobs)
      let report = try await auditor.run(pinned: pinned)
      return (report, auditor.state, auditor.last)
    }
    var audit = BundleAudit<BundleFile, _, _>(
      verifier: Secp256k1Verifier(), curves: curves, jobs: jobs, documents: { DocumentMemory($0) })
    let report = try await audit.run(
      try BundleFile(path: path), pinned: pinned, receipts: receipts.map { (name: $0.0, bytes: $0.1) })
    return (report, audit.state, audit.asOf)
  }

  private static func isFolder(_ path: String) throws -> Bool {
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure(.notFound, "storage.missing", "there is no \(Format.safe(path))")
    }
    return isFolder.boolValue
  }

  /// Verifies evidence that a log was forked. That it holds is bad news.
  private static func fork(_ path: String) throws -> Answer? {
    guard try !isFolder(path) else { return nil }
    let file = try BundleFile(path: path)
    guard try file.count > 0 && file.read(at: 0, count: 1) == [0x7b] else { return nil }
    guard file.count <= ForkEvidence.sizeLimit else {
      throw Failure(.badInput, "fork.tooLarge", "the file is larger than any evidence of a fork")
    }
    let evidence = try ForkEvidence(parsing: try file.read(at: 0, count: Int(file.count)))
    let verifier = Secp256k1Verifier()
    let proven = try evidence.verify(with: verifier, curves: LogCurves(verifier))
    return Answer(
      schema: "quorate.fork/1",
      data: .members([
        "dao": .string(proven.dao.description), "larger": .integer(proven.larger.size),
        "origin": .string(proven.larger.origin), "smaller": .integer(proven.smaller.size),
      ]),
      text: """
        ✗ It proves a FORK of \(Format.safe(proven.larger.origin))
          its keys signed size \(proven.smaller.size) with root \(proven.smaller.root)
          and size \(proven.larger.size) with root \(proven.larger.root), which does not contain it
        """, brief: "fork", status: .badEvidence)
  }

  static func answer(_ report: AuditReport, warnings: [Answer.Warning]) -> Answer {
    var warnings = warnings
    if report.isRehearsal, warnings.isEmpty {
      warnings.append(Answer.Warning(code: "W001", message: "simulated clock: this DAO is a rehearsal"))
    }
    let (status, word): (ExitStatus, String) =
      switch report.verdict {
      case .holds, .absent: (.ok, "verified")
      case .incomplete: (.undecided, "INCOMPLETE")
      case .fails: (.badEvidence, "FAILED")
      }
    return Answer(
      schema: "quorate.verify/1", data: json(report), text: text(report, verdict: word.uppercased()),
      brief: word, status: status, warnings: warnings)
  }

  static func text(_ report: AuditReport, verdict: String) -> String {
    var lines = report.steps.map { step in
      let number = step.step.rawValue < 10 ? " \(step.step.rawValue)" : "\(step.step.rawValue)"
      let name = step.name.padding(toLength: 12, withPad: " ", startingAt: 0)
      return "\(mark(step.verdict)) \(number) \(name) \(Format.safe(step.detail))"
    }
    for entry in report.voids.prefix(10) {
      lines.append("    void: entry \(entry.index): \(Format.safe(entry.message)) (\(entry.code))")
    }
    lines.append("Verdict: \(verdict)")
    lines.append("What you must still trust:")
    lines += report.trust.map { "  · \(Format.safe($0))" }
    return lines.joined(separator: "\n")
  }

  private static func mark(_ verdict: AuditReport.Verdict) -> String {
    switch verdict {
    case .holds: "✓"
    case .fails: "✗"
    case .incomplete: "?"
    case .absent: "–"
    }
  }

  static func json(_ report: AuditReport) -> JSONValue {
    .members([
      "dao": report.dao.map { .string($0.description) } ?? .null, "holds": .bool(report.holds),
      "origin": .string(report.origin), "root": .string(report.root.description),
      "size": .integer(report.size),
      "steps": .array(
        report.steps.map {
          .members([
            "detail": .string($0.detail), "holds": .bool($0.holds), "name": .string($0.name),
            "number": .integer($0.step.rawValue), "verdict": .string($0.verdict.rawValue),
          ])
        }),
      "trust": .array(report.trust.map { .string($0) }), "verdict": .string(report.verdict.rawValue),
      "voidCount": .integer(report.voidCount),
      "voids": .array(
        report.voids.map {
          .members(["code": .string($0.code), "index": .integer($0.index), "message": .string($0.message)])
        }),
    ])
  }
}
