internal import CanonicalEncoding
internal import DocumentFiles
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import TransparencyLog

/// What this machine has signed of one log, held against the log as it stands here.
struct SignedMemory: Sendable {
  private let folder: SignedLogFolder
  /// What the log is known by: its DAO, or the key of a drop-box.
  private let log: Digest
  private let store: SQLiteLogStore

  init(of log: Digest, in store: SQLiteLogStore) {
    folder = Self.folder
    self.log = log
    self.store = store
  }

  /// The memory of a drop-box's log.
  init(ofBox key: VerifierKey, in store: SQLiteLogStore) {
    self.init(of: .sha256(Array(key.description.utf8)), in: store)
  }

  static var folder: SignedLogFolder { SignedLogFolder(folder: Session.home + "/signed") }

  /// Refuses a log that does not contain what this machine signed.
  /// - Returns: Whether this machine has signed for the log before.
  func check() throws -> Bool {
    guard let signed = try folder.latest(of: log) else { return false }
    try requireContained(signed)
    return true
  }

  /// Notes a checkpoint of the log durably before it is signed, so that no crash lets it be forgotten.
  ///
  /// Another copy of the log may have signed since it was looked at, so that is done anew, and no other process notes
  /// anything in between: what is noted always continues what was noted before. A checkpoint below that is part of it,
  /// since both are of the tree that is here.
  func note(_ checkpoint: Checkpoint) throws {
    try folder.locked(log) {
      let signed = try folder.latest(of: log)
      if let signed { try requireContained(signed) }
      try requireContained(.init(size: checkpoint.size, root: checkpoint.root))
      guard signed.map({ $0.size < checkpoint.size }) ?? true else { return }
      try folder.note(.init(size: checkpoint.size, root: checkpoint.root), of: log)
    }
  }

  private func requireContained(_ signed: SignedLogFolder.Signed) throws {
    let size = try store.head()?.size ?? 0
    guard signed.size <= size else {
      throw Failure(
        .badEvidence, "log.rollback",
        "\(signed.size) entries of this log were signed here, but only \(size) are left; nothing was signed",
        hint: "quorate log restore FROM, where FROM is the published log, a bundle or a later copy")
    }
    guard try MerkleRoot.of(size: signed.size, node: { try store.node($0) }) == signed.root else {
      throw Failure(
        .badEvidence, "log.fork",
        "another root was signed here for \(signed.size) entries of this log; nothing was signed")
    }
  }
}
