internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import TransparencyLog

/// What this machine knows of what a log has signed, where the log has witnesses.
struct SignedLog {
  private let session: Session
  private let folder: SignedLogFolder

  init(_ session: Session) {
    self.session = session
    folder = SignedLogFolder(folder: Session.home + "/signed")
  }

  /// Refuses to go on with a log that is not the one this machine signed last.
  ///
  /// A log without witnesses goes on: nobody could be asked.
  func check() throws {
    guard FileManager.default.fileExists(atPath: session.layout.witnesses) else { return }
    guard let signed = folder.latest(of: session.dao.id) else {
      throw Failure(
        .conflict, "log.moved",
        "this machine never signed for this log; its witnesses have to be asked what it signed elsewhere",
        hint: "quorate log witness sync")
    }
    let size = try session.store.head()?.size ?? 0
    guard signed.size <= size else {
      throw Failure(
        .badEvidence, "log.rollback",
        "\(signed.size) entries of this log were signed here, but only \(size) are left; nothing was signed",
        hint: "recover the missing entries, from the published log or a later copy")
    }
    let store = session.store
    guard try MerkleRoot.of(size: signed.size, node: { try store.node($0) }) == signed.root else {
      throw Failure(
        .badEvidence, "log.fork",
        "another root was signed here for \(signed.size) entries of this log; nothing was signed")
    }
  }

  /// Whether this machine has signed for the log before.
  var isKnown: Bool { folder.latest(of: session.dao.id) != nil }

  /// Notes the newest signed checkpoint.
  func note() throws {
    guard FileManager.default.fileExists(atPath: session.layout.witnesses),
      let stored = try session.store.checkpoint()
    else { return }
    let checkpoint = try Checkpoint(parsing: try SignedNote(parsing: Array(stored.note.utf8)).text)
    try folder.note(.init(size: checkpoint.size, root: checkpoint.root), of: session.dao.id)
  }
}
