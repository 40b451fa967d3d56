package import CanonicalEncoding
package import Governance
package import Signing
package import TransparencyLog

/// A ballot that another log, a drop-box, holds: the proof by which it counts although this log kept it out.
///
/// The leaf of a box is a `ballot.cast` entry in the form of the DAO's own log, received by the box. Box and witnesses say
/// by when it was there; what it says is the voter's word alone.
package struct BoxedBallot: Sendable {
  /// The key of the box, named like its log.
  package let box: VerifierKey
  /// SHA-256 of the policy whose witnesses have seen the box.
  package let policy: Digest
  /// The proof that the box holds it, with its leaf in it, under a cosigned checkpoint of the box.
  package let proof: LogProof
  /// The hash of the leaf in the tree of the box.
  package let leafHash: Digest
  /// What the voter has signed.
  package let ballot: Ballot
  /// The identity of the ballot's statement.
  package let statement: Digest
  /// The voter's signature.
  package let signature: RecoverableSignature

  /// Reads a proof as a box has given it; nothing is verified yet.
  ///
  /// - Parameters:
  ///   - box: The text of the box's verifier key.
  ///   - proof: The bytes of a `.tlog-proof` file with its leaf.
  package init(box: String, policy: Digest, proof: [UInt8]) throws(DropBoxRefusal) {
    self.box = try Self.box(box)
    self.policy = policy
    do throws(LogProofRefusal) { self.proof = try LogProof(parsing: proof) } catch { throw .proof(error) }
    guard let leaf = self.proof.extra else { throw .noBallot }
    leafHash = TreeHash.leaf(leaf)
    let entry = try UnverifiedEntry(boxed: leaf)
    guard case .statement(.ballot(let ballot), let id) = entry.content,
      case .signer(let signature) = entry.signatures
    else { throw .noBallot }
    (self.ballot, statement, self.signature) = (ballot, id, signature)
  }

  private static let tag = DomainTag("quorate/boxed-ballot/v1")

  /// The identity of the entry: one for each ballot, whichever box held it.
  package var id: Digest { Self.tag.digest(statement.bytes) }

  /// Reads the key of a drop-box: one that signs checkpoints as a log does, not as a witness.
  package static func box(_ text: String) throws(DropBoxRefusal) -> VerifierKey {
    let key: VerifierKey
    do throws(NoteRefusal) { key = try VerifierKey(text) } catch { throw .key(error) }
    guard !key.algorithm.isTimed else { throw .witnessKey(key.name) }
    return key
  }
}

extension UnverifiedEntry {
  /// Reads the leaf of a drop-box.
  ///
  /// Nothing but a ballot is looked into, so that what a box holds cannot hold another box.
  package init(boxed leaf: [UInt8]) throws(DropBoxRefusal) {
    guard leaf.starts(with: Self.ballotHead) else { throw .noBallot }
    do throws(EntryRefusal) { try self.init(parsing: leaf) } catch { throw .noBallot }
  }

  /// What every entry of a ballot begins with.
  private static let ballotHead = Array(#"{"kind":"\#(StatementKind.ballot.rawValue)","#.utf8)
}

extension CheckpointVerifier {
  /// The checkpoint of a box as enough witnesses have seen it: signed by the box, with the ballot under its root.
  func verify(_ boxed: BoxedBallot) throws(EntryRefusal) -> WitnessedCheckpoint {
    let (checkpoint, note) = (boxed.proof.checkpoint, boxed.proof.note)
    guard checkpoint.isOf(origin: boxed.box.name) else {
      throw .dropBox(.otherBox(named: boxed.box.name, found: checkpoint.origin))
    }
    do throws(NoteRefusal) { _ = try note.verified(by: [boxed.box], with: curves) } catch {
      throw .dropBox(.unsigned(error))
    }
    do throws(ProofRefusal) { try boxed.proof.verify(leafHash: boxed.leafHash) } catch {
      throw .dropBox(.place(error))
    }
    return try seen(note, of: boxed.box.name, under: boxed.policy)
  }
}
