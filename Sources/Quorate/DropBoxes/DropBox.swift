package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// A log beside a DAO's own that anybody can run: it holds ballots, so that nobody can keep them out.
///
/// It takes what any member has signed for this DAO's votes, whoever brings it, and gives a proof. It counts nothing and
/// knows no electorate: whether a ballot counts is asked when its proof is handed in at the DAO's log. It is believed for
/// nothing but what enough witnesses have seen of it.
package actor DropBox<Store: LogStore, Verifier: SignatureVerifier> {
  package nonisolated let store: Store
  /// The DAO whose ballots it takes.
  package nonisolated let dao: Digest
  package nonisolated let limits: DropBoxLimits
  private let verifier: EntryVerifier
  /// The name of its log.
  package nonisolated let origin: String
  private let signer: any NoteSigner
  private let clock: any TimeSource
  private let beforeTaking: (@Sendable () throws -> Void)?
  private let beforeSigning: (@Sendable (Checkpoint) throws -> Void)?

  /// - Parameters:
  ///   - store: Its log.
  ///   - signer: Its key, whose name is the origin of its log.
  ///   - clock: Its clock, which decides nothing: witnesses say when.
  ///   - beforeTaking: Asked before a ballot is taken in; nothing is where it throws.
  ///   - beforeSigning: Told of every checkpoint before the key signs it; nothing is signed where it throws.
  package init(
    store: Store, dao: Digest, signer: any NoteSigner, verifier: Verifier, clock: any TimeSource,
    beforeTaking: (@Sendable () throws -> Void)? = nil,
    beforeSigning: (@Sendable (Checkpoint) throws -> Void)? = nil,
    limits: DropBoxLimits
  ) {
    self.store = store
    self.dao = dao
    self.signer = signer
    origin = signer.key.name
    self.clock = clock
    self.beforeTaking = beforeTaking
    self.beforeSigning = beforeSigning
    self.limits = limits
    self.verifier = EntryVerifier(dao: dao, verifier: verifier)
  }

  /// Takes a ballot in.
  /// - Returns: The proof that the box holds it, under a checkpoint that it has signed, and no witness yet.
  /// - Throws: `EntryRefusal` where the signature does not hold or is for another DAO, `DropBoxFault` where the box is full.
  package func put(_ ballot: Ballot, signature: RecoverableSignature) throws -> Receipt {
    let statement = Statement.ballot(ballot)
    let id = statement.id
    _ = try verifier.verify(statement, signature: signature, received: try clock.now())
    if let index = try store.index(of: id) { return try receipt(index: index) }
    try beforeTaking?()
    let (index, leaf) = try store.transact { transaction in
      // The clock is read inside the transaction, so that instants rise in the order of the entries.
      let received = max(try clock.now(), transaction.head?.received ?? Timepoint(milliseconds: 0))
      let leaf = LogEntry.bytes(statement, signature: signature, received: received)
      let index = transaction.head?.size ?? 0
      let changes = try taking(ballot, size: leaf.count, at: received, index, in: transaction)
      try transaction.append(leaf, statement: id, received: received, changes: changes)
      return (index, leaf)
    }
    try tree.requireReadBack(index: index, leaf: leaf)
    return try receipt(index: index)
  }

  /// Counts the ballots of a voter on a proposal, and refuses what is too much.
  private func taking(
    _ ballot: Ballot, size: Int, at now: Timepoint, _ index: UInt64, in transaction: Store.Transaction
  ) throws -> [Change] {
    let header = ballot.header
    guard size <= limits.bytes else { throw DropBoxFault.tooLarge(bytes: size, limit: limits.bytes) }
    guard index < limits.ballots else { throw DropBoxFault.full(limit: limits.ballots) }
    guard now <= header.validUntil else { throw AdmissionRefusal.tooLate(validUntil: header.validUntil) }
    guard header.signedAt <= now + StatementHeader.clockSkew else {
      throw AdmissionRefusal.signedAhead(by: header.signedAt.since(now))
    }
    let key = RecordKey(.boxed, ByteString(ballot.proposalID.bytes), header.signer.record)
    let count = try transaction.value(key)?.bigEndian(UInt64.self, at: 0) ?? 0
    guard count < limits.perVoter else { throw DropBoxFault.tooMany(limit: limits.perVoter) }
    var value: [UInt8] = []
    value.append(bigEndian: count + 1)
    return [
      Change(key, value), Change(Self.place(index, of: ballot.proposalID), Statement.ballot(ballot).id.bytes),
    ]
  }

  /// Where it stands which ballot came as which entry, by proposal.
  private static func place(_ index: UInt64, of proposal: Digest) -> RecordKey {
    var row: [UInt8] = []
    row.append(bigEndian: index)
    return RecordKey(.ballot, ByteString(proposal.bytes), ByteString(row))
  }

  /// The statements of the ballots on a proposal, in the order in which they came.
  /// - Complexity: O(ballots on it).
  package nonisolated func ballots(on proposal: Digest) throws -> [Digest] {
    try store.read { records in
      try records.rows(.ballot, ByteString(proposal.bytes)).compactMap { Digest($0.value) }
    }
  }

  /// Signs the box as it stands.
  @discardableResult
  package func signHead() throws -> SignedNote {
    let stored = try tree.signHead(origin: origin) { _ in [signer] }
    return try SignedNote(parsing: Array(stored.note.utf8))
  }

  /// The proof of a ballot, under the newest checkpoint or a cosigned one.
  /// - Returns: `nil` where the box does not hold it, or did not at the size of the checkpoint.
  package func proof(of statement: Digest, under note: SignedNote? = nil) throws -> Receipt? {
    guard let index = try store.index(of: statement) else { return nil }
    guard let note else { return try receipt(index: index) }
    guard try Checkpoint(parsing: note.text).size > index else { return nil }
    return try tree.receipt(index: index, under: note)
  }

  private func receipt(index: UInt64) throws -> Receipt {
    try tree.receipt(index: index, under: try signHead())
  }

  private var tree: SignedTree<Store> { SignedTree(store: store, beforeSigning: beforeSigning) }
}

/// How much a drop-box takes, so that nobody can fill a disk.
package struct DropBoxLimits: Hashable, Sendable {
  /// Bytes of one entry: a ballot of a hundred ranked options has fewer.
  package var bytes = 16_384
  /// Ballots of one voter on one proposal.
  package var perVoter: UInt64 = 32
  /// Ballots in all.
  package var ballots: UInt64

  package init(ballots: UInt64 = 100_000) { self.ballots = ballots }
}

/// Why a drop-box takes a ballot in no more.
package enum DropBoxFault: CodedRefusal, Hashable {
  case full(limit: UInt64)
  case tooMany(limit: UInt64)
  case tooLarge(bytes: Int, limit: Int)

  package var code: String {
    switch self {
    case .full: "dropbox.full"
    case .tooMany: "dropbox.tooMany"
    case .tooLarge: "dropbox.tooLarge"
    }
  }

  package var message: String {
    switch self {
    case .full(let limit): "the box holds \(limit) ballots, and takes no more"
    case .tooMany(let limit): "the box holds \(limit) ballots of this voter on this proposal already"
    case .tooLarge(let bytes, let limit): "an entry of \(bytes) bytes; the box takes \(limit)"
    }
  }
}
