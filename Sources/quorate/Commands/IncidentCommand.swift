internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate

/// `quorate incident`.
struct IncidentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "Put incidents on record, and see which duties to report them are due.",
    subcommands: [Report.self, Show.self, List.self, Regimes.self])

  struct Report: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report an incident, or add to what was reported.",
      discussion: """
        quorate incident report INC-7 --severity S2 --system minilm --discovered 2026-12-02T09:00Z \\
          --regime eu-ai-act-73-2 --facts facts.md
        quorate incident report INC-7 --notified eu-ai-act-73-2     it was reported to the authority
        """)
    @Argument(help: "Its name, the same in every report about it.") var incident: String
    @Option(help: "S1 (lives), S2 (serious harm), S3 (a safeguard failed), S4 (something to learn from).")
    var severity: String?
    @Option(help: "A system it concerns; may stand several times, and must in the first report.") var system:
      [String] = []
    @Option(help: "When it was discovered (default: now).") var discovered: String?
    @Option(help: "What is known, as a file; its content is kept and published.") var facts: String?
    @Option(help: "A rule under which it has to be reported; see `incident regimes`.") var regime: [String] =
      []
    @Option(help: "A rule under which it has been reported by now.") var notified: [String] = []
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let before = try session.chamber.read { try $0.reports(on: incident) }.last
      let severity = try severity.map(Self.severity) ?? before?.severity
      guard let severity else {
        throw Failure(.usage, "usage", "the first report says how bad it is: --severity S1, S2, S3 or S4")
      }
      let systems = system.isEmpty ? before?.systems ?? [] : system
      guard !systems.isEmpty else {
        throw Failure(.usage, "usage", "the first report says what it concerns: --system TEXT")
      }
      let now = try session.now()
      let instant = try discovered.map(TimeArgument.instant)
      let regimes = (before?.regimes ?? []).merging(regime + notified)
      let told = (before?.notified ?? []).merging(notified)
      let document = try facts.map { try Files.read($0, limit: 1 << 24) }
      if writing.dryRun {
        return Answer(
          schema: "quorate.preview/1", data: .members(["incident": .string(incident)]),
          text: "Would report \(Format.safe(incident)) as \(severity.rawValue). Nothing written (dry run).",
          brief: incident, warnings: session.warnings)
      }
      let hash = try document.map { try session.documents.keep($0) } ?? before?.facts ?? .zero
      _ = try await Writing.submit(
        in: session,
        summary: { _ in
          "\(Format.safe(session.dao.name)): you report \(Format.safe(incident)) (\(severity.rawValue))"
        }
      ) { preparing, signer in
        try preparing.incident(
          incident, severity: severity, systems: systems, discovered: instant ?? before?.discovered ?? now,
          facts: hash, regimes: regimes, notified: told, by: signer)
      }
      return try IncidentWords(incident, session).answer()
    }

    private static func severity(_ word: String) throws -> IncidentReport.Severity {
      guard let severity = IncidentReport.Severity(rawValue: word.uppercased()) else {
        throw Failure(.usage, "usage", "severities are S1, S2, S3 and S4")
      }
      return severity
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an incident: every report, and how much time each duty leaves.",
      discussion:
        "quorate incident show INC-7\nquorate incident show INC-7 --exit-status   (3: a duty was missed)")
    @Argument(help: "Its name.") var incident: String
    @Flag(name: .customLong("exit-status"), help: "End with 3 where a duty was missed.") var isStatus = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let words = try IncidentWords(incident, try Session(options))
      var answer = words.answer()
      if isStatus, words.isMissed { answer.status = .no }
      return answer
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the incidents on record.", discussion: "quorate incident list")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      var names: [String] = []
      for report in try session.chamber.read({ try $0.reports() }) where !names.contains(report.incident) {
        names.append(report.incident)
      }
      let all = try names.map { try IncidentWords($0, session) }
      return Answer(
        schema: "quorate.incidents/1", data: .array(all.map(\.json)),
        text: Format.table(
          ["INCIDENT", "SEVERITY", "DISCOVERED", "DUTIES"], all.map(\.row), forTerminal: Terminal.isOutput),
        brief: String(all.count), warnings: session.warnings)
    }
  }

  struct Regimes: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the duties to report that Quorate knows, with their sources. No legal advice.",
      discussion: "quorate incident regimes")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let all = IncidentRegime.all
      let lines = all.map {
        "\($0.name)  within \($0.within)\n  \($0.occasion)\n  to: \($0.recipient)\n  \($0.source)"
      }
      return Answer(
        schema: "quorate.regimes/1",
        data: .array(
          all.map {
            .members([
              "name": .string($0.name), "occasion": .string($0.occasion), "recipient": .string($0.recipient),
              "source": .string($0.source), "within": .string($0.within.description),
            ])
          }),
        text: (lines + ["Compared with these sources on \(IncidentRegime.asOf). No legal advice."])
          .joined(separator: "\n"), brief: String(all.count))
    }
  }
}

extension [String] {
  /// These and those of others that are not among them, in order.
  fileprivate func merging(_ others: [String]) -> [String] {
    others.reduce(into: self) { list, name in if !list.contains(name) { list.append(name) } }
  }
}
