package import CanonicalEncoding
package import Ledger
package import TransparencyLog

/// Where the log and its projections are kept.
///
/// Contract, checked by one suite for every adapter:
/// - A transaction's entries and changes become durable together before `transact` returns, or not at all.
/// - Transactions of all processes are serial, and each sees everything committed before it began.
/// - After any failure of `transact` the outcome is unknown: the caller looks its statement up and never signs.
/// - A checkpoint once stored for a size is never replaced.
/// - What was promised is shown until it is an entry or is forgotten, in the order in which it was promised.
package protocol LogStore: LogReading {
  /// One consistent state of the records.
  associatedtype Snapshot: Records
  /// An exclusive transaction.
  associatedtype Transaction: LogTransaction

  /// The log as it stands; `nil` before the first entry.
  func head() throws -> LogHead?

  /// Reads one consistent state of the records.
  func read<Value>(_ body: (Snapshot) throws -> Value) throws -> Value

  /// Appends entries and applies their changes, alone.
  func transact<Value>(_ body: (Transaction) throws -> Value) throws -> Value

  /// The index of a statement's entry, or `nil`.
  func index(of statement: Digest) throws -> UInt64?

  /// The newest signed checkpoint, or `nil`.
  func checkpoint() throws -> StoredCheckpoint?

  /// Keeps a signed checkpoint, unless one of its size or larger is there already.
  /// - Returns: The newest checkpoint there is now.
  func store(_ checkpoint: StoredCheckpoint) throws -> StoredCheckpoint

  /// The text of a reason, unless it was erased.
  ///
  /// Not believed: `keptReason` says whether it is the text that was signed.
  func reason(_ hash: Digest) throws -> String?

  /// Kept reasons in order of the bytes of their hashes, from the first after a hash on.
  func reasons(after hash: Digest?, limit: Int) throws -> [(hash: Digest, text: String)]

  /// Keeps a statement that will be promised, before that is signed; durable on return. One that is kept already stays in its
  /// place, and is due at the later of both instants: each promise is to be kept.
  func keep(_ promised: PromisedStatement) throws

  /// Forgets a statement that was not promised after all, or that can never be taken in.
  func forget(promised id: Digest) throws

  /// Counts a refusal at intake. Not part of the record; bounded by the number of codes.
  /// - Parameter codes: One for each refusal; all of them are counted at once, with one wait for the disk.
  func countRefusals(_ codes: [String], at instant: Timepoint) throws

  /// How often each code was refused at intake, by code.
  func refusals() throws -> [(code: String, count: UInt64)]
}

extension LogStore {
  package func tip() throws -> LogTip? { try head().map { LogTip(size: $0.size, root: $0.root) } }
}

/// An exclusive transaction on the log. Its records show its own changes.
package protocol LogTransaction: AnyObject, Records {
  /// The log as it stands within the transaction; `nil` before the first entry.
  var head: LogHead? { get }

  /// Appends an entry and applies its changes.
  func append(_ leaf: [UInt8], statement: Digest, received: Timepoint, changes: [Change]) throws

  /// Keeps the text of a reason beside the log, where it can be erased.
  func keep(reason: String, hash: Digest) throws

  /// What has been promised and is no entry yet, in the order in which it was promised.
  func promised() throws -> [PromisedStatement]
}

/// The log at some size.
package struct LogHead: Hashable, Sendable {
  /// The hashes from which root and growth follow.
  package let range: CompactRange
  /// When the last entry was received.
  package let received: Timepoint

  package init(range: CompactRange, received: Timepoint) {
    self.range = range
    self.received = received
  }

  package var size: UInt64 { range.size }
  package var root: Digest { range.root }
}

/// An entry as it is stored.
package struct StoredEntry: Hashable, Sendable {
  package let index: UInt64
  package let bytes: [UInt8]
  package let hash: Digest
  /// The identity under which it is looked up; `nil` in a log of which nobody keeps any.
  package let identity: Digest?

  package init(index: UInt64, bytes: [UInt8], hash: Digest, identity: Digest? = nil) {
    self.index = index
    self.bytes = bytes
    self.hash = hash
    self.identity = identity
  }
}

/// A signed checkpoint as it is stored.
package struct StoredCheckpoint: Hashable, Sendable {
  package let size: UInt64
  package let note: String

  package init(size: UInt64, note: String) {
    self.size = size
    self.note = note
  }
}

/// A store that could not do what was asked.
package struct StorageError: Error, Sendable, CodedRefusal {
  package let code: String
  package let message: String

  package init(_ code: String, _ message: String) {
    self.code = "storage.\(code)"
    self.message = message
  }

  /// The same where the log stands already as it was to be signed: whoever handed a statement in need not do so again.
  func afterAppending(_ size: UInt64) -> StorageError {
    StorageError(
      String(code.trimmingPrefix("storage.")),
      "\(message); the \(size) entries of the log stand and count, and the next command that writes signs them"
    )
  }
}
