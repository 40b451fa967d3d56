package import CanonicalEncoding

/// The model that evidence is about, by both digests that name it.
package struct EvidenceSubject: Hashable, Sendable {
  /// OpenSSF Model Signing root.
  package let omsRoot: Digest
  /// in-toto `dirHash`.
  package let dirHash: Digest

  package init(omsRoot: Digest, dirHash: Digest) {
    self.omsRoot = omsRoot
    self.dirHash = dirHash
  }
}
