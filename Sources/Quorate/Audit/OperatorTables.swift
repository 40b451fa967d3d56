internal import CanonicalEncoding
internal import Ledger
package import TransparencyLog

/// What an operator keeps beside the log, as an audit holds it against what the entries lead to.
///
/// Counts of refusals are not among them: they are no part of the record, and nothing is concluded from them.
package struct OperatorTables: Sendable {
  /// The first reason that is not the text of its hash.
  private let alteredReason: @Sendable () throws -> Digest?
  /// When the last entry was received, by the head of the log.
  private let received: @Sendable () throws -> Timepoint?
  /// The records held against those of a replay.
  private let records: @Sendable (MemoryRecords) async throws -> (holds: Bool, detail: String)

  package init(_ store: some LogStore, jobs: Int) {
    alteredReason = { try store.firstAlteredReason() }
    received = { try store.head()?.received }
    records = { try await ProjectionCheck(store: store, replayed: $0, jobs: jobs).finding() }
  }

  /// The first thing that is not what the entries lead to, or how many records are.
  ///
  /// - Parameters:
  ///   - firstWrong: The first entry that is looked up under another identity than its own.
  ///   - replayed: The records the entries lead to.
  ///   - last: When the last entry was received.
  func finding(
    firstWrong: UInt64?, replayed: MemoryRecords, last: Timepoint
  ) async throws -> (holds: Bool, detail: String) {
    do {
      if let firstWrong {
        return (false, "entry \(firstWrong) is looked up under another identity than its own")
      }
      // The instant in the head is what the next entry is compared with.
      guard try received() == last else {
        return (false, "the last instant of receipt is not that of the entries")
      }
      if let hash = try alteredReason() {
        return (false, "the reason kept for \(hash) is not the text that was signed")
      }
      return try await records(replayed)
    } catch let error as StorageError where error.code == "storage.corrupt" {
      return (false, error.message)
    }
  }
}

extension Auditor where Log: LogStore {
  /// An audit of a workspace: of its log, and of the operator's own tables beside it. Everything is checked again, also
  /// what was accepted before.
  package init(
    store: Log, documents: Files, verifier: Verifier, curves: any NoteCurves, jobs: Int,
    accepted: AcceptedLog? = nil, allowsOlder: Bool = false
  ) {
    self.init(
      log: store, documents: documents, verifier: verifier, curves: curves, jobs: jobs,
      tables: OperatorTables(store, jobs: jobs), accepted: accepted,
      allowsOlder: allowsOlder, trustsAccepted: false)
  }
}
