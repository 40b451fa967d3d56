package import CanonicalEncoding
package import SafetyProtocol

/// What a model's files say about it, put together.
package struct ModelReport: Sendable {
  /// What was read.
  package let contents: ModelFolder.Contents
  /// The producer's own words, where there is a card that reads.
  package let card: ModelCard?
  /// What people should know before they approve it.
  package let findings: [ModelFinding]

  /// Reads the card as YAML and looks for risks.
  package init(_ contents: ModelFolder.Contents) {
    self.contents = contents
    var (card, unread): (ModelCard?, [ModelFinding]) = (nil, [])
    for case (let path, .card(let text)) in contents.facts {
      do throws(YAMLRefusal) {
        card = ModelCard(try YAMLDocument.parse(text))
      } catch {
        unread.append(
          ModelFinding(
            code: error.code, message: "the front matter of \(path.shown) does not read: \(error.message)"))
      }
    }
    self.card = card
    findings = contents.tree.findings(contents.facts) + unread
  }

  /// Files of weights, in order, with what their headers say.
  package var weights: [(path: ModelPath, facts: FileFacts)] {
    contents.tree.files.compactMap { file in
      switch contents.facts[file.path] {
      case .some(.safetensors), .some(.gguf): contents.facts[file.path].map { (file.path, $0) }
      default: nil
      }
    }
  }

  /// How the model is built, by the configuration nearest to the root.
  package var config: ModelConfig? {
    let paths = contents.tree.files.map(\.path).sorted { $0.depth < $1.depth }
    for path in paths { if case .config(let config) = contents.facts[path] { return config } }
    return nil
  }

  /// The chat templates that come with it, each with where it stands.
  package var chatTemplates: [(path: ModelPath, sha256: Digest)] {
    contents.tree.files.compactMap { file in
      switch contents.facts[file.path] {
      case .chatTemplate(let digest): (file.path, digest)
      case .gguf(let header): header.chatTemplate.map { (file.path, $0) }
      default: nil
      }
    }
  }
}
