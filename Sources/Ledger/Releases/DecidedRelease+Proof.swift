internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import TransparencyLog

/// The proof that a holder proposes, as far as the state alone can judge it.
extension DecidedRelease {
  /// A proof, if it leads from the entry that gave effect to the decision to the root of a checkpoint of this log,
  /// signed by the log's Ed25519 key where the state knows that (a genesis with a plan for its keys).
  ///
  /// What is left to whoever signs or verifies: the log's other line, and the witnesses. A proof that fails there is
  /// passed over by the next holder, so that it holds up nobody.
  func adopted(_ proof: ByteString) throws(AttestationRefusal) -> ByteString {
    guard let receipt = try? Receipt(parsing: proof.bytes), let origin, receipt.index == origin.index,
      let leaf = try? UnverifiedEntry(parsing: receipt.leaf), leaf.received == origin.received,
      case .statement(.act(let act), _) = leaf.content, act.deed == .execute, act.proposalID == proposal.id,
      act.header.dao == dao.id
    else { throw .proof("it is not the execution of proposal \(proposal.id)") }
    do {
      try receipt.proof.verify(leafHash: TreeHash.leaf(receipt.leaf))
    } catch {
      throw .proof("its path does not lead to the root of its checkpoint")
    }
    let checkpoint = receipt.proof.checkpoint
    guard checkpoint.origin.isSpelt(like: dao.origin) else { throw .proof("it is of another log") }
    if let logKeys {
      let keys = logKeys.period(ofSize: checkpoint.size).keys.filter { $0.algorithm == .ed25519 }
      guard (try? receipt.proof.note.verified(by: keys, with: EdwardsCurve())) != nil else {
        throw .proof("the log's key did not sign its checkpoint")
      }
    }
    return proof
  }
}

/// The one curve that can be checked without the port to the others.
private struct EdwardsCurve: NoteCurves {
  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Ed25519.isValid(publicKey: publicKey, message: message, signature: signature)
  }

  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool { false }
}
