package import CanonicalEncoding
internal import Governance

/// Where a workload takes a model from, as it stands in a cluster's object.
package struct ModelReference: Hashable, Sendable {
  /// What the text binds.
  package enum Target: Hashable, Sendable {
    /// A manifest in a registry, by its digest.
    case registry(Digest)
    /// A commit of a repository: always the same files, though nothing proves which model they are.
    case commit
    /// Nothing: the same text can be something else tomorrow.
    case mutable
  }

  /// The text, as it stands there.
  package let text: String
  package let target: Target
  /// The member that holds it, for people: `spec.predictor.model.storageUri`.
  package let place: String

  /// A place that models are stored in: `oci://…@sha256:…`, `hf://org/name@COMMIT`, `s3://…`.
  package init(storage text: String, at place: String) {
    self.text = text
    self.place = place
    if text.hasPrefix("oci://") {
      target = Self.target(ofImage: String(text.dropFirst(6)))
    } else if text.hasPrefix("hf://") {
      // KServe separates the revision by a colon, others by an at sign.
      let revision = text.dropFirst(5).split(separator: "@", omittingEmptySubsequences: false).last
        .flatMap { $0.split(separator: ":", omittingEmptySubsequences: false).last }
      let hasRevision = text.dropFirst(5).contains { $0 == "@" || $0 == ":" }
      target = hasRevision && revision.map(Self.isCommit) == true ? .commit : .mutable
    } else {
      target = .mutable
    }
  }

  /// An image that holds a model: `registry.example/model@sha256:…`.
  package init(image text: String, at place: String) {
    self.text = text
    self.place = place
    target = Self.target(ofImage: text)
  }

  /// A text that binds nothing, whatever it says.
  init(mutable text: String, at place: String) {
    self.text = text
    self.place = place
    target = .mutable
  }

  private static func target(ofImage text: String) -> Target {
    digest(ofImage: text).map { .registry($0) } ?? .mutable
  }

  /// The digest at the end of the name of an image, or `nil` where it is known by a tag only.
  static func digest(ofImage text: String) -> Digest? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    return Digest(registry: String(parts[1]))
  }

  /// Commits are named by all of their digits: a branch may be called like the first few.
  private static func isCommit(_ revision: Substring) -> Bool {
    let digits = revision.utf8
    return (digits.count == 40 || digits.count == 64)
      && digits.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }
}
