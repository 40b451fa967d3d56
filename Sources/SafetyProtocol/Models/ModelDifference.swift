/// A file by which what is there differs from what was listed.
package enum ModelDifference: Hashable, Sendable {
  /// There, but not listed: an extra file is as good a way to run code as an altered one.
  case unlisted(ModelPath)
  /// Listed, but not there.
  case missing(ModelPath)
  /// There with another content.
  case altered(ModelPath)

  /// Where.
  package var path: ModelPath {
    switch self {
    case .unlisted(let path), .missing(let path), .altered(let path): path
    }
  }

  /// The stable name.
  package var code: String {
    switch self {
    case .unlisted: "manifest.unlistedFile"
    case .missing: "manifest.missingFile"
    case .altered: "manifest.alteredFile"
    }
  }

  /// A sentence for a person.
  package var message: String {
    switch self {
    case .unlisted(let path): "\(path.shown) is there, but not listed"
    case .missing(let path): "\(path.shown) is listed, but not there"
    case .altered(let path): "\(path.shown) has another content than the one listed"
    }
  }
}

extension ModelTree {
  /// Every difference of this tree from a listed one, in the order of paths; none means the same files, each with
  /// the same content.
  /// - Complexity: O(n log n).
  package func differences(from listed: ModelTree) -> [ModelDifference] {
    var differences: [ModelDifference] = []
    for file in files {
      guard let expected = listed.file(at: file.path) else {
        differences.append(.unlisted(file.path))
        continue
      }
      if expected != file { differences.append(.altered(file.path)) }
    }
    for file in listed.files where self.file(at: file.path) == nil {
      differences.append(.missing(file.path))
    }
    return differences.sorted { $0.path < $1.path }
  }
}
