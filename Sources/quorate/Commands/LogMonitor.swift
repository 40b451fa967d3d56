internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import Secp256k1Signing

extension LogCommand {
  struct Monitor: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follow a published log, and stop at the first thing that is not right.",
      discussion: """
        quorate log monitor mirror/
        quorate log monitor mirror/ --interval 300 --pin 0x…
        quorate log monitor https://log.example/helios --pin 0x…
        quorate log monitor mirror/ --once        (for cron: 0 nothing wrong, 4 an alarm)
        quorate log monitor mirror/ --policy witnesses.policy --max-gap 6h
        quorate log monitor mirror/ --attestations /srv/releases

        What is new is audited, and must go on from what this machine accepted before. A log that was set
        back, forked or altered, or an entry that has no effect, ends it with status 4.
        So does an attestation that a release key of the DAO signed and that no entry
        records: such a key is stolen, or used behind the DAO's back. A file that does
        not read is reported once all others were looked at (with --once: status 5).

        With --policy its witnesses must stand by what is published, and must have done so
        within the charter's max_gap: an operator who withholds what is new ends it with
        status 5, and so does a server that is away for that long.
        """)
    @Argument(help: "The folder or the address of a published log, or a bundle.") var folder: String
    @Option(help: "Seconds between two looks.") var interval: UInt32 = 60
    @Flag(help: "Look once.") var once = false
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(help: "A folder, or a file, of attestations that were found; may stand several times.")
    var attestations: [String] = []
    @Option(help: "A policy file: the witnesses you trust. Their silence is an alarm.") var policy: String?
    @Option(help: "How long they may be silent (default: the charter's max_gap).") var maxGap: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let pinned = try pin.map(Audits.pin)
      var silence = try LogSilence(policy: policy, maxGap: maxGap)
      var (reported, isAway): (Set<String>, Bool) = ([], false)
      var log = FollowedLog(pinned: pinned, policy: silence?.policy)
      while true {
        if let here = try await place(silence, isAway: &isAway) {
          if once, silence == nil, attestations.isEmpty,
            let report = try Audits.unchanged(here, pinned: pinned)
          {
            return answer(report, report.size, Look(), line(report, report.size, Look(), nil), nil)
          }
          let accepted = try Audits.accepted(of: here)
          let (found, before) = try await Self.alarmed { try await log.look(at: here) }
          guard found.report.verdict == .holds, let state = found.state else {
            return alarm(found.report, accepted, in: here)
          }
          let now = try Audits.now(in: state, last: found.asOf)
          try silence?.look(at: found.witnessed, in: state, at: now)
          try silence?.check(at: SystemClock().now())
          let look = try look(in: state, at: now)
          let line = line(found.report, before, look, silence?.fresh)
          if once { return answer(found.report, before, look, line, silence?.fresh) }
          let unread = look.unread.filter { reported.insert($0.file).inserted }
          if found.report.size > before || !unread.isEmpty {
            say([line] + unread.map { "\(Self.now)  \($0.warning.message)" })
          }
        }
        try await Task.sleep(for: .seconds(Int(interval)))
      }
    }

    /// What is published and does not read is not right either: whoever waits for an alarm is told so.
    private static func alarmed<Found>(_ look: () async throws -> Found) async throws -> Found {
      do { return try await look() } catch {
        let failure = Failure(error)
        guard failure.status == .badInput else { throw failure }
        throw Failure(.badEvidence, failure.code, failure.message, hint: failure.hint)
      }
    }

    /// Where the log can be read; `nil` where its server is away and that is not yet the silence of a log.
    private func place(_ silence: LogSilence?, isAway: inout Bool) async throws -> String? {
      do {
        let here = try await WebLog.here(folder)
        isAway = false
        return here
      } catch let failure as Failure {
        guard !once, failure.status == .unavailable, let silence, silence.fresh != nil else { throw failure }
        try silence.check(at: SystemClock().now())
        if !isAway { say(["\(Self.now)  \(failure.message); it is asked again"]) }
        isAway = true
        return nil
      }
    }

    private func say(_ lines: [String]) {
      guard !options.json else { return }
      FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// What was found among the attestations.
    private struct Look {
      /// How many a release key has signed, all of them as the log says.
      var signed = 0
      /// How many files hold none.
      var others = 0
      /// Files that do not read as attestations, and why.
      var unread: [(file: String, warning: Answer.Warning)] = []
    }

    private func line(
      _ report: AuditReport, _ before: UInt64, _ look: Look, _ fresh: Timepoint?
    ) -> String {
      (report.size > before
        ? "\(Self.now)  size \(report.size) (\(report.size - before) new), root \(report.root.short)"
        : "\(Self.now)  size \(report.size), nothing new")
        + (fresh.map { ", witnesses stood by it at \($0.sentence)" } ?? "")
        + (attestations.isEmpty
          ? ""
          : ", \(Format.number(look.signed, "attestation")) of release keys looked at"
            + (look.others == 0 ? "" : ", \(Format.number(look.others, "file")) without any"))
    }

    private func answer(
      _ report: AuditReport, _ before: UInt64, _ look: Look, _ line: String, _ fresh: Timepoint?
    ) -> Answer {
      Answer(
        schema: "quorate.monitor/1",
        data: .members([
          "attestations": .integer(look.signed), "before": .integer(before),
          "fresh": fresh.map { .string($0.description) } ?? .null, "others": .integer(look.others),
          "root": .string(report.root.description), "size": .integer(report.size),
          "unread": .array(look.unread.map { .string($0.file) }),
        ]), text: line, brief: String(report.size), status: look.unread.isEmpty ? .ok : .undecided,
        warnings: look.unread.map(\.warning))
    }

    private static var now: String {
      Timepoint(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1000))).sentence
    }

    /// Looks for every attestation in the log; one that does not read, or raises an alarm, keeps none of the others
    /// from it.
    /// - Throws: A failure with status 4 that names all that a release key signed and that no entry records.
    private func look(
      in view: LedgerView<MemoryRecords, AnyDocuments>, at now: Timepoint
    ) throws -> Look {
      var (look, alarms): (Look, [(file: String, refusal: AttestationRefusal)]) = (Look(), [])
      for file in try attestations.flatMap({ try AttestedFolder.files(at: $0) }) {
        let envelopes: [AttestationEnvelope]
        do { envelopes = try file.envelopes() } catch {
          let failure = Failure(error)
          let message = "\(Format.safe(file.path)) does not read as an attestation: \(failure.message)"
          look.unread.append((file.path, Answer.Warning(code: failure.code, message: message)))
          continue
        }
        look.others += envelopes.isEmpty ? 1 : 0
        for envelope in envelopes {
          do {
            let logged = try LoggedRelease(envelope, in: view, at: now, with: Secp256k1Verifier())
            look.signed += logged.isOfReleaseKey ? 1 : 0
          } catch let refusal as AttestationRefusal {
            alarms.append((file.path, refusal))
          }
        }
      }
      if let first = alarms.first {
        let files = alarms.map { "\(Format.safe($0.file)): \($0.refusal.message)" }
        throw Failure(
          .badEvidence, first.refusal.code, "ALARM at \(Self.now): \(files.joined(separator: "\n       "))",
          hint: "quorate pause, and propose key.revoke")
      }
      return look
    }

    private func alarm(_ report: AuditReport, _ accepted: AcceptedLog?, in here: String) -> Answer {
      var answer = Audits.answer(report, warnings: [])
      AcceptedFork.prove(accepted, against: { try Sights.open(here) }, in: &answer)
      answer.note("ALARM at \(Self.now): do not rely on this log until it is explained.")
      return answer
    }
  }
}
