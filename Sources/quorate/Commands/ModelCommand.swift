internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import SafetyProtocol

/// `quorate model`.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Name a model by its files, and see what they say.",
    subcommands: [Digest.self, Inspect.self, Manifest.self, Verify.self])

  struct Digest: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute the two digests that a proposal pins.",
      discussion: """
        quorate model digest ./tiny-model
        quorate model digest ./tiny-model --ignore model.sig      (a signature kept inside)
        """)
    @OptionGroup var model: ModelOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let (name, contents) = try await model.read()
      let words = ModelWords(name: name, tree: contents.tree)
      return Answer(
        schema: "quorate.modelDigest/1", data: .object(JSONObject(words.members)),
        text: words.digests + "\n" + words.reasons, brief: words.brief)
    }
  }

  struct Manifest: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the files, so that a gate can recompute both digests without them.",
      discussion: "quorate model manifest ./tiny-model -o manifests/tiny-model.json")
    @OptionGroup var model: ModelOptions
    @Option(name: .shortAndLong, help: "The file (default: standard output).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let (name, contents) = try await model.read()
      let bytes = ModelManifest.canonicalBytes(of: contents.tree)
      let words = ModelWords(name: name, tree: contents.tree)
      guard let output else {
        let text = String(decoding: bytes, as: UTF8.self)
        let listed = try JSONParser.parse(bytes, limit: ModelManifest.sizeLimit)
        return Answer(
          schema: "quorate.modelManifest/1", data: listed, text: text, brief: text, isDocument: true)
      }
      let kept = try OutputFile(output)
      try Self.checkOutside(output, of: model.path)
      try kept.write(bytes)
      let hash = CanonicalEncoding.Digest.sha256(bytes)
      let members =
        words.members + [
          .init(key: "manifest", value: .string(hash.description)),
          .init(key: "path", value: .string(output)),
        ]
      return Answer(
        schema: "quorate.modelDigest/1", data: .object(JSONObject(members)),
        text: """
          Listed \(Format.number(contents.tree.files.count, "file")) in \(Format.safe(output))
          \(words.digests)
          Next:  quorate model verify \(Format.safe(model.path)) --manifest \(Format.safe(output))
          """, brief: hash.description)
    }

    /// Refuses a place within the model, which would no longer be what the list says.
    private static func checkOutside(_ output: String, of model: String) throws {
      let root = URL(filePath: model).resolvingSymlinksInPath().path
      let folder = URL(filePath: output).deletingLastPathComponent().resolvingSymlinksInPath().path
      guard (folder + "/").hasPrefix(root + "/") else { return }
      throw Failure(
        .badInput, "manifest.inside",
        "\(Format.safe(output)) would become a file of the model that it lists",
        hint: "write the manifest beside the folder")
    }
  }

  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a model with the list of its files: nothing more, nothing less, nothing else.",
      discussion: "quorate model verify ./tiny-model --manifest manifests/tiny-model.json")
    @Argument(help: "The folder or file.") var path: String
    @Option(help: "The manifest.") var manifest: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let listed = try Files.parse(manifest, limit: ModelManifest.sizeLimit, ModelManifest.tree(canonical:))
      let folder = try ModelFolder(path)
      let tree = try await folder.contents().tree
      let differences = tree.differences(from: listed)
      let words = ModelWords(name: folder.name, tree: listed)
      let lines = differences.map { "  ✗ \($0.message) (\($0.code))" }
      let found = differences.map {
        JSONValue.members([
          "code": .string($0.code), "message": .string($0.message), "path": .string($0.path.text),
        ])
      }
      return Answer(
        schema: "quorate.modelVerify/1",
        data: .object(JSONObject(words.members + [.init(key: "differences", value: .array(found))])),
        text: differences.isEmpty
          ? "✓ every file is listed and has the listed content\n" + words.digests
          : "\(folder.name) is not the listed model\n" + lines.joined(separator: "\n"),
        brief: differences.isEmpty ? "verified" : Format.number(differences.count, "difference"),
        status: differences.isEmpty ? .ok : .badEvidence)
    }
  }
}

/// Which model, for commands that read one.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The folder of the model, or its only file.") var path: String

  @Option(
    help: "A path that oms_root leaves out, such as a signature kept inside; may stand several times.")
  var ignore: [String] = []

  /// Reads the model, and what else is wanted.
  func read(
    wants: ModelFolder.Wants = []
  ) async throws -> (name: String, contents: ModelFolder.Contents) {
    let folder = try ModelFolder(path)
    return (
      folder.name, try await folder.contents(ignoring: try ignore.map { try ModelPath($0) }, wants: wants)
    )
  }
}
