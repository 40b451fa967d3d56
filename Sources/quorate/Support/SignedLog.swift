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
  private let memory: SignedMemory

  init(_ session: Session) {
    self.session = session
    memory = SignedMemory(of: session.dao.id, in: session.store)
  }

  /// Refuses to go on with a log that has signed more than it knows of, or something else.
  ///
  /// Witnesses are asked each time: whatever would say here that they were asked already could have been restored
  /// together with the log.
  func check() async throws {
    let isKnown = try checkMemory()
    let policy = try Witnesses.policy(of: session)
    let former = try Witnesses.former(session, besides: policy)
    guard policy != nil || !former.isEmpty else { return }
    if let policy { try remember(policy.witnesses) }
    let asked = Set((former + (policy?.witnesses ?? [])).map(\.key))
    let signed = try session.store.checkpoint()?.size ?? 0
    if session.options.withoutWitnesses {
      guard isKnown || policy == nil else { throw Self.unknown(.conflict) }
      await Acknowledgement.current?.begin(signed: signed, silent: asked)
      return
    }
    let answered = try await Witnesses.ask(session, policy, former)
    await Acknowledgement.current?.begin(signed: signed, silent: asked.subtracting(answered))
    guard let policy, !policy.isKnown(from: answered) else { return }
    guard isKnown else { throw Self.unknown(.undecided) }
    let count = policy.keys.count { answered.contains($0) }
    throw Failure(
      .unavailable, Failure.silentWitnesses,
      "\(count) of the log's \(Format.number(policy.keys.count, "witness", plural: "witnesses")) could be asked what "
        + "it has signed, and the others could have vouched for something else; nothing was written",
      hint: "the same with --without-witnesses, if this log was not restored from a copy")
  }

  /// Refuses a log that does not contain what this machine signed.
  /// - Returns: Whether this machine has signed for the log before.
  func checkMemory() throws -> Bool { try memory.check() }

  /// Notes each checkpoint durably before it is signed.
  var remembering: @Sendable (Checkpoint) throws -> Void {
    let memory = memory
    return { try memory.note($0) }
  }

  /// Notes the newest checkpoint that is signed already.
  func note() throws {
    guard let stored = try session.store.checkpoint() else { return }
    try memory.note(try Checkpoint(parsing: try SignedNote(parsing: Array(stored.note.utf8)).text))
  }

  /// Remembers witnesses, so that they are asked also once they are not named any more.
  func remember(_ witnesses: [WitnessPolicy.Witness]) throws {
    try SignedMemory.folder.remember(witnesses, of: session.dao.id)
  }

  /// This machine never signed for the log, and its witnesses have not said what was signed elsewhere.
  static func unknown(_ status: ExitStatus) -> Failure {
    Failure(
      status, "log.moved",
      "this machine never signed for this log, and too few of its witnesses were asked what others signed")
  }
}
