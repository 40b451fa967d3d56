package import CanonicalEncoding
internal import Governance
package import SafetyProtocol

/// The file a draft begins as.
package enum ProposalTemplate {
  /// A draft that lints clean but for its empty sections and for what its action leaves open.
  /// - Parameters:
  ///   - model: What the proposal is to deploy, by name and files; left open where it is `nil`.
  ///   - registry: The manifest under which a registry has it, and the list of its files that proves it.
  package static func text(
    kind: String, title: String, author: String, model: (name: String, tree: ModelTree)? = nil,
    registry: (oci: Digest, list: Digest)? = nil
  ) -> String {
    var text =
      "---\ntitle: \(quoted(title))\nkind: \(kind)        # its actions decide the kind; this must agree\n"
    text += "authors: [\(author)]\n"
    if var fields = ActionTemplates.fields(of: kind) {
      if let model { fields = filled(fields, with: model) }
      if let registry { fields = bound(fields, to: registry.oci, by: registry.list) }
      text += "actions:\n  - type: \(kind)\n"
      for line in fields.textLines where !line.isEmpty { text += "    \(line)\n" }
    }
    text += "---\n"
    for section in ProposalDocument.sections { text += "\n## \(section)\n\n" }
    return text
  }

  /// A text as YAML and JSON both quote it.
  private static func quoted(_ text: String) -> String {
    String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
  }

  /// The fields with the manifest of a registry, and the list of files that proves it.
  private static func bound(_ fields: String, to oci: Digest, by list: Digest) -> String {
    fields.textLines.map { line in
      line.hasPrefix("# oci:")
        ? "oci: \"\(oci.registryText)\"\ndocuments: {manifest: \"\(list)\"}" : String(line)
    }.joined(separator: "\n")
  }

  /// The fields with the name and the digests of a model where they are left open.
  private static func filled(_ fields: String, with model: (name: String, tree: ModelTree)) -> String {
    fields.textLines.map { line in
      if line.hasPrefix("name: the-model") { return "name: \(quoted(String(model.name.prefix(120))))" }
      if line.hasPrefix("oms_root: \"0x\"") { return "oms_root: \"\(model.tree.omsRoot)\"" }
      if line.hasPrefix("dir_hash: \"0x\"") { return "dir_hash: \"\(model.tree.dirHash)\"" }
      return line
    }.joined(separator: "\n")
  }
}
