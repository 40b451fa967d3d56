internal import CanonicalEncoding
package import SafetyProtocol

/// The file a draft begins as.
package enum ProposalTemplate {
  /// A draft that lints clean but for its empty sections.
  /// - Parameter model: What the proposal is to deploy, by name and files; left open where it is `nil`.
  package static func text(
    kind: String, title: String, author: String, model: (name: String, tree: ModelTree)? = nil
  ) -> String {
    var text =
      "---\ntitle: \(quoted(title))\nkind: \(kind)        # its actions decide the kind; this must agree\n"
    text += "authors: [\(author)]\n"
    switch kind {
    case "model.deploy": text += deployment(of: model)
    case "charter.amend": text += amendment
    default: break
    }
    text += "---\n"
    for section in ProposalDocument.sections { text += "\n## \(section)\n\n" }
    return text
  }

  /// A text as YAML and JSON both quote it.
  private static func quoted(_ text: String) -> String {
    String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
  }

  private static func deployment(of model: (name: String, tree: ModelTree)?) -> String {
    let name = model.map { quoted(String($0.name.prefix(120))) } ?? "the-model"
    return """
      actions:
        - type: model.deploy
          environment: production
          name: \(name)   # what people call it; the digests decide
          # OpenSSF Model Signing root, and in-toto dirHash over every file: quorate model digest
          oms_root: "\(model?.tree.omsRoot.description ?? "0x")"
          dir_hash: "\(model?.tree.dirHash.description ?? "0x")"
          locations: []   # e.g. "hf://org/model@<40-digit commit>"
          runtime: {}     # digests of system_prompt, adapter, chat_template, serving_image

      """
  }

  private static let amendment = """
    actions:
      - type: charter.amend
        charter: "0x"                  # quorate charter hash FILE

    """
}
