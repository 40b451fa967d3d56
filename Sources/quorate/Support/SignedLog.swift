internal import CanonicalEncoding
internal import DocumentFiles
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import TransparencyLog

/// What is known of what a log has signed: by this machine, and by the log's witnesses.
///
/// A log that was restored from a copy does not know what it has signed since, and would sign another root for a size.
struct SignedLog {
  private let session: Session
  private let folder: SignedLogFolder

  init(_ session: Session) {
    self.session = session
    folder = SignedLogFolder(folder: Session.home + "/signed")
  }

  /// Refuses to go on with a log that has signed more than it knows of, or something else.
  ///
  /// Witnesses are asked each time: whatever would say here that they were asked already could have been restored
  /// together with the log.
  func check() async throws {
    let isKnown = try checkMemory()
    guard let policy = try Witnesses.policy(of: session) else { return }
    if session.options.withoutWitnesses {
      guard isKnown else { throw Self.unknown(.conflict) }
      return
    }
    let answered = try await Witnesses(session, policy).ask()
    guard answered < policy.fewest else { return }
    guard isKnown else { throw Self.unknown(.undecided) }
    throw Failure(
      .unavailable, Failure.silentWitnesses,
      "\(answered) of the log's witnesses could be asked what it has signed, and it takes \(policy.fewest); "
        + "nothing was written",
      hint: "the same with --without-witnesses, if this log was not restored from a copy")
  }

  /// Refuses a log that does not contain what this machine signed.
  /// - Returns: Whether this machine has signed for the log before.
  func checkMemory() throws -> Bool {
    guard let signed = folder.latest(of: session.dao.id) else { return false }
    let size = try session.store.head()?.size ?? 0
    guard signed.size <= size else {
      throw Failure(
        .badEvidence, "log.rollback",
        "\(signed.size) entries of this log were signed here, but only \(size) are left; nothing was signed",
        hint: "recover the missing entries, from the published log or a later copy")
    }
    let store = session.store
    guard try MerkleRoot.of(size: signed.size, node: { try store.node($0) }) == signed.root else {
      throw Self.fork(signed.size)
    }
    return true
  }

  /// Notes each checkpoint durably before it is signed, so that no crash lets one be forgotten.
  var remembering: @Sendable (Checkpoint) throws -> Void {
    let (folder, dao) = (folder, session.dao.id)
    return { checkpoint in
      let signed = folder.latest(of: dao)
      if let signed, signed.size == checkpoint.size, signed.root != checkpoint.root {
        throw Self.fork(signed.size)
      }
      // Another process may be ahead.
      if let signed, signed.size > checkpoint.size { return }
      try folder.note(.init(size: checkpoint.size, root: checkpoint.root), of: dao)
    }
  }

  /// Notes the newest checkpoint that is signed already.
  func note() throws {
    guard let stored = try session.store.checkpoint() else { return }
    try remembering(try Checkpoint(parsing: try SignedNote(parsing: Array(stored.note.utf8)).text))
  }

  /// This machine never signed for the log, and its witnesses have not said what was signed elsewhere.
  static func unknown(_ status: ExitStatus) -> Failure {
    Failure(
      status, "log.moved",
      "this machine never signed for this log, and too few of its witnesses were asked what others signed")
  }

  private static func fork(_ size: UInt64) -> Failure {
    Failure(
      .badEvidence, "log.fork",
      "another root was signed here for \(size) entries of this log; nothing was signed")
  }
}
