internal import CanonicalEncoding
internal import SafetyProtocol

/// How a model's digests are put in words.
struct ModelWords {
  let name: String
  let tree: ModelTree

  /// The name, how much there is, and both digests.
  var digests: String {
    """
    \(name): \(Format.number(tree.files.count, "file")), \(Format.bytes(tree.size))
      oms_root  \(tree.omsRoot)
      dir_hash  \(tree.dirHash)
    """
  }

  /// Why there are two, and what the first does not cover.
  var reasons: String {
    var text = """
      oms_root is what OpenSSF Model Signing signs: the contents of files, not their
      names. dir_hash binds the name and content of every file. Proposals pin both.
      """
    let skipped = tree.skipped
    guard !skipped.isEmpty else { return text }
    text += "\nNot in oms_root, but in dir_hash:"
    for file in skipped.prefix(10) { text += "\n  \(file.path.shown)" }
    if skipped.count > 10 { text += "\n  and \(Format.number(skipped.count - 10, "more file"))" }
    return text
  }

  /// Both digests in one line.
  var brief: String { "\(tree.omsRoot)\t\(tree.dirHash)" }

  /// For programs.
  var members: [JSONObject.Member] {
    [
      .init(key: "bytes", value: .integer(tree.size)),
      .init(key: "dirHash", value: .string(tree.dirHash.description)),
      .init(key: "files", value: .integer(tree.files.count)), .init(key: "name", value: .string(name)),
      .init(key: "omsRoot", value: .string(tree.omsRoot.description)),
      .init(key: "skipped", value: .array(tree.skipped.map { .string($0.path.text) })),
    ]
  }
}
