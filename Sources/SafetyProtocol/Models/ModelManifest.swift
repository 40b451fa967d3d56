package import CanonicalEncoding

/// The list of a model's files: what a gate recomputes both digests from without the files themselves.
///
/// ```json
/// {"files":[{"path":"config.json","sha256":"0x5af6…","size":142}],"format":"quorate.model-manifest/1",
/// "ignored":[]}
/// ```
///
/// It states no digest of the whole, since those follow from the list: what could disagree is not written down.
package enum ModelManifest {
  /// The largest canonical form.
  package static let sizeLimit = 64 << 20

  private static let format = "quorate.model-manifest/1"

  /// The canonical form of a tree.
  package static func canonicalBytes(of tree: ModelTree) -> [UInt8] {
    JSONValue.members([
      "files": .array(
        tree.files.map {
          .members([
            "path": .string($0.path.text), "sha256": .string($0.sha256.description),
            "size": .integer($0.size),
          ])
        }),
      "format": .string(format), "ignored": .array(tree.ignored.map { .string($0.text) }),
    ]).canonicalBytes
  }

  /// Reads the canonical form and no other, which lists files and ignored paths in strictly rising order of bytes.
  package static func tree(canonical bytes: [UInt8]) throws(ModelManifestRefusal) -> ModelTree {
    let listed = try listed(in: bytes)
    var (files, ignored): ([ModelFile], [ModelPath]) = ([], [])
    let tree: ModelTree
    do throws(ModelRefusal) {
      for row in listed.files {
        files.append(ModelFile(path: try ModelPath(row.path), size: row.size, sha256: row.sha256))
      }
      for path in listed.ignored { ignored.append(try ModelPath(path)) }
      tree = try ModelTree(files, ignoring: ignored)
    } catch {
      throw .model(error)
    }
    // The tree sorts its files and drops an ignored path that stands twice; the list must have done so already.
    guard tree.files == files, tree.ignored == ignored else { throw .order }
    return tree
  }

  private struct Row {
    let path: String
    let size: UInt64
    let sha256: Digest

    init(_ value: JSONValue) throws(JSONRefusal) {
      var fields = try JSONFields(value, of: "a file of a model manifest")
      path = try fields.string("path")
      sha256 = try fields.digest("sha256")
      size = try fields.integer("size")
      try fields.finish()
    }
  }

  private static func listed(
    in bytes: [UInt8]
  ) throws(ModelManifestRefusal) -> (files: [Row], ignored: [String]) {
    do throws(JSONRefusal) {
      let value = try JSONParser.parse(bytes, form: .canonical, limit: sizeLimit)
      var fields = try JSONFields(value, of: "a model manifest")
      let elements = try fields.array("files")
      guard elements.count <= ModelTree.fileLimit else {
        throw fields.unexpected("files", "a list of at most \(ModelTree.fileLimit)")
      }
      guard try fields.string("format") == format else { throw fields.unexpected("format", format) }
      let ignored = try fields.strings("ignored")
      try fields.finish()
      var rows: [Row] = []
      for element in elements { rows.append(try Row(element)) }
      return (rows, ignored)
    } catch {
      throw .malformed(error)
    }
  }
}

/// Why bytes were not read as a model's manifest.
package enum ModelManifestRefusal: CodedRefusal, Hashable {
  /// Not canonical JSON of the form.
  case malformed(JSONRefusal)
  /// Files that cannot be a model.
  case model(ModelRefusal)
  /// Files or ignored paths that are not in strictly rising order.
  case order

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed(let refusal): refusal.code
    case .model(let refusal): refusal.code
    case .order: "manifest.order"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let refusal): refusal.message
    case .model(let refusal): refusal.message
    case .order: "files and ignored paths stand in strictly rising order of the bytes of their paths"
    }
  }
}
