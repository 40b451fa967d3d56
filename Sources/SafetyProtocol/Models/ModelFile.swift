package import CanonicalEncoding

/// One file of a model, by its place and its content.
package struct ModelFile: Hashable, Sendable {
  /// The most bytes a file may have: the largest whole number that every reader of JSON keeps.
  package static let sizeLimit: UInt64 = 1 << 53 - 1

  /// Where it stands.
  package let path: ModelPath
  /// How many bytes it has.
  package let size: UInt64
  /// SHA-256 of its bytes.
  package let sha256: Digest

  /// A file of a size and a hash.
  package init(path: ModelPath, size: UInt64, sha256: Digest) {
    self.path = path
    self.size = size
    self.sha256 = sha256
  }
}
