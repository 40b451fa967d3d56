internal import ArgumentParser
internal import CanonicalEncoding
internal import Foundation
internal import Quorate

extension LogCommand {
  struct Monitor: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follow a published log, and stop at the first thing that is not right.",
      discussion: """
        quorate log monitor mirror/
        quorate log monitor mirror/ --interval 300 --pin 0x…
        quorate log monitor mirror/ --once        (for cron: 0 nothing wrong, 4 an alarm)

        What is new is audited, and must go on from what this machine accepted before. A log that was set
        back, forked or altered, or an entry that has no effect, ends it with status 4.
        """)
    @Argument(help: "The folder of a published log, or a bundle.") var folder: String
    @Option(help: "Seconds between two looks.") var interval: UInt32 = 60
    @Flag(help: "Look once.") var once = false
    @Option(help: "The DAO that is expected.") var pin: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let pinned = try pin.map(Audits.pin)
      while true {
        let (report, before) = try await Audits.follow(folder, pinned: pinned, jobs: Audits.cores(nil))
        guard report.verdict == .holds else { return alarm(report) }
        let line =
          report.size > before
          ? "\(Self.now)  size \(report.size) (\(report.size - before) new), root \(report.root.short)"
          : "\(Self.now)  size \(report.size), nothing new"
        if once {
          return Answer(
            schema: "quorate.monitor/1",
            data: .members([
              "before": .integer(before), "root": .string(report.root.description),
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

    private func alarm(_ report: AuditReport) -> Answer {
      var answer = Audits.answer(report, warnings: [])
      answer.note("ALARM at \(Self.now): do not rely on this log until it is explained.")
      return answer
    }
  }
}
