internal import CanonicalEncoding
package import Governance
package import TransparencyLog

/// Compares every signed checkpoint with the tree as the entries pass by.
struct CheckpointWalk {
  private var pending: [StoredCheckpoint] = []
  private var nextSize: UInt64 = 1
  private var isExhausted = false
  private let origin: String
  private let keys: [VerifierKey]
  private(set) var count = 0
  private(set) var fault: String?
  private var last: UInt64 = 0

  init() {
    origin = ""
    keys = []
  }

  /// The keys are those of the genesis, which every founder signed.
  init(genesis: Genesis) throws {
    origin = genesis.origin
    keys = try LogKeys.of(genesis)
  }

  var detail: String {
    if let fault { return fault }
    return count == 0 ? "no checkpoint was ever signed" : "\(count) signed, newest of size \(last)"
  }

  /// The size of the next checkpoint, or `nil` where there is none.
  mutating func next(in store: some LogStore) throws -> UInt64? {
    if pending.isEmpty, !isExhausted {
      pending = try store.checkpoints(from: nextSize, limit: 1000).reversed()
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
  mutating func finish(_ range: CompactRange, store: some LogStore) throws {
    let beyond = try pending.last ?? store.checkpoints(from: max(nextSize, range.size + 1), limit: 1).first
    guard let beyond, fault == nil else { return }
    fault = "the checkpoint of size \(beyond.size) was signed, but the log has only \(range.size) entries"
  }

  private mutating func check(_ stored: StoredCheckpoint, _ range: CompactRange, _ curves: any NoteCurves) {
    count += 1
    last = stored.size
    guard fault == nil else { return }
    do {
      let note = try SignedNote(parsing: Array(stored.note.utf8))
      let signers = try note.verified(by: keys, with: curves)
      let checkpoint = try Checkpoint(parsing: note.text)
      guard signers.count == keys.count else {
        fault = "the checkpoint of size \(stored.size) lacks a signature of one of the log's keys"
        return
      }
      guard checkpoint.origin == origin, checkpoint.size == stored.size, checkpoint.root == range.root else {
        fault = "the checkpoint of size \(stored.size) is not that of these entries"
        return
      }
    } catch {
      fault = "the checkpoint of size \(stored.size): \(error)"
    }
  }
}

/// The keys of a log, as its genesis names them.
package enum LogKeys {
  /// Ed25519 first, then BIP-340.
  package static func of(_ genesis: Genesis) throws -> [VerifierKey] {
    [
      try VerifierKey(name: genesis.origin, algorithm: .ed25519, publicKey: genesis.logEd25519),
      try VerifierKey(name: genesis.origin, algorithm: .schnorr, publicKey: genesis.logSecp256k1),
    ]
  }
}
