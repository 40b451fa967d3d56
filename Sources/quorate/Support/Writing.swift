internal import Secp256k1Signing
internal import TransparencyLog
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

typealias DAOPreparing = Preparing<SQLiteRecords, DocumentFolder>

/// The common way of a command that signs and submits a statement.
enum Writing {
  /// What was signed, its receipt, and where that is kept.
  struct Signed {
    let statement: Statement
    let receipt: Receipt
    let path: String

    /// What is done with it next.
    var next: String {
      path == Writing.unkept
        ? "Have it again:  quorate log prove \(receipt.index) -o FILE"
        : "Check it:  quorate receipt verify \(path)"
    }
  }

  /// What stands in the place of a path where a receipt could not be written.
  private static let unkept = "none"

  /// Prepares a statement, asks, signs it with the user's key, submits it, and keeps the receipt.
  ///
  /// Every statement gets one: without it nobody could prove that a revocation was withheld.
  ///
  /// - Parameters:
  ///   - session: The workspace.
  ///   - summary: What is about to be signed, in words; asked about at a terminal unless `--yes` was given.
  ///   - receiptName: What the file of the receipt is called, by the statement and its entry; otherwise `entry-12`.
  ///   - prepare: Makes the statement of a signer.
  static func submit(
    in session: Session, summary: ((Statement) -> String)? = nil,
    receiptName: (Statement, UInt64) throws -> String = { "entry-\($1)" },
    prepare: (DAOPreparing, AccountKey) throws -> Prepared
  ) async throws -> Signed {
    let (prepared, signature) = try sign(in: session, summary: summary, prepare: prepare)
    return try await submit(prepared, signature: signature, in: session, receiptName: receiptName)
  }

  /// Submits what was signed, and keeps the receipt.
  static func submit(
    _ prepared: Prepared, signature: RecoverableSignature, in session: Session,
    receiptName: (Statement, UInt64) throws -> String = { "entry-\($1)" }
  ) async throws -> Signed {
    let receipt = try await session.writing().submit(
      prepared.statement, signature: signature, reason: prepared.reason)
    let path = acknowledge(receipt, named: try receiptName(prepared.statement, receipt.index), in: session)
    return Signed(statement: prepared.statement, receipt: receipt, path: path)
  }

  /// The same without submitting it.
  static func sign(
    in session: Session, summary: ((Statement) -> String)? = nil,
    prepare: (DAOPreparing, AccountKey) throws -> Prepared
  ) throws -> (prepared: Prepared, signature: RecoverableSignature) {
    let name = try Session.keyName(session.options)
    let account = try Session.keys.entry(name).account
    let prepared = try session.chamber.read { view in
      try prepare(try Preparing(view, at: try session.now()), account)
    }
    if let summary { try confirm(summary(prepared.statement), session.options) }
    let key = try Session.unlock(name, session.options)
    let domain = Statement.domain(of: session.dao.id)
    return (prepared, try key.sign(prepared.statement.message(in: domain).digest))
  }

  /// Asks, unless told not to; without anybody to ask it refuses.
  static func confirm(_ summary: String, _ options: GlobalOptions) throws {
    if options.yes { return }
    guard Terminal.canAsk, !options.noInput else {
      throw Failure(
        .cancelled, "confirmation.missing", "this needs a confirmation, and there is nobody to ask",
        hint: "the same command with --yes")
    }
    Terminal.write(summary + "\n", to: 2)
    guard Terminal.confirm("Sign and submit?") else {
      throw Failure(.cancelled, "confirmation.declined", "declined; nothing was signed")
    }
  }

  /// Keeps the receipt of what is in the log by now, which no file undoes: where it cannot be written, the answer says so
  /// and how to have it again.
  /// - Returns: Where it is, or `none`.
  static func acknowledge(_ receipt: Receipt, named name: String, in session: Session) -> String {
    do { return try keep(receipt, named: name, in: session) } catch {
      Acknowledgement.current?.note(
        Answer.Warning(
          code: "W013",
          message:
            "entry \(receipt.index) is in the log and counts, but its receipt is lost: \(Failure(error).message). "
            + "Have it again with quorate log prove \(receipt.index) -o FILE", isUrgent: true))
      return unkept
    }
  }

  /// Keeps a receipt where people find it.
  static func keep(_ receipt: Receipt, named name: String, in session: Session) throws -> String {
    let path = try ReceiptFolder(session.layout.receipts).keep(receipt, named: name)
    Acknowledgement.current?.kept(.init(index: receipt.index, path: path))
    return path
  }
}
