internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger

/// `quorate charter`.
struct CharterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charter", abstract: "Read, check and hash charters.",
    subcommands: [Presets.self, Show.self, Lint.self, Diff.self, History.self, Hash.self])

  struct Presets: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the presets.", discussion: "quorate charter presets")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      Answer(
        schema: "quorate.presets/1",
        data: .array(
          Preset.all.map { .members(["name": .string($0.name), "summary": .string($0.summary)]) }),
        text: Preset.all.map { "\($0.name)\t\($0.summary)" }.joined(separator: "\n"),
        brief: Preset.all.map(\.name).joined(separator: "\n"))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the charter in force, or a preset.",
      discussion: """
        quorate charter show
        quorate charter show --preset opengov > opengov.yaml
        quorate charter show --preset opengov --template

        A preset is printed as a charter that other commands read (simulate charter, charter lint, recount), with
        an example in the place of what init fills in: the name, the founder, the token and its decimals, and no
        witnesses. With --template it is printed as it is written, with double braces in these places.
        """)
    @Option(help: "A preset, inside or outside of a DAO.") var preset: String?
    @Flag(help: "Print a preset with the places that init fills in.") var template = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      if let preset { return try answer(preset: preset) }
      guard !template else {
        throw Failure(.usage, "usage", "--template goes with --preset NAME: a charter in force has no gaps")
      }
      let session = try Session(options)
      let (hash, bytes) = (try session.charterHash(), try session.charterBytes())
      let text = String(decoding: bytes, as: UTF8.self)
      return Answer(
        schema: "quorate.charter/1",
        data: .members(["hash": .string(hash.description), "yaml": .string(text)]),
        text: String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)), brief: hash.description,
        warnings: session.warnings, isDocument: true)
    }

    private func answer(preset name: String) throws -> Answer {
      guard let preset = Preset.named(name) else {
        throw Failure(
          .notFound, "preset.unknown", "there is no preset \"\(Format.safe(name))\"",
          hint: "quorate charter presets")
      }
      let charter = String(decoding: preset.example, as: UTF8.self)
      let text = template ? preset.template : charter
      return Answer(
        schema: "quorate.preset/1",
        data: .members([
          "name": .string(name), "summary": .string(preset.summary), "template": .string(preset.template),
          "yaml": .string(charter),
        ]), text: String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)), brief: name, isDocument: true)
    }
  }

  struct Hash: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a charter's identity, and keep it for an amendment.",
      discussion: """
        quorate charter hash charter-v2.yaml

        The identity is the SHA-256 of the file. Inside a workspace the file is also kept, so that a
        charter.amend proposal can name it.
        """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let bytes = try Files.read(file, limit: YAMLDocument.sizeLimit)
      let charter = try CharterDocument.parse(bytes)
      let session = try? Session(options)
      try session?.documents.keep(bytes)
      return Answer(
        schema: "quorate.hash/1",
        data: .members(["hash": .string(charter.hash.description), "kept": .bool(session != nil)]),
        text: charter.hash.description, brief: charter.hash.description)
    }
  }
}
