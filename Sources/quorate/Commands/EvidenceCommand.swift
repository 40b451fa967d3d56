internal import ArgumentParser
internal import CanonicalEncoding
internal import SafetyProtocol

/// `quorate evidence`.
struct EvidenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "Look at the output of evaluations, and bind it to models.",
    subcommands: [
      Show.self, CommissionEvidence.self, AttestEvidence.self, VerifyEvidence.self, ListEvidence.self,
    ])

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a file is, whether the run is whole, and what a path selects.",
      discussion: """
        quorate evidence show logs/bio.json
        quorate evidence show logs/bio.json --select "$.results.scores[*].metrics"
        """)
    @Argument(help: "The file.") var file: String
    @Option(help: "A JSONPath (RFC 9535): print the values it reaches.") var select: String?
    @Option(help: "Read it as of this format, instead of what it looks like.") var format: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let named = try format.map { try EvidenceWords.format($0) }
      let file = try EvidenceFile(self.file, as: named)
      return try select.map { try selected($0, file) } ?? shown(file, named ?? file.recognised)
    }

    private func selected(_ text: String, _ file: EvidenceFile) throws -> Answer {
      let document = file.document
      let places = try Path(text).places(in: document)
      let found = places.map { place in
        (
          path: document.normalizedPath(to: place),
          value: String(decoding: document.compact(place, limit: 4096), as: UTF8.self)
        )
      }
      return Answer(
        schema: "quorate.evidenceSelection/1",
        data: .members([
          "values": .array(found.map { .members(["path": .string($0.path), "value": .string($0.value)]) })
        ]),
        text: found.map { "\(Format.safe($0.path))\t\(DisplayText.escaped($0.value, limit: 200))" }.joined(
          separator: "\n"),
        brief: found.map { DisplayText.escaped($0.value, limit: 200) }.joined(separator: "\n"),
        status: found.isEmpty ? .notFound : .ok)
    }

    private func shown(_ file: EvidenceFile, _ format: EvidenceFormat?) -> Answer {
      let completeness = Completeness(of: file.document, as: format ?? .json)
      let ended = format.flatMap { ClaimedTime.of(file.document, as: $0) }
      var lines = [
        "\(Format.safe(file.path))  \(format?.rawValue ?? "a format that is not known")",
        "  sha256  \(file.hash)",
        "  ended   \(ended?.sentence ?? "not said") (its own claim)",
      ]
      lines += completeness.checks.map { check in
        "  \(check.isMet ? "✓" : "✗") \(check.name)  \(Format.safe(check.sentence))"
      }
      lines.append(conclusion(completeness, format))
      return Answer(
        schema: "quorate.evidence/1",
        data: .members([
          "checks": .array(
            completeness.checks.map {
              .members(["met": .bool($0.isMet), "name": .string($0.name), "sentence": .string($0.sentence)])
            }),
          "ended": ended.map { .string($0.description) } ?? .null,
          "format": format.map { .string($0.rawValue) } ?? .null, "sha256": .string(file.hash.description),
          "whole": format?.knowsCompleteness == true ? .bool(completeness.isComplete) : .null,
        ]), text: lines.joined(separator: "\n"), brief: format?.rawValue ?? "unknown")
    }

    private func conclusion(_ completeness: Completeness, _ format: EvidenceFormat?) -> String {
      guard format?.knowsCompleteness == true else { return "Whether the run is whole cannot be said." }
      return completeness.isComplete ? "The run is whole." : "The run is not whole: it shows nothing."
    }
  }
}
