internal import Ledger
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import Secp256k1Signing

/// `quorate audit`.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Recompute everything from the signed entries.",
    subcommands: [Verify.self])

  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Replay the log from entry 0 and believe nothing that was computed before.",
      discussion: "quorate audit verify\nquorate audit verify --pin 0x…      (the DAO you mean)")
    @Option(help: "The DAO that is expected (default: the one the workspace is pinned to).") var pin: String?
    @Option(help: "How many cores (default: all).") var jobs: Int?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer { try await Audits.verify(options, pin: pin, jobs: jobs) }
  }
}

/// What the auditing commands share.
enum Audits {
  static func verify(_ options: GlobalOptions, pin: String?, jobs: Int?) async throws -> Answer {
    let session = try Session(options)
    let pinned = try pin.map { text in
      guard let digest = Digest(text) else {
        throw Failure(.usage, "pin.form", "--pin takes 0x and 64 lower-case digits")
      }
      return digest
    }
    var auditor = Auditor(
      store: session.store, documents: DocumentMemory(session.documents), verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()),
      jobs: max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount))
    let report = try await auditor.run(pinned: pinned ?? session.dao.id)
    return Answer(
      schema: "quorate.verify/1", data: json(report), text: text(report),
      brief: report.holds ? "verified" : "FAILED",
      status: report.holds ? .ok : .badEvidence, warnings: session.warnings)
  }

  private static func text(_ report: AuditReport) -> String {
    var lines = report.steps.enumerated().map { number, step in
      let name = step.name.padding(toLength: 12, withPad: " ", startingAt: 0)
      return "\(step.holds ? "✓" : "✗") \(number + 1) \(name) \(Format.safe(step.detail))"
    }
    for entry in report.voids.prefix(10) {
      lines.append("    void: entry \(entry.index): \(Format.safe(entry.message)) (\(entry.code))")
    }
    lines.append(report.holds ? "Verdict: VERIFIED" : "Verdict: FAILED")
    lines.append("What you must still trust:")
    lines += report.trust.map { "  · \(Format.safe($0))" }
    return lines.joined(separator: "\n")
  }

  private static func json(_ report: AuditReport) -> JSONValue {
    .members([
      "holds": .bool(report.holds), "origin": .string(report.origin),
      "root": .string(report.root.description),
      "size": .integer(report.size),
      "steps": .array(
        report.steps.map {
          .members(["detail": .string($0.detail), "holds": .bool($0.holds), "name": .string($0.name)])
        }),
      "trust": .array(report.trust.map { .string($0) }), "voidCount": .integer(report.voidCount),
      "voids": .array(
        report.voids.map {
          .members(["code": .string($0.code), "index": .integer($0.index), "message": .string($0.message)])
        }),
    ])
  }
}
