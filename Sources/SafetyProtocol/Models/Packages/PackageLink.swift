/// Whether another name of a model is a name of exactly the files that were voted on.
///
/// A registry's digest or a hub's commit is what a cluster can be told to fetch. It may stand for the voted digests
/// only where that can be recomputed; otherwise the gate denies, unless an evaluator attests one subject with both.
package enum PackageLink: Hashable, Sendable {
  /// Recomputed from what was given.
  case proven
  /// Not recomputed; says what is missing or differs.
  case unproven(String)

  /// Whether it may stand for the voted digests.
  package var isProven: Bool { self == .proven }

  /// The link of a list of files to a model: the same places with the same contents, all of them.
  /// - Parameter what: What the list is, after the name of a file: "is no layer of the manifest".
  static func comparing(_ listed: ModelTree, with model: ModelTree, as what: String) -> PackageLink {
    guard let difference = model.differences(from: listed).first else { return .proven }
    switch difference {
    case .unlisted(let path): return .unproven("\(path.shown) is no \(what)")
    case .missing(let path): return .unproven("\(path.shown) is a \(what), and no file of the model")
    case .altered(let path): return .unproven("\(path.shown) has another content as a \(what)")
    }
  }
}
