internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import TransparencyLog

/// Compares every signed checkpoint with the tree as the entries pass by.
struct CheckpointWalk {
  private var pending: [StoredCheckpoint] = []
  private var nextSize: UInt64 = 1
  private var isExhausted = false
  private let origin: String
  /// The keys as the entries so far have left them.
  var keys: LogKeyChain?
  private(set) var count = 0
  private var fault: (size: UInt64, words: String)?
  private var last: UInt64 = 0

  init() {
    origin = ""
  }

  /// The keys are those of the genesis, which every founder signed, until an entry changes them.
  init(genesis: Genesis) throws {
    origin = genesis.origin
    keys = try LogKeyChain(genesis)
  }

  /// What the newest checkpoint and the earlier ones turned out to be.
  var findings: [(step: AuditStep, verdict: AuditReport.Verdict, detail: String)] {
    if let fault {
      guard fault.size < last else { return [(.checkpoint, .fails, fault.words)] }
      return [
        (.checkpoint, .incomplete, "not looked at, since an earlier one is wrong"),
        (.history, .fails, fault.words),
      ]
    }
    if count == 0 { return [(.checkpoint, .fails, "no checkpoint was ever signed")] }
    return [
      (.checkpoint, .holds, "size \(last), signed by \(keys?.latest.keys.count ?? 0) keys of the log"),
      count > 1
        ? (.history, .holds, "\(count - 1) earlier checkpoints are of this log")
        : (.history, .absent, "no earlier checkpoint is kept here"),
    ]
  }

  /// How many checkpoints are held at a time: the largest are a megabyte each.
  private static var pageLimit: Int { 16 }

  /// The size of the next checkpoint, or `nil` where there is none.
  mutating func next(in log: some LogReading) throws -> UInt64? {
    if pending.isEmpty, !isExhausted {
      pending = try log.checkpoints(from: nextSize, limit: Self.pageLimit).reversed()
      isExhausted = pending.isEmpty
      nextSize = (pending.first?.size ?? nextSize) + 1
    }
    return pending.last?.size
  }

  /// Checks the checkpoints of the size the range has now.
  mutating func pass(_ range: CompactRange, curves: any NoteCurves) {
    while let next = pending.last, next.size <= range.size {
      pending.removeLast()
      check(next, range, curves)
    }
  }

  /// A checkpoint of a size that the log does not have shows that entries were cut off.
  mutating func finish(_ range: CompactRange, log: some LogReading) throws {
    let beyond = try pending.last ?? log.checkpoints(from: max(nextSize, range.size + 1), limit: 1).first
    guard let beyond, fault == nil else { return }
    fault = (
      .max, "the checkpoint of size \(beyond.size) was signed, but the log has only \(range.size) entries"
    )
  }

  private mutating func check(_ stored: StoredCheckpoint, _ range: CompactRange, _ curves: any NoteCurves) {
    count += 1
    last = stored.size
    guard fault == nil else { return }
    if let words = self.fault(of: stored, range, curves) {
      fault = (stored.size, "the checkpoint of size \(stored.size)\(words)")
    }
  }

  /// What is wrong with a checkpoint, as a sentence goes on.
  private func fault(
    of stored: StoredCheckpoint, _ range: CompactRange, _ curves: any NoteCurves
  ) -> String? {
    do {
      let note = try SignedNote(parsing: Array(stored.note.utf8))
      let checkpoint = try Checkpoint(parsing: note.text)
      // What keys have signed that count as stolen stands here under a later checkpoint, by others.
      guard try keys?.haveSigned(note, size: checkpoint.size, evenDoubted: true, with: curves) ?? false else {
        return " lacks a signature of one of the log's keys"
      }
      let isSame = checkpoint.size == stored.size && checkpoint.root == range.root
      return isSame && checkpoint.isOf(origin: origin) ? nil : " is not that of these entries"
    } catch {
      return ": \((error as? any CodedRefusal)?.message ?? "\(error)")"
    }
  }
}
