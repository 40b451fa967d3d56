internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing

/// A log file of an older version, whose entries are read as ever and whose records are written anew from them.
struct OlderLog {
  let store: SQLiteLogStore
  let dao: Digest
  /// Whether every entry must have an effect: those of a workspace were admitted, those of a log that was copied may have none.
  let isOwn: Bool

  /// Verifies and replays every entry, and writes what they lead to.
  /// - Throws: `Failure` where an entry has no effect that must have one, or none for want of a document.
  /// - Complexity: O(history).
  func upgrade(documents: some Documents & Sendable) throws {
    let size = try store.head()?.size ?? 0
    let verifier = Secp256k1Verifier()
    let state = try PastState.replay(
      store, documents: documents, verifier: verifier, dao: dao, curves: LogCurves(verifier), until: .latest
    ) { index, refusal in
      guard isOwn || Self.isForWantOfDocuments(refusal) else { return }
      throw Failure(
        .badEvidence, "record.unreadable",
        "entry \(index) of the older log file has no effect now: \(refusal.message) (\(refusal.code)); nothing was written"
      )
    }
    try store.upgrade(to: state.records, at: size)
  }

  private static func isForWantOfDocuments(_ refusal: any CodedRefusal) -> Bool {
    if case .policyMissing? = refusal as? EntryRefusal { return true }
    return (refusal as? AdmissionRefusal)?.isForWantOfDocuments ?? false
  }
}
