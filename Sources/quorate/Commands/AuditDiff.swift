internal import ArgumentParser
internal import CanonicalEncoding
internal import Foundation
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

extension AuditCommand {
  struct Difference: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Audit two states of a log, and say what changed between them.",
      discussion: """
        quorate audit diff january.qaudit february.qaudit
        quorate audit diff january.qaudit mirror/

        Each is a bundle, or the folder or the address of a published log. Both are audited in full; exit 4 or 5 where one does not hold,
        where they are not of one history, or where NEW is older than what this machine accepted before.
        """)
    @Argument(help: "The earlier state.") var old: String
    @Argument(help: "The later state.") var new: String
    @Option(help: "The DAO both must belong to.") var pin: String?
    @Option(name: .shortAndLong, help: "How many cores (default: all).") var jobs: Int?
    @Flag(help: "NEW may be older than the state accepted on this machine before.") var older = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let pinned = try pin.map(Audits.pin)
      let verifier = Secp256k1Verifier()
      let places = [try await WebLog.here(old), try await WebLog.here(new)]
      let sights = try places.map(Sights.open)
      switch try LogComparison(sights[0], sights[1], with: verifier, curves: LogCurves(verifier)) {
      case .same, .extends: break
      case .undecided, .fork, .retired, .keys:
        throw Failure(
          .badEvidence, "diff.otherHistory", "the two are not known to be of one history",
          hint: "quorate audit compare \(old) \(new)")
      }
      guard sights[0].checkpoint.size <= sights[1].checkpoint.size else {
        throw Failure(
          .usage, "usage", "\(Format.safe(old)) is the later state", hint: "quorate audit diff \(new) \(old)")
      }
      let before = try await findings(places[0], named: old, pinned, isOlder: true)
      let after = try await findings(places[1], named: new, pinned, isOlder: older)
      let difference = try LogDifference((before.state, before.asOf), (after.state, after.asOf))
      return Self.answer(difference, from: before.size, to: after.size)
    }

    /// The state that an audit came to; nothing is said of a log that does not hold.
    private func findings(
      _ path: String, named name: String, _ pinned: Digest?, isOlder: Bool
    ) async throws -> (state: LedgerView<MemoryRecords, AnyDocuments>, asOf: Timepoint, size: UInt64) {
      let accepted = try isOlder ? nil : Audits.accepted(of: path)
      let found = try await Audits.audit(
        path, pinned: pinned, jobs: Audits.cores(jobs), accepted: accepted, memory: isOlder ? .older : .full)
      guard found.report.verdict == .holds, let state = found.state else {
        let status: ExitStatus = found.report.verdict == .incomplete ? .undecided : .badEvidence
        let first = found.report.steps.first { $0.verdict == found.report.verdict }
        let why = first.map { ": \($0.name): \(Format.safe($0.detail))" } ?? ""
        throw Failure(
          status, "diff.unsound", "\(Format.safe(name)) does not hold\(why)",
          hint: (["quorate audit verify \(Format.shell(name))"] + (pin.map { ["--pin \($0)"] } ?? []))
            .joined(separator: " "))
      }
      if !isOlder { try Audits.accept(found.report, as: { try Sights.open(path) }) }
      return (state, found.asOf, found.report.size)
    }

    private static func answer(_ difference: LogDifference, from old: UInt64, to new: UInt64) -> Answer {
      var lines = [
        "\(Format.number(Int(new - old), "new entry", plural: "new entries")): \(old) before, \(new) now"
      ]
      lines += difference.changes.map {
        "  \($0.subject)  \(Format.safe($0.name))\n    \(Format.safe($0.words))"
      }
      if difference.changes.isEmpty { lines.append("  nothing that was decided changed") }
      return Answer(
        schema: "quorate.difference/1",
        data: .members([
          "changes": .array(
            difference.changes.map {
              .members(["name": .string($0.name), "subject": .string($0.subject), "words": .string($0.words)])
            }), "new": .integer(new), "old": .integer(old),
        ]), text: lines.joined(separator: "\n"), brief: String(difference.changes.count))
    }
  }
}
