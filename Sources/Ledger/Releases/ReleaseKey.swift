package import CanonicalEncoding
package import Governance

/// A key that signs releases in the DAO's name, and who holds it.
package struct ReleaseKey: Hashable, Sendable {
  /// Who holds it: of the keys of one holder, one counts.
  package let holder: String
  /// The key.
  package let key: PublicKeyFields
  /// How it came to be registered, and what ended it.
  package let record: DecidedRecord

  /// SHA-256 of its SubjectPublicKeyInfo.
  package var id: Digest { key.id }

  /// Whether what it signs at an instant counts. What it signed before it was taken back still does, unless it was
  /// stolen by then.
  package func counts(at now: Timepoint) -> Bool { record.counts(at: now) }
}

extension LedgerView {
  /// The keys that were ever registered for releases, by their identities.
  package func releaseKeys() throws -> [ReleaseKey] {
    try registeredKeys(for: .release).compactMap { try releaseKey($0) }
  }

  /// A key that was ever registered for releases, or `nil`.
  package func releaseKey(_ id: Digest) throws -> ReleaseKey? {
    try registeredKey(id, for: .release).flatMap { try releaseKey($0) }
  }

  /// A rotated key is held by whoever held the one it replaced.
  /// - Complexity: O(rotations), each of which registered a key that was new.
  private func releaseKey(_ record: DecidedRecord) throws -> ReleaseKey? {
    var (origin, key): (DecidedRecord?, PublicKeyFields?) = (record, nil)
    while let earlier = origin {
      switch earlier.action {
      case .registerKey(let registration):
        return ReleaseKey(holder: registration.holder, key: key ?? registration.key, record: record)
      case .rotateKey(let rotation):
        key = key ?? rotation.key
        origin = try registeredKey(rotation.replaces, for: .release)
      default: return nil
      }
    }
    return nil
  }
}
