internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
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
        quorate log monitor mirror/ --once        (for cron: 0 nothing wrong, 4 an alarm)
        quorate log monitor mirror/ --attestations /srv/releases

        What is new is audited, and must go on from what this machine accepted before. A log that was set
        back, forked or altered, or an entry that has no effect, ends it with status 4.
        So does an attestation that a release key of the DAO signed and that no entry
        records: such a key is stolen, or used behind the DAO's back.
        """)
    @Argument(help: "The folder of a published log, or a bundle.") var folder: String
    @Option(help: "Seconds between two looks.") var interval: UInt32 = 60
    @Flag(help: "Look once.") var once = false
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(help: "A folder, or a file, of attestations that were found; may stand several times.")
    var attestations: [String] = []
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let pinned = try pin.map(Audits.pin)
      while true {
        let (report, state, before) = try await Audits.follow(
          folder, pinned: pinned, jobs: Audits.cores(nil))
        guard report.verdict == .holds else { return alarm(report) }
        let looked = try state.map { try look(in: $0) } ?? 0
        let line =
          (report.size > before
            ? "\(Self.now)  size \(report.size) (\(report.size - before) new), root \(report.root.short)"
            : "\(Self.now)  size \(report.size), nothing new")
          + (attestations.isEmpty ? "" : ", \(Format.number(looked, "attestation")) on record")
        if once {
          return Answer(
            schema: "quorate.monitor/1",
            data: .members([
              "attestations": .integer(looked), "before": .integer(before),
              "root": .string(report.root.description),
              "size": .integer(report.size),
            ]), text: line, brief: String(report.size))
        }
        if report.size > before, !options.json {
          FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
        try await Task.sleep(for: .seconds(Int(interval)))
      }
    }

    private static var now: String {
      Timepoint(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1000))).sentence
    }

    /// Looks for every attestation in the log.
    /// - Returns: How many there are.
    /// - Throws: A failure with status 4 for the first that a release key signed and that no entry records.
    private func look(in view: LedgerView<MemoryRecords, AnyDocuments>) throws -> Int {
      let files = try attestations.flatMap { try AttestedFolder.files(at: $0) }
      for file in files {
        let envelope = try AttestCommand.Verify.read(
          try Files.read(file, limit: AttestationEnvelope.sizeLimit)
        ).envelope
        do { _ = try LoggedRelease(envelope, in: view, with: Secp256k1Verifier()) } catch let refusal
          as AttestationRefusal
        {
          throw Failure(
            .badEvidence, refusal.code, "ALARM at \(Self.now): \(Format.safe(file)): \(refusal.message)",
            hint: "quorate pause, and propose key.revoke")
        }
      }
      return files.count
    }

    private func alarm(_ report: AuditReport) -> Answer {
      var answer = Audits.answer(report, warnings: [])
      answer.note("ALARM at \(Self.now): do not rely on this log until it is explained.")
      return answer
    }
  }
}
