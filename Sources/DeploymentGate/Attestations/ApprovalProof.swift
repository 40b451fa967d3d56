package import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing
package import TransparencyLog

/// The entry of the log that an approval brings along, verified.
///
/// It proves that a signed act to give effect to the proposal stands in the DAO's log, under a checkpoint that the
/// log's keys and, where a policy is given, enough witnesses signed. It does not prove that the act had effect: that
/// follows from the whole log only, which every holder of a release key replays before signing.
package struct ApprovalProof: Sendable {
  /// The place of the entry.
  package let index: UInt64
  /// When the operator says it was received.
  package let received: Timepoint
  /// The checkpoint it stands under.
  package let checkpoint: Checkpoint
  /// What witnesses add to it, where a policy was given.
  package let witnessed: WitnessedCheckpoint?

  /// What an approval is checked against: pinned, never taken from the approval.
  package struct Anchor: Sendable {
    /// The DAO.
    package let dao: Digest
    /// The keys of its log; every one of them must have signed.
    package let logKeys: [VerifierKey]
    /// The witnesses, if any are asked for.
    package let policy: WitnessPolicy?

    package init(dao: Digest, logKeys: [VerifierKey], policy: WitnessPolicy?) {
      self.dao = dao
      self.logKeys = logKeys
      self.policy = policy
    }
  }

  /// Verifies the proof of an approval.
  /// - Complexity: O(log n) in the size of the log, and a check for each signature.
  package init(
    of approval: GovernanceApproval, against anchor: Anchor, with verifier: some SignatureVerifier,
    curves: some NoteCurves
  ) throws(AttestationRefusal) {
    guard approval.dao == anchor.dao else { throw .otherDAO(approval.dao.description) }
    do {
      let receipt = try Receipt(parsing: approval.proof.bytes)
      let entry = try receipt.verify(keys: anchor.logKeys, dao: anchor.dao, with: verifier, curves: curves)
      guard case .statement(.act(let act), _) = entry.content, act.deed == .execute,
        act.proposalID == approval.proposal.id
      else { throw AttestationRefusal.proof("it is not the execution of proposal \(approval.proposal.id)") }
      guard approval.notBefore >= entry.received else {
        throw AttestationRefusal.proof("the approval begins before the execution was received")
      }
      let checkpoint = receipt.proof.checkpoint
      witnessed = try anchor.policy.map { policy in
        try policy.verify(receipt.proof.note, of: checkpoint.origin, keys: anchor.logKeys, with: curves)
      }
      index = receipt.index
      received = entry.received
      self.checkpoint = checkpoint
    } catch let refusal as AttestationRefusal {
      throw refusal
    } catch let refusal as any CodedRefusal {
      throw .proof("\(refusal.message) (\(refusal.code))")
    } catch {
      throw .proof("it does not read")
    }
  }
}
