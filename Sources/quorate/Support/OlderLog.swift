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

  /// Audits the entries, and writes what they lead to.
  ///
  /// An audit and no mere replay: of the state that is thrown away nothing is left to compare with, so that entries, tree,
  /// head and signed checkpoints have to be of one history before it goes.
  ///
  /// - Returns: How many entries there are.
  /// - Throws: `Failure` where anything of that does not hold, where an entry has no effect that must have one, or where a
  ///   document is missing; nothing is written then.
  /// - Complexity: O(history).
  @discardableResult
  func upgrade(documents: some Documents & Sendable) async throws -> UInt64 {
    let verifier = Secp256k1Verifier()
    var auditor = Auditor(
      log: store, documents: documents, verifier: verifier, curves: LogCurves(verifier),
      jobs: Audits.cores(nil), allowsOlder: true)
    let report = try await auditor.runOnFiles(pinned: dao)
    if let lacking = auditor.firstLacking {
      throw Failure(
        .undecided, "document.missing",
        "entry \(lacking) of the older log file cannot be judged for want of a document; nothing was written")
    }
    if isOwn, let entry = report.voids.first {
      throw Failure(
        .badEvidence, "record.unreadable",
        "entry \(entry.index) of the older log file has no effect now: \(entry.message) (\(entry.code)); nothing was written"
      )
    }
    if let step = report.steps.first(where: { $0.verdict == .fails }) {
      throw Failure(
        .badEvidence, "storage.corrupt",
        "the older log file does not hold: \(step.name): \(step.detail); nothing was written",
        hint: isOwn
          ? "quorate log restore FROM --into NEW --pin 0x…, from a published copy or a bundle"
          : "move the gate's own copy away (--state), once you know that its log has every entry it was shown"
      )
    }
    guard try store.head()?.received == auditor.last else {
      throw Failure(
        .badEvidence, "storage.corrupt",
        "the head of the older log file has another instant than its last entry; nothing was written")
    }
    try store.upgrade(to: auditor.state.records, at: report.size)
    return report.size
  }
}
