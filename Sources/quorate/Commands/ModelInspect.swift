internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import SafetyProtocol

extension ModelCommand {
  /// `quorate model inspect`.
  struct Inspect: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what weights, configuration and card say, and what to beware of.",
      discussion: """
        quorate model inspect ./tiny-model
        quorate model inspect ./tiny-model --oci manifest.json
        quorate model inspect ./tiny-model --hf-commit commit --hf-checkout ./clone

        --hf-checkout is a clone in which pointers stand for large files
        (GIT_LFS_SKIP_SMUDGE=1 git clone URL clone), and --hf-commit the bytes of its
        commit (git -C clone cat-file commit HEAD > commit). Together they prove that
        the commit holds exactly these files.
        """)
    @OptionGroup var model: ModelOptions
    @Option(help: "The manifest of the model in a registry; is every layer one of these files?") var oci:
      String?
    @Option(name: .customLong("hf-commit"), help: "The bytes of a commit of the model's repository.")
    var commit: String?
    @Option(name: .customLong("hf-checkout"), help: "A checkout of that commit, with pointers.")
    var checkout: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
      guard (commit == nil) == (checkout == nil) else {
        throw ValidationError("--hf-commit and --hf-checkout are given together.")
      }
    }

    func answer() async throws -> Answer {
      let (name, contents) = try await model.read(wants: .facts)
      let report = ModelReport(contents)
      let words = ModelWords(name: name, tree: contents.tree)
      let links = try await links(to: contents.tree)
      let facts = ModelFactWords(report: report)
      return Answer(
        schema: "quorate.model/1",
        data: .object(JSONObject(words.members + facts.members + [.init(key: "links", value: json(links))])),
        text: ([words.digests] + facts.sections + lines(links)).joined(separator: "\n"), brief: words.brief,
        warnings: report.findings.map { Answer.Warning(code: $0.code, message: $0.message) })
    }

    /// Another name of the model, and whether it is proven to be one.
    private struct Link {
      let name: String
      let link: PackageLink
    }

    private func links(to tree: ModelTree) async throws -> [Link] {
      var links: [Link] = []
      if let oci {
        let manifest = try OCIManifest(parsing: try Files.read(oci, limit: OCIManifest.sizeLimit))
        links.append(
          Link(name: "oci sha256:\(manifest.digest.description.dropFirst(2))", link: manifest.link(to: tree)))
      }
      if let commit, let checkout {
        let object = try Files.read(commit, limit: 1 << 20)
        let cloned = try await ModelFolder(checkout, passesOverGit: true).contents(wants: .blobs)
        let link = GitCommitLink(object: object, checkout: cloned.tree, blobs: cloned.blobs, model: tree)
        links.append(Link(name: "commit \(link.commit)", link: link.link))
      }
      return links
    }

    private func lines(_ links: [Link]) -> [String] {
      guard !links.isEmpty else { return [] }
      return ["Other names"]
        + links.map { link in
          switch link.link {
          case .proven: "  ✓ \(link.name)\n    proven: it is exactly these files"
          case .unproven(let reason): "  ✗ \(link.name)\n    unproven, so the gate denies it: \(reason)"
          }
        }
    }

    private func json(_ links: [Link]) -> JSONValue {
      .array(
        links.map { link in
          if case .unproven(let reason) = link.link {
            return .members(["name": .string(link.name), "proven": .bool(false), "reason": .string(reason)])
          }
          return .members(["name": .string(link.name), "proven": .bool(true)])
        })
    }
  }
}
