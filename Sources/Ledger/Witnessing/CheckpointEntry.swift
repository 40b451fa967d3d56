package import CanonicalEncoding
package import TransparencyLog

/// A cosigned checkpoint put on record: what witnesses have seen of this very log, and when.
///
/// No account signs it. It is believed for the lines of the witnesses under a policy that the charter names, and
/// because it is the beginning of the log it stands in.
package struct CheckpointEntry: Sendable {
  /// The checkpoint with the lines of log and witnesses.
  package let note: SignedNote
  /// The text of the note, taken apart.
  package let checkpoint: Checkpoint
  /// SHA-256 of the policy under which it is to be believed.
  package let policy: Digest
  /// The consistency proof from the checkpoint to the tree in front of the entry; none where they are the same.
  package let growth: [Digest]
  /// Whether it also sets the log's clock back to the witnesses'.
  package let correctsTime: Bool

  package init(note: SignedNote, policy: Digest, growth: [Digest], correctsTime: Bool = false)
    throws(CheckpointRefusal)
  {
    checkpoint = try Checkpoint(parsing: note.text)
    self.note = note
    self.policy = policy
    self.growth = growth
    self.correctsTime = correctsTime
  }

  private static let tag = DomainTag("quorate/witnessed-checkpoint/v1")

  /// The identity of the entry: the tagged hash of the note, and of what it is put on record for.
  package var id: Digest {
    Self.tag.digest(note.bytes, Array((correctsTime ? "time" : "checkpoint").utf8))
  }

  /// Whether it is a beginning of the log whose tree stands in front of the entry.
  package func begins(_ tree: CompactRange) -> Bool {
    guard checkpoint.size > 0, checkpoint.size <= tree.size else { return false }
    do throws(ProofRefusal) {
      try ConsistencyProof.verify(
        oldSize: checkpoint.size, oldRoot: checkpoint.root, newSize: tree.size, newRoot: tree.root,
        path: growth)
      return true
    } catch {
      return false
    }
  }
}

/// Checks the lines of notes in entries, which are those of witnesses and of the log: what it takes besides the entry itself.
package struct CheckpointVerifier: Sendable {
  let curves: any NoteCurves
  private let policy: @Sendable (Digest) throws -> WitnessPolicy?

  /// - Parameter policy: Finds a policy by its SHA-256.
  package init(curves: any NoteCurves, policy: @escaping @Sendable (Digest) throws -> WitnessPolicy?) {
    self.curves = curves
    self.policy = policy
  }

  /// The checkpoint of an entry, as enough witnesses have seen it.
  ///
  /// The log's own lines are not asked for: the entry is a beginning of the log, or it has no effect.
  func verify(_ entry: CheckpointEntry, of origin: String) throws(EntryRefusal) -> WitnessedCheckpoint {
    try seen(entry.note, of: origin, under: entry.policy)
  }

  /// A checkpoint as enough witnesses of a policy have seen it; whether the log signed it is not asked.
  func seen(
    _ note: SignedNote, of origin: String, under hash: Digest
  ) throws(EntryRefusal) -> WitnessedCheckpoint {
    let found: WitnessPolicy?
    do { found = try policy(hash) } catch { throw .policyMissing(hash) }
    guard let policy = found else { throw .policyMissing(hash) }
    do throws(WitnessRefusal) {
      return try policy.verifySeen(note, of: origin, with: curves)
    } catch {
      throw .witness(error)
    }
  }
}
