package import CanonicalEncoding
package import Signing
package import TransparencyLog

/// Proof that an entry is in the log: the entry, its place, the path to the root, and the signed checkpoint.
///
/// Written as a C2SP `tlog-proof` whose extra line is the entry itself, so that the file alone is enough.
package struct Receipt: Sendable {
  /// The proof as it is written.
  package let proof: LogProof
  /// The entry.
  package let leaf: [UInt8]

  package init(index: UInt64, leaf: [UInt8], path: [Digest], note: SignedNote) throws {
    self.leaf = leaf
    proof = try LogProof(index: index, path: path, note: note, extra: leaf)
  }

  /// The place of the entry.
  package var index: UInt64 { proof.index }

  /// Reads the bytes of a file; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    proof = try LogProof(parsing: bytes)
    guard let leaf = proof.extra else {
      throw LogProofRefusal.malformed("it does not hold its entry, so it proves a place and no statement")
    }
    self.leaf = leaf
  }

  /// Verifies everything a receipt can prove by itself.
  ///
  /// - Parameters:
  ///   - keys: The log's keys, pinned; every one of those in force at the size must have signed.
  ///   - dao: The DAO the statement must be made to.
  ///   - checkpoints: Checks the entry where it is what witnesses have seen.
  /// - Returns: The entry, whose signatures hold.
  package func verify(
    keys: LogKeyChain, dao: Digest, with verifier: some SignatureVerifier, curves: any NoteCurves,
    checkpoints: CheckpointVerifier? = nil
  ) throws -> VerifiedEntry {
    let checkpoint = proof.checkpoint
    guard try keys.haveSigned(proof.note, size: checkpoint.size, with: curves) else {
      throw NoteRefusal.unsigned
    }
    // Under another name the log's keys contradict nothing that they have signed under its own.
    for key in keys.period(ofSize: checkpoint.size).keys where !checkpoint.isOf(origin: key.name) {
      throw CheckpointRefusal.malformed(
        "it is one of \(DisplayText.escaped(checkpoint.origin, limit: 120)), signed by keys of another log")
    }
    let checkpoints = checkpoints ?? CheckpointVerifier(curves: curves) { _ in nil }
    try proof.verify(leafHash: TreeHash.leaf(leaf))
    return try EntryVerifier(dao: dao, verifier: verifier, checkpoints: checkpoints)
      .verify(try UnverifiedEntry(parsing: leaf))
  }
}
