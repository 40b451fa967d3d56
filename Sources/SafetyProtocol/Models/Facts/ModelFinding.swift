/// Something about a model that people should know before they approve it. None of it makes a digest wrong.
package struct ModelFinding: Hashable, Sendable {
  /// The stable name.
  package let code: String
  /// One sentence.
  package let message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

extension ModelTree {
  /// What loading the model may do besides loading it, and what is missing from it.
  /// - Parameter facts: What the files say, by path.
  /// - Complexity: O(n log n) in the files and the shards named.
  package func findings(_ facts: [ModelPath: FileFacts]) -> [ModelFinding] {
    var findings: [ModelFinding] = []
    func add(_ code: String, _ message: String) {
      findings.append(ModelFinding(code: code, message: message))
    }
    for file in files {
      let shown = file.path.shown
      if let risk = LoadingRisk(file.path) { add(risk.code, "\(shown): \(risk.sentence)") }
      switch facts[file.path] {
      case .unread(let code, let message): add(code, "\(shown): \(message)")
      case .pointer(let pointer):
        add("model.pointer", "\(shown) stands for a file of \(pointer.size) bytes that is not here")
      case .config(let config) where config.hasOwnCode:
        add("model.ownCode", "\(shown): loading it runs code that comes with the model")
      case .shards(let index): findings += self.findings(of: index, at: file.path)
      default: break
      }
    }
    return findings
  }

  /// Shards that are named and missing, and weights of the same kind in the same folder that no index names.
  private func findings(of index: ShardIndex, at path: ModelPath) -> [ModelFinding] {
    let folder = path.text.dropLast(path.name.count)
    var (named, findings): (Set<ModelPath>, [ModelFinding]) = ([], [])
    for name in index.files {
      guard let shard = try? ModelPath(folder + name), file(at: shard) != nil else {
        let message = "\(path.shown) names the shard \(ModelPath.shown(Array(name.utf8))), which is not here"
        findings.append(ModelFinding(code: "model.missingShard", message: message))
        continue
      }
      named.insert(shard)
    }
    guard path.name.hasSuffix(".safetensors.index.json") else { return findings }
    for file in files where file.path.name.hasSuffix(".safetensors") && !named.contains(file.path) {
      guard file.path.text.dropLast(file.path.name.count) == folder else { continue }
      let message = "\(file.path.shown) is not named by \(path.shown)"
      findings.append(ModelFinding(code: "model.unindexedShard", message: message))
    }
    return findings
  }
}

/// Why loading a file may do more than load it.
package enum LoadingRisk: Sendable {
  /// Python's pickle runs what it is told to.
  case pickle
  /// Code.
  case code

  /// By the ending of the name.
  package init?(_ path: ModelPath) {
    let name = path.name.lowercased()
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    switch ending {
    case "bin", "pt", "pth", "ckpt", "pkl", "pickle", "joblib", "dill", "npy", "npz", "h5", "keras":
      self = .pickle
    case "py", "pyc", "so", "dll", "dylib", "exe", "sh", "js", "wasm": self = .code
    default: return nil
    }
  }

  /// The stable name.
  package var code: String {
    switch self {
    case .pickle: "model.pickle"
    case .code: "model.code"
    }
  }

  /// What may happen.
  package var sentence: String {
    switch self {
    case .pickle: "this format can run code when it is loaded; prefer safetensors"
    case .code: "code that comes with the model"
    }
  }
}
