internal import CanonicalEncoding
internal import Governance

extension LedgerView {
  /// What adopting a charter changes about the keys for releases: those it names first are registered, and those
  /// that only the one before it named are ended, with whatever took their place by rotation.
  ///
  /// A key that both name is left as it is, also where a vote has replaced it or taken it back since: a list that
  /// stays the same brings nothing back.
  /// - Throws: `EffectRefusal.keyTakenBack` for a key that ended, `keyExists` for one that somebody else holds.
  /// - Complexity: O(keys that were ever registered), for each key that is left out.
  func releaseKeys(
    adopting charter: Charter, after former: Charter?, by origin: Origin
  ) throws -> [Change] {
    let (old, new) = (former?.release?.keys ?? [], charter.release?.keys ?? [])
    var changes: [Change] = []
    for key in new {
      if let standing = try releaseKey(key.key.id) {
        guard standing.holder.isSpelt(like: key.holder) else { throw EffectRefusal.keyExists }
        let isKept = old.contains { $0.key.id == key.key.id }
        guard isKept || standing.counts(at: origin.at) else { throw EffectRefusal.keyTakenBack }
      } else {
        changes.append(
          DecidedRecord(.registerKey(key), origin: origin).change(of: key.key.id, for: .release))
      }
    }
    for key in old where !new.contains(where: { $0.key.id == key.key.id }) {
      for id in try [key.key.id] + successors(of: key.key.id)
      where !new.contains(where: { $0.key.id == id }) {
        guard let standing = try registeredKey(id, for: .release), standing.counts(at: origin.at) else {
          continue
        }
        changes.append(standing.ended(by: origin).change(of: id, for: .release))
      }
    }
    return changes
  }

  /// The keys that took the place of a key for releases, one after the other.
  private func successors(of key: Digest) throws -> [Digest] {
    var next: [Digest: Digest] = [:]
    for record in try registeredKeys(for: .release) {
      if case .rotateKey(let rotation) = record.action { next[rotation.replaces] = rotation.key.id }
    }
    var successors: [Digest] = []
    // Each rotation registers a key that was never there before, so that this ends.
    while let id = next[successors.last ?? key] { successors.append(id) }
    return successors
  }

  /// The same for an amendment of the charter in force.
  func releaseKeys(adopting hash: Digest, by origin: Origin) throws -> [Change] {
    guard let charter = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
    return try releaseKeys(adopting: charter, after: try writtenCharter(at: origin.at), by: origin)
  }
}
