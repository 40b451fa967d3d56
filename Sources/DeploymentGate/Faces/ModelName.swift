package import CanonicalEncoding
package import Governance

/// How other systems name a model in one text.
///
/// `sha256:A` is the manifest in a registry. `sha256:A,sha256:B` are the digest of the files and that of the tree, as
/// `quorate model digest` prints them; a third is the manifest again. The digest of the files alone is not taken: it
/// binds no file names and none of the files that its recipe skips (trust.md 11).
package struct ModelName: Hashable, Sendable {
  package let model: ModelDigests?
  package let oci: Digest?

  /// A model by what is known of it.
  package init(model: ModelDigests? = nil, oci: Digest? = nil) {
    self.model = model
    self.oci = oci
  }

  /// Reads one of the forms, or `nil`.
  package init?(_ text: String) {
    guard text.utf8.count <= 256 else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Digest(registry: String($0)) ?? Digest(String($0))
    }
    switch parts.count {
    case 1:
      guard let oci = parts[0] else { return nil }
      self.init(oci: oci)
    case 2, 3:
      guard let omsRoot = parts[0], let dirHash = parts[1] else { return nil }
      guard let last = parts.last, let oci = last else { return nil }
      self.init(
        model: ModelDigests(omsRoot: omsRoot, dirHash: dirHash), oci: parts.count == 3 ? oci : nil)
    default: return nil
    }
  }

  /// The form that is read.
  package var text: String {
    let digests = [model?.omsRoot, model?.dirHash, oci].compactMap { $0?.registryText }
    return digests.joined(separator: ",")
  }

  /// The beginning of its first digest, for sentences.
  package var short: String {
    let text = (model?.omsRoot ?? oci)?.registryText ?? "unnamed"
    return text.utf8.count > 15 ? text.prefix(15) + "…" : text
  }

  /// What both names know together, or `nil` where they contradict each other.
  package func joined(with other: ModelName) -> ModelName? {
    if let model, let second = other.model, model != second { return nil }
    if let oci, let second = other.oci, oci != second { return nil }
    return ModelName(model: model ?? other.model, oci: oci ?? other.oci)
  }
}
