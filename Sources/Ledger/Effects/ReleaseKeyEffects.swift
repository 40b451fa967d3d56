internal import CanonicalEncoding
internal import Governance

extension LedgerView {
  /// What adopting a charter changes about the keys for releases: those it names first are registered, and those
  /// that only the one before it named are ended.
  /// - Throws: `EffectRefusal.keyExists` for a key that was taken back, or that somebody else holds.
  func releaseKeys(
    adopting charter: Charter, after former: Charter?, by origin: Origin
  ) throws -> [Change] {
    let (old, new) = (former?.release?.keys ?? [], charter.release?.keys ?? [])
    var changes: [Change] = []
    for key in new {
      if let standing = try releaseKey(key.key.id) {
        guard standing.counts(at: origin.at), standing.holder.isSpelt(like: key.holder) else {
          throw EffectRefusal.keyExists
        }
      } else {
        changes.append(
          DecidedRecord(.registerKey(key), origin: origin).change(of: key.key.id, for: .release))
      }
    }
    for key in old where !new.contains(where: { $0.key.id == key.key.id }) {
      guard let standing = try registeredKey(key.key.id, for: .release), standing.counts(at: origin.at) else {
        continue
      }
      changes.append(standing.ended(by: origin).change(of: key.key.id, for: .release))
    }
    return changes
  }

  /// The same for an amendment of the charter in force.
  func releaseKeys(adopting hash: Digest, by origin: Origin) throws -> [Change] {
    guard let charter = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
    return try releaseKeys(adopting: charter, after: try self.charter(), by: origin)
  }
}
