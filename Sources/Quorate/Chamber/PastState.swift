package import CanonicalEncoding
package import Ledger
package import Signing
package import TransparencyLog

/// The state of a DAO as it was.
package enum PastState {
  /// Replays the entries received up to an instant.
  ///
  /// An entry that was dated ahead was there by the instant to which a correction behind it has set the clock back.
  /// Signatures are checked again: a past state is as good as an audit of the log up to there.
  /// - Parameter voids: Is shown every entry without an effect, and why it has none.
  /// - Complexity: O(history).
  package static func replay<Files: Documents & Sendable>(
    _ store: some LogStore, documents: Files, verifier: some SignatureVerifier, dao: Digest,
    curves: any NoteCurves, until instant: Timepoint,
    voids: (UInt64, any CodedRefusal) throws -> Void = { _, _ in }
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
    // The state in front of what is dated later, until a correction that has an effect sets the clock back.
    var before: LedgerView<MemoryRecords, Files>?
    lazy var lastCorrection = Result { try Self.lastCorrection(in: store, upTo: instant) }
    while true {
      let entries = try pages.next(512)
      guard !entries.isEmpty else { return before ?? view(of: replay) }
      for entry in checking.check(entries) {
        if before != nil || entry.received.map({ $0 > instant }) ?? false {
          let state = before ?? view(of: replay)
          guard let last = try lastCorrection.get(), entry.index <= last else { return state }
          before = state
        }
        switch entry.result {
        case .success(let verified):
          if case .void(let refusal) = try replay.apply(verified, after: tree) {
            try voids(entry.index, refusal)
          }
        case .failure(let refusal):
          try voids(entry.index, refusal)
          replay.skip(received: entry.received)
        }
        tree.append(entry.hash)
        if replay.last <= instant { before = nil }
      }
    }
  }

  /// The last entry that may set the clock back to an instant or to one before it.
  private static func lastCorrection(in store: some LogStore, upTo instant: Timepoint) throws -> UInt64? {
    var pages = EntryPages(store)
    var last: UInt64?
    while true {
      let entries = try pages.next(512)
      guard !entries.isEmpty else { return last }
      for entry in entries where entry.maySetClockBack {
        guard let read = try? UnverifiedEntry(parsing: entry.bytes), read.received <= instant else {
          continue
        }
        last = entry.index
      }
    }
  }
}

extension StoredEntry {
  /// Whether it may be a correction of the log's clock, by how it begins.
  var maySetClockBack: Bool { LogEntry.correctionPrefixes.contains { bytes.starts(with: $0) } }
}
