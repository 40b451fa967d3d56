internal import CanonicalEncoding

/// The file a draft begins as.
package enum ProposalTemplate {
  /// A draft that lints clean but for its empty sections.
  package static func text(kind: String, title: String, author: String) -> String {
    let quoted = String(decoding: JSONValue.string(title).canonicalBytes, as: UTF8.self)
    var text = "---\ntitle: \(quoted)\nkind: \(kind)        # its actions decide the kind; this must agree\n"
    text += "authors: [\(author)]\n"
    switch kind {
    case "model.deploy": text += deployment
    case "charter.amend": text += amendment
    default: break
    }
    text += "---\n"
    for section in ProposalDocument.sections { text += "\n## \(section)\n\n" }
    return text
  }

  private static let deployment = """
    actions:
      - type: model.deploy
        environment: production
        name: the-model                # what people call it; the digests decide
        oms_root: "0x"                 # OpenSSF Model Signing root, SHA-256
        dir_hash: "0x"                 # in-toto dirHash over every file of the tree
        locations: []                  # e.g. "hf://org/model@<40-digit commit>"
        runtime: {}                    # digests of system_prompt, adapter, chat_template, serving_image

    """

  private static let amendment = """
    actions:
      - type: charter.amend
        charter: "0x"                  # quorate charter hash FILE

    """
}
