internal import DocumentFiles
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Synchronization
internal import TransparencyLog

/// What a command has signed, until the log's witnesses have been shown it.
///
/// They are asked before a command signs, and could not tell of what was signed since. So they see it before the command
/// says that it is done: a log that is restored from a copy then hears of everything that was acknowledged.
actor Acknowledgement {
  /// That of the command that runs.
  @TaskLocal static var current: Acknowledgement?

  /// How far the log was signed before, and which witnesses need not be asked again, since they are silent.
  struct Pending: Sendable {
    let signed: UInt64
    let silent: Set<VerifierKey>
  }

  /// What went wrong once it was signed.
  private let noted = Mutex<[Answer.Warning]>([])

  /// Adds to that.
  nonisolated func note(_ warning: Answer.Warning) { noted.withLock { $0.append(warning) } }

  /// What the answer has to say of it.
  nonisolated var notes: [Answer.Warning] { noted.withLock(\.self) }

  /// The receipts that the command has kept.
  private let receipts = Mutex<[KeptReceipt]>([])

  /// A receipt in a file.
  struct KeptReceipt: Sendable {
    let index: UInt64
    let path: String
  }

  /// Says that a receipt was kept, so that it gets the lines of witnesses.
  nonisolated func kept(_ receipt: KeptReceipt) { receipts.withLock { $0.append(receipt) } }

  /// `nil` where the command has looked at no log that it may sign.
  private(set) var pending: Pending?

  /// Says that a log is about to be signed. Of several times the first counts.
  func begin(signed: UInt64, silent: Set<VerifierKey>) {
    pending = Pending(
      signed: pending?.signed ?? signed, silent: silent.union(pending?.silent ?? []))
  }

  /// Has the log's witnesses cosign what was signed, and puts their lines into the receipts.
  /// - Returns: That too few of them have.
  /// - Throws: `Failure` where one of them holds something else.
  func settle(_ pending: Pending, in session: Session) async throws -> Answer.Warning? {
    guard let size = try session.store.checkpoint()?.size, size > pending.signed,
      let policy = try Witnesses.policy(of: session)
    else { return nil }
    let witnesses = Witnesses(session, policy)
    if try await witnesses.show(skipping: pending.silent) {
      // The receipts hold as they are, too: what cannot be added to them is had with `log prove`.
      try? await addLines(of: witnesses, in: session)
      return nil
    }
    return Answer.Warning(
      code: "W008",
      message: "too few witnesses have seen entry \(size - 1) and its receipt: until the next "
        + "quorate log witness sync this log could sign otherwise if it were restored from a copy")
  }

  /// Writes the receipts anew under the checkpoint that witnesses have cosigned.
  private func addLines(of witnesses: Witnesses, in session: Session) async throws {
    guard let newest = try witnesses.newest() else { return }
    for receipt in receipts.withLock(\.self) where receipt.index < newest.checkpoint.size {
      let proof = try await session.chamber.receipt(index: receipt.index, under: newest.note).proof
      try DurableFile.write(proof.bytes, to: receipt.path)
    }
  }
}
