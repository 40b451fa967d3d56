internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import SafetyProtocol

/// `quorate protocol`.
struct ProtocolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol", abstract: "Write safety protocols, and see what evaluations show under them.",
    subcommands: [Lint.self, Check.self, Diff.self, Export.self, Hash.self])

  /// A protocol of the command line.
  static func terms(_ path: String) throws -> ProtocolTerms {
    do {
      return try ProtocolDocument.parse(try Files.read(path, limit: YAMLDocument.sizeLimit))
    } catch let refusal as any CodedRefusal {
      throw Failure(.badInput, refusal.code, "\(Format.safe(path)): \(refusal.message)")
    }
  }

  struct Lint: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check protocol files: what they do other than they say.",
      discussion: "quorate protocol lint protocols/*.yaml")
    @Argument(help: "The files.") var files: [String]
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      var lines: [String] = []
      var found: [JSONValue] = []
      var errors = 0
      func add(_ file: String, _ severity: String, _ code: String, _ path: String, _ sentence: String) {
        errors += severity == "error" ? 1 : 0
        let place = path.isEmpty ? file : "\(file)  \(path)"
        lines.append("\(place)\n  \(severity)  \(code)  \(sentence)")
        found.append(
          .members([
            "code": .string(code), "file": .string(file), "message": .string(sentence), "path": .string(path),
            "severity": .string(severity),
          ]))
      }
      for file in files {
        let bytes = try Files.read(file, limit: YAMLDocument.sizeLimit)
        do {
          for finding in ProtocolLint.findings(in: try ProtocolDocument.parse(bytes)) {
            add(file, finding.severity.rawValue, finding.code.rawValue, finding.path, finding.sentence)
          }
        } catch let refusal as any CodedRefusal { add(file, "error", refusal.code, "", refusal.message) }
      }
      let count = Format.number(files.count, "file")
      lines.append(
        "\(Format.number(errors, "error")), \(Format.number(found.count - errors, "warning")) in \(count)")
      return Answer(
        schema: "quorate.lint/1", data: .members(["findings": .array(found)]),
        text: lines.map { $0.split(separator: "\n").map { Format.safe(String($0)) }.joined(separator: "\n") }
          .joined(separator: "\n"), brief: errors == 0 ? "ok" : "\(errors) errors",
        status: errors == 0 ? .ok : .no)
    }
  }

  struct Check: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "See rule by rule what evaluation files show.",
      discussion: """
        quorate protocol check refusal.yaml logs/bio.json garak.report.jsonl
        quorate protocol check refusal.yaml bio=logs/bio.json guard=logs/guard.json

        Ends with 0 if the protocol passes, 3 if it fails, 5 if the files decide
        nothing. Nobody vouches for the files here: a gate counts only what
        accredited evaluators attest.
        """)
    @Argument(help: "The protocol.") var file: String
    @Argument(help: "Evaluation files; NAME=FILE says which evidence one is.") var evidence: [String] = []
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let terms = try ProtocolCommand.terms(file)
      let files = try EvidenceFile.assigned(evidence, to: terms)
      let report = terms.check(files.mapValues(\.document), at: try now())
      let words = ProtocolWords(terms: terms, report: report, files: files)
      let errors = ProtocolLint.findings(in: terms).filter { $0.severity == .error }
      let status: ExitStatus =
        switch report.verdict {
        case .pass: .ok
        case .fail: .no
        case .indeterminate: .undecided
        }
      return Answer(
        schema: "quorate.protocolCheck/1", data: words.json, text: words.text, brief: report.verdict.rawValue,
        status: status,
        warnings: errors.isEmpty
          ? []
          : [
            .init(
              code: "W030",
              message: "the protocol has findings; see quorate protocol lint \(Format.safe(file))")
          ])
    }

    private func now() throws -> Timepoint {
      guard let text = instant.at else { return SystemClock().now() }
      return try TimeArgument.instant(text)
    }
  }

  struct Hash: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a protocol's identity, and keep it for a proposal.",
      discussion: """
        quorate protocol hash refusal.yaml

        The identity is the SHA-256 of the file. Inside a workspace the file is also kept, so that a
        protocol.adopt or protocol.amend proposal can name it.
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let bytes = try Files.read(file, limit: YAMLDocument.sizeLimit)
      let terms = try ProtocolCommand.terms(file)
      let session = try? Session(options)
      try session?.documents.keep(bytes)
      return Answer(
        schema: "quorate.hash/1",
        data: .members(["hash": .string(terms.hash.description), "kept": .bool(session != nil)]),
        text: terms.hash.description, brief: terms.hash.description)
    }
  }
}
