internal import ArgumentParser
internal import CanonicalEncoding
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import TransparencyLog

extension LogCommand.Witness {
  struct Sync: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have the newest checkpoint cosigned.",
      discussion: """
        quorate log witness sync
        quorate log witness sync --every 60

        Exit 0 where enough witnesses have cosigned, 5 where too few have, 4 where one of them holds something else.
        Where the charter names the witnesses, what they saw becomes an entry as long as somebody waits for it: run
        it more often than the charter's max_gap, and within its grace after a vote closes.
        """)
    @Option(help: "Go on, and ask again after so many seconds; ends only where one holds something else.")
    var every: UInt32?
    @Flag(name: .customLong("correct-time"), help: "Set the log's clock back to the witnesses'.")
    var correctsTime = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard let every else { return try await round(correctsTime).answer }
      guard every > 0, !correctsTime else {
        throw Failure(.usage, "usage", "--every takes at least one second, and corrects no clock")
      }
      while true {
        let line = try await round(false).line
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
        try await Task.sleep(for: .seconds(Int(every)))
      }
    }

    /// Asks the witnesses of the policy in force, and of those by which older proposals still go.
    private func round(_ correctsTime: Bool) async throws -> (answer: Answer, line: String) {
      let session = try Session(options)
      let witnesses = try Witnesses(session)
      let synced = try await witnesses.sync(correctsTime: correctsTime)
      var text = Self.lines(synced, witnesses.policy)
      var isEnough = synced.witnessed != nil && !synced.isHeld
      for older in try Witnesses.older(session) {
        let synced = try await older.sync()
        text += "\nFor what was submitted under policy \(older.policy.hash.short):\n"
        text += Self.lines(synced, older.policy)
        isEnough = isEnough && synced.witnessed != nil && !synced.isHeld
      }
      let answer = Answer(
        schema: "quorate.witnesses/1",
        data: WitnessWords.json(
          witnesses.policy, synced.witnessed, results: synced.results, entry: synced.entry),
        text: text, brief: synced.witnessed?.time?.description ?? "too few",
        status: isEnough ? .ok : .undecided, warnings: session.warnings)
      let count = synced.results.count { (try? $0.outcome.get()) != nil }
      let now = try session.now()
      let line =
        "\(now.sentence)  size \(synced.checkpoint.size)  \(count) of \(synced.results.count) cosigned"
        + (synced.witnessed == nil ? ", too few" : "") + (synced.entry.map { ", entry \($0)" } ?? "")
        + (synced.isHeld ? ", not put on record" : "")
      return (answer, line)
    }

    private static func lines(_ synced: Witnesses.Synced, _ policy: WitnessPolicy) -> String {
      var lines = synced.results.map { result -> String in
        let name = Witnesses.name(of: result.witness)
        switch result.outcome {
        case .success: return "✓ \(name) cosigned"
        case .failure(let failure): return "✗ \(name): \(Format.safe(failure.message)) (\(failure.code))"
        }
      }
      let count = synced.results.count { (try? $0.outcome.get()) != nil }
      let size = Format.number(Int(clamping: synced.checkpoint.size), "entry", plural: "entries")
      lines.append(
        synced.witnessed.map { witnessed in
          "\(size), root \(synced.checkpoint.root.short): enough witnesses had seen it by "
            + (witnessed.time?.sentence ?? "an unknown time")
        }
          ?? "\(size): \(Format.number(count, "witness has", plural: "witnesses have")) cosigned, "
          + "the policy needs \(policy.words)")
      if let entry = synced.entry { lines.append("On record as entry \(entry)") }
      if synced.isHeld {
        lines.append(
          "Not put on record: the witnesses that are silent could have vouched for something else. If this log was not "
            + "restored from a copy:  quorate log witness sync --without-witnesses")
      }
      return lines.joined(separator: "\n")
    }
  }
}
