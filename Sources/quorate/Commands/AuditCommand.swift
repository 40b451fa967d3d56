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
    subcommands: [Verify.self, Report.self, Export.self, Compare.self, Difference.self])

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
    @Argument(help: "A bundle, or the folder or address of a published log (default: the workspace).")
    var file: String?
    @Option(help: "The DAO that is expected (default: the one the workspace is pinned to).") var pin: String?
    @Option(help: "A receipt that must be in the log; may stand several times.") var receipt: [String] = []
    @Option(help: "How many cores (default: all).") var jobs: Int?
    @Option(help: "A policy file: the witnesses you trust.") var policy: String?
    @Flag(help: "Check everything again, also what was accepted on this machine before.") var full = false
    @Flag(help: "Audit an older state than the one accepted on this machine before.") var older = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard let file else {
        return try await Audits.verify(
          options, pin: pin, jobs: jobs, policy: try policy.map(Audits.policy),
          memory: older ? .older : .full)
      }
      let receipts = try receipt.map { ($0, try Files.read($0, limit: 1 << 20)) }
      return try await Audits.verify(
        try await WebLog.here(file), pinned: try pin.map(Audits.pin), receipts: receipts,
        jobs: Audits.cores(jobs),
        memory: older ? .older : full ? .full : .incremental, policy: try policy.map(Audits.policy))
    }
  }

  struct Report: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Audit a bundle or a published log and write the findings down, with charts.",
      discussion: """
        quorate audit report helios.qaudit -o helios.html
        quorate audit report helios.qaudit --proposal P-0007 -o p7.html
        quorate audit report https://log.example/helios

        The page needs nothing beside itself: no network, no script. It prints well.
        """)
    @Argument(help: "A bundle, or the folder or the address of a published log.") var file: String
    @Option(help: "Tell of this proposal only; may stand several times (default: all).") var proposal:
      [String] = []
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(name: .shortAndLong, help: "The page (default: audit.html).") var output = "audit.html"
    @Option(help: "How many cores (default: all).") var jobs: Int?
    @Flag(help: "Audit an older state than the one accepted on this machine before.") var older = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let kept = try OutputFile(output) { try AuditPage.isPage(RegularFile(path: $0).beginning(512)) }
      let file = try await WebLog.here(file)
      let accepted = try Audits.accepted(of: file)
      let findings = try await Audits.audit(
        file, pinned: try pin.map(Audits.pin), jobs: Audits.cores(jobs), accepted: accepted,
        memory: older ? .older : .full)
      let sight = { try Sights.open(file) }
      if !older { try Audits.accept(findings.report, as: sight) }
      let page =
        try findings.state.map { view in
          // Of a log that does not hold, that is what there is to say, whatever was asked for.
          let wanted = findings.report.verdict == .fails ? [] : proposal
          let only = Set(try wanted.map { try view.proposal(named: $0).id })
          return try AuditPage(findings.report, in: view, at: findings.asOf, only: only)
        } ?? AuditPage(findings.report, name: "a log", subjects: [], holders: [], force: nil)
      try kept.write(Array(page.html.utf8))
      var answer = Audits.answer(findings.report, warnings: [], page: output)
      AcceptedFork.prove(accepted, against: sight, in: &answer)
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
      let path =
        try OutputFile(output ?? "\(Self.fileName(session.dao.name)).qaudit") {
          try session.store.contains(Sights.open($0))
        }.path
      let (claims, names) = try contents(session)
      let writer = try BundleWriter(
        store: session.store, naming: names, from: session.documents, claims: claims,
        cosigned: try cosigned(session), policy: try Witnesses.policy(of: session))
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

    /// What witnesses said last; `nil` where none are named or too few have answered.
    private func cosigned(_ session: Session) throws -> SignedNote? {
      guard try Witnesses.policy(of: session) != nil else { return nil }
      return try Witnesses(session).newest()?.note
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
