package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
package import TransparencyLog
internal import Voting

/// Runs one DAO: takes statements in, in order and durably, and answers what they amount to.
///
/// Order of a submission: verify and admit; append entry and projections in one transaction; read the entry back
/// on another connection and recompute its hash; sign the checkpoint; store it; acknowledge with a receipt. After
/// any failure in between nothing was acknowledged and nothing false was signed; the same statement submitted
/// again finds its entry and gets its receipt.
package actor Chamber<Store: LogStore, Files: Documents & Sendable, Verifier: SignatureVerifier> {
  package nonisolated let store: Store
  package nonisolated let documents: Files
  package nonisolated let clock: any TimeSource
  nonisolated let verifier: Verifier
  let signers: [any NoteSigner]
  private let beforeSigning: (@Sendable (Checkpoint) throws -> Void)?

  /// - Parameters:
  ///   - store: The log.
  ///   - documents: What entries name by hash.
  ///   - verifier: Checks account signatures.
  ///   - signers: The log's keys, Ed25519 first; none in a workspace that only reads. Those that are to follow may be
  ///     among them: each signs where it is in force.
  ///   - clock: The DAO's clock.
  ///   - beforeSigning: Told of every checkpoint before the log's keys sign it; nothing is signed where it throws.
  package init(
    store: Store, documents: Files, verifier: Verifier, signers: [any NoteSigner], clock: any TimeSource,
    beforeSigning: (@Sendable (Checkpoint) throws -> Void)? = nil
  ) {
    self.store = store
    self.documents = documents
    self.verifier = verifier
    self.signers = signers
    self.clock = clock
    self.beforeSigning = beforeSigning
  }

  /// Founds the DAO: entry 0.
  package func found(
    _ genesis: Genesis, signatures: [AccountKey: RecoverableSignature]
  ) throws -> Receipt {
    let leaf = LogEntry.bytes(genesis, signatures: signatures, received: genesis.createdAt)
    let verified = try EntryVerifier(dao: genesis.daoID, verifier: verifier)
      .verify(try UnverifiedEntry(parsing: leaf))
    if try entry(of: genesis.daoID) != nil { return try receipt(index: 0, origin: genesis.origin) }
    try store.transact { transaction in
      guard transaction.head == nil else { throw AdmissionRefusal.notFirst }
      try append(verified, leaf: leaf, id: genesis.daoID, in: transaction)
    }
    return try acknowledge(index: 0, leaf: leaf, origin: genesis.origin)
  }

  func append(
    _ entry: VerifiedEntry, leaf: [UInt8], id: Digest, in transaction: Store.Transaction
  ) throws {
    try append(entry, leaf: leaf, id: id, to: LedgerView(records: transaction, documents: documents))
  }

  /// The same for one of several entries of a transaction, over one view of it, which learns what changes.
  func append(
    _ entry: VerifiedEntry, leaf: [UInt8], id: Digest, to view: LedgerView<Store.Transaction, Files>
  ) throws {
    let transaction = view.records
    let head = transaction.head
    let position = LogPosition(
      index: head?.size ?? 0, received: entry.received,
      previous: head?.received ?? Timepoint(milliseconds: 0),
      tree: head?.range)
    switch try view.admit(entry, at: position) {
    case .success(let changes):
      try transaction.append(leaf, statement: id, received: entry.received, changes: changes)
      for change in changes { view.forget(change.key) }
    case .failure(let refusal): throw refusal
    }
  }

  /// The instant of receipt: the clock's, or where witnesses are a little ahead of it, theirs.
  func instant(in transaction: Store.Transaction) throws -> Timepoint {
    try instant(of: LedgerView(records: transaction, documents: documents))
  }

  /// The same by a view of the transaction.
  func instant(of view: LedgerView<Store.Transaction, Files>) throws -> Timepoint {
    let now = try clock.now()
    guard let seen = try view.witnessedTime(), seen > now, seen <= now + StatementHeader.clockSkew else {
      return now
    }
    return seen
  }

  // MARK: Witnesses

  /// Puts a checkpoint on record that witnesses have cosigned.
  ///
  /// - Parameters:
  ///   - note: The checkpoint with their lines.
  ///   - policy: SHA-256 of the policy, which must be among the documents.
  ///   - curves: Checks the lines.
  ///   - correctsTime: Whether the log's clock is to be set back to theirs.
  /// - Returns: The receipt of the entry.
  package func record(
    _ note: SignedNote, under policy: Digest, curves: any NoteCurves, correctsTime: Bool = false
  ) throws -> Receipt {
    let dao = try dao()
    // What was promised is not to find its vote closed by what witnesses have seen.
    _ = try keepPromises()
    do {
      let verifier = EntryVerifier(
        dao: dao.id, verifier: verifier,
        checkpoints: CheckpointVerifier(curves: curves) { [documents] in try documents.policy($0) })
      while true {
        // The proof is made outside of the transaction, and made again where the log has grown in between.
        let size = try store.head()?.size ?? 0
        let entry = try CheckpointEntry(
          note: note, policy: policy, growth: try growth(of: note, to: size), correctsTime: correctsTime)
        let appended = try store.transact { transaction in
          try append(entry, by: verifier, at: size, in: transaction)
        }
        if let leaf = appended { return try acknowledge(index: size, leaf: leaf, origin: dao.origin) }
      }
    } catch let refusal as any CodedRefusal {
      if !(refusal is StorageError) { try store.countRefusals([refusal.code], at: try clock.now()) }
      throw refusal
    }
  }

  private func growth(of note: SignedNote, to size: UInt64) throws -> [Digest] {
    let checkpoint = try Checkpoint(parsing: note.text)
    guard checkpoint.size > 0, checkpoint.size <= size else {
      throw AdmissionRefusal.witnessing(.notThisLog(size: checkpoint.size))
    }
    let store = store
    return checkpoint.size == size
      ? [] : try ConsistencyProof.path(from: checkpoint.size, to: size) { try store.node($0) }
  }

  /// Appends the entry where the log still has the size its proof was made for; otherwise `nil`.
  private func append(
    _ entry: CheckpointEntry, by verifier: EntryVerifier, at size: UInt64, in transaction: Store.Transaction
  ) throws -> [UInt8]? {
    guard transaction.head?.size ?? 0 == size else { return nil }
    let received = try entry.correctsTime ? clock.now() : instant(in: transaction)
    let leaf = LogEntry.bytes(entry, received: received)
    guard leaf.count <= LogEntry.sizeLimit else {
      throw EntryRefusal.form(.tooLarge(bytes: leaf.count, limit: LogEntry.sizeLimit))
    }
    try append(try verifier.verify(entry, received: received), leaf: leaf, id: entry.id, in: transaction)
    return leaf
  }

  // MARK: Acknowledging

  /// Reads an entry back, signs the log that holds it, and hands out its receipt.
  func acknowledge(index: UInt64, leaf: [UInt8], origin: String) throws -> Receipt {
    try requireReadBack(index: index, leaf: leaf)
    try signHead(origin: origin)
    return try receipt(index: index, origin: origin)
  }

  /// Reads an entry on another connection than the one that wrote it.
  func requireReadBack(index: UInt64, leaf: [UInt8]) throws {
    try tree.requireReadBack(index: index, leaf: leaf)
  }

  /// Signs the log as it stands, unless that size is signed already.
  @discardableResult
  package func signHead(origin: String) throws -> StoredCheckpoint {
    try tree.signHead(origin: origin) { try signers(ofSize: $0) }
  }

  /// The receipt of an entry under the newest checkpoint.
  package func receipt(index: UInt64, origin: String) throws -> Receipt {
    var checkpoint = try store.checkpoint()
    if (checkpoint?.size ?? 0) <= index { checkpoint = try signHead(origin: origin) }
    guard let checkpoint else { throw StorageError("missing", "there is no entry \(index)") }
    return try receipt(index: index, under: SignedNote(parsing: Array(checkpoint.note.utf8)))
  }

  /// The receipt of an entry under a checkpoint of this log, such as one that witnesses have cosigned.
  package func receipt(index: UInt64, under note: SignedNote) throws -> Receipt {
    try tree.receipt(index: index, under: note)
  }

  private var tree: SignedTree<Store> { SignedTree(store: store, beforeSigning: beforeSigning) }

  // MARK: Reading

  /// The DAO.
  /// - Throws: `AdmissionRefusal.notFounded` before its genesis.
  package nonisolated func dao() throws -> DAORecord {
    guard let dao = try read({ try $0.dao() }) else { throw AdmissionRefusal.notFounded }
    return dao
  }

  /// Looks at one consistent state.
  package nonisolated func read<Value>(_ body: (LedgerView<Store.Snapshot, Files>) throws -> Value) throws
    -> Value
  {
    try store.read { try body(LedgerView(records: $0, documents: documents)) }
  }
}
