package import CanonicalEncoding
package import Ledger
package import Signing
package import TransparencyLog

/// The state of a DAO as it was.
package enum PastState {
  /// Replays the entries received up to an instant.
  ///
  /// Signatures are checked again: a past state is as good as an audit of the log up to there.
  /// - Complexity: O(history).
  package static func replay<Files: Documents & Sendable>(
    _ store: some LogStore, documents: Files, verifier: some SignatureVerifier, dao: Digest,
    curves: any NoteCurves, until instant: Timepoint
  ) throws -> LedgerView<MemoryRecords, Files> {
    func view(of replay: Replay) -> LedgerView<MemoryRecords, Files> {
      LedgerView(records: replay.view.records, documents: documents)
    }
    var pages = EntryPages(store)
    var replay = Replay(documents: documents)
    let checkpoints = CheckpointVerifier(curves: curves) { try documents.policy($0) }
    let checking = EntryChecking(
      verifier: EntryVerifier(dao: dao, verifier: verifier, checkpoints: checkpoints))
    var tree = CompactRange()
    while true {
      let entries = try pages.next(512)
      guard !entries.isEmpty else { return view(of: replay) }
      for entry in checking.check(entries) {
        if let received = entry.received, received > instant { return view(of: replay) }
        switch entry.result {
        case .success(let verified): _ = try replay.apply(verified, after: tree)
        case .failure: replay.skip(received: entry.received)
        }
        tree.append(entry.hash)
      }
    }
  }
}
