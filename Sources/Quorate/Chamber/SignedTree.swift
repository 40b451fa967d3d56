internal import CanonicalEncoding
internal import Ledger
internal import TransparencyLog

/// A stored log that is signed: nothing is signed or proven that does not read back.
struct SignedTree<Store: LogStore> {
  let store: Store
  /// Told of every checkpoint before the log's keys sign it; nothing is signed where it throws.
  var beforeSigning: (@Sendable (Checkpoint) throws -> Void)?

  /// Refuses to go on where an entry does not read back, on another connection, as it was written.
  func requireReadBack(index: UInt64, leaf: [UInt8]) throws {
    guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index,
      stored.bytes == leaf, TreeHash.leaf(stored.bytes) == stored.hash
    else {
      throw StorageError(
        "readBack", "entry \(index) does not read back as it was written; nothing was signed")
    }
  }

  /// Signs the log as it stands, unless that size is signed already.
  ///
  /// The root is recomputed from the stored subtrees. Signatures are deterministic, so that a checkpoint signed
  /// twice for one size has the same bytes, and one size never gets two roots.
  /// - Parameter signers: Those who sign a log of a size.
  func signHead(origin: String, by signers: (UInt64) throws -> [any NoteSigner]) throws -> StoredCheckpoint {
    guard let head = try store.head() else { throw StorageError("empty", "the log has no entry") }
    let newest = try store.checkpoint()
    if let newest, newest.size >= head.size { return newest }
    let signers = try signers(head.size)
    let root = try MerkleRoot.of(size: head.size) { try store.node($0) }
    guard root == head.root, try rootReadBack(head.size, signed: newest?.size ?? 0) == root else {
      throw StorageError("readBack", "the stored tree does not give the root of the log; nothing was signed")
    }
    let checkpoint = try Checkpoint(origin: origin, size: head.size, root: root)
    do {
      try beforeSigning?(checkpoint)
      let note = try SignedNote(signing: checkpoint.text, with: signers)
      return try store.store(
        StoredCheckpoint(size: head.size, note: String(decoding: note.bytes, as: UTF8.self)))
    } catch let error as StorageError { throw error.afterAppending(head.size) }
  }

  /// The root that follows from the tree as it was signed last and from the bytes of every entry since, as stored.
  private func rootReadBack(_ size: UInt64, signed: UInt64) throws -> Digest? {
    var hashes: [Digest] = []
    var position: UInt64 = 0
    for level in (0..<64).reversed() where signed >> UInt64(level) & 1 == 1 {
      hashes.append(try store.node(NodeID(level: level, index: position >> UInt64(level))))
      position += 1 << UInt64(level)
    }
    guard var range = CompactRange(size: signed, hashes: hashes) else { return nil }
    while range.size < size {
      let entries = try store.entries(from: range.size, limit: 512)
      if entries.isEmpty { return nil }
      for entry in entries where range.size < size {
        guard entry.index == range.size, TreeHash.leaf(entry.bytes) == entry.hash else { return nil }
        range.append(entry.hash)
      }
    }
    return range.root
  }

  /// The receipt of an entry under a checkpoint of this log, such as one that witnesses have cosigned.
  func receipt(index: UInt64, under note: SignedNote) throws -> Receipt {
    let size = try Checkpoint(parsing: note.text).size
    guard let entry = try store.entries(from: index, limit: 1).first else {
      throw StorageError("missing", "there is no entry \(index)")
    }
    let path = try InclusionProof.path(of: index, size: size) { try store.node($0) }
    let receipt = try Receipt(index: index, leaf: entry.bytes, path: path, note: note)
    do { try receipt.proof.verify(leafHash: TreeHash.leaf(entry.bytes)) } catch {
      throw StorageError("readBack", "the stored tree does not prove entry \(index); no receipt was made")
    }
    return receipt
  }
}
