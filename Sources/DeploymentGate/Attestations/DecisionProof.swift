package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// The entry of the log that an approval or revocation brings along, verified.
///
/// It proves that a signed act to give effect to its proposal stands in the DAO's log, under a checkpoint that the
/// log's keys and, where a policy is given, enough witnesses signed. It does not prove that the act had effect: that
/// follows from the whole log only, which every holder of a release key replays before signing.
package struct DecisionProof: Sendable {
  /// The place of the entry.
  package let index: UInt64
  /// When the operator says it was received.
  package let received: Timepoint
  /// The checkpoint it stands under.
  package let checkpoint: Checkpoint
  /// What witnesses add to it, where a policy was given.
  package let witnessed: WitnessedCheckpoint?

  /// What it is checked against: pinned, never taken from the attestation.
  package struct Anchor: Sendable {
    /// The DAO.
    package let dao: Digest
    /// The keys of its log; every one of those in force at the size must have signed.
    package let logKeys: LogKeyChain
    /// The witnesses, if any are asked for.
    package let policy: WitnessPolicy?

    package init(dao: Digest, logKeys: LogKeyChain, policy: WitnessPolicy?) {
      self.dao = dao
      self.logKeys = logKeys
      self.policy = policy
    }
  }

  /// Verifies the proof of an approval.
  package init(
    of approval: GovernanceApproval, against anchor: Anchor, with verifier: some SignatureVerifier,
    curves: some NoteCurves
  ) throws(AttestationRefusal) {
    try self.init(
      approval.proof, that: approval.proposal, wasCarriedOutBy: approval.dao, before: approval.notBefore,
      against: anchor, verifier, curves)
  }

  /// Verifies the proof of a revocation.
  package init(
    of revocation: ApprovalRevocation, against anchor: Anchor, with verifier: some SignatureVerifier,
    curves: some NoteCurves
  ) throws(AttestationRefusal) {
    try self.init(
      revocation.proof, that: revocation.proposal, wasCarriedOutBy: revocation.dao, before: revocation.since,
      against: anchor, verifier, curves)
  }

  /// The proof that a statement brings along: an approval, alone or inside the signature of a model, or a revocation.
  /// - Returns: `nil` for a statement that brings none.
  /// - Throws: `AttestationRefusal` for one that does not hold.
  package static func proof(
    in statement: InTotoStatement, against anchor: Anchor, with verifier: some SignatureVerifier,
    curves: some NoteCurves
  ) throws(AttestationRefusal) -> ByteString? {
    var approval: GovernanceApproval?
    switch statement.predicateType {
    case ApprovalRevocation.type:
      let revocation = try ApprovalRevocation(statement)
      _ = try DecisionProof(of: revocation, against: anchor, with: verifier, curves: curves)
      return revocation.proof
    case GovernanceApproval.type: approval = try GovernanceApproval(statement)
    case ModelSignature.type: approval = try ModelSignature(statement).readApproval()
    default: return nil
    }
    guard let approval else { return nil }
    _ = try DecisionProof(of: approval, against: anchor, with: verifier, curves: curves)
    return approval.proof
  }

  /// - Complexity: O(log n) in the size of the log, and a check for each signature.
  private init(
    _ proof: ByteString, that proposal: GovernanceApproval.Proposal, wasCarriedOutBy dao: Digest,
    before begin: Timepoint, against anchor: Anchor, _ verifier: some SignatureVerifier,
    _ curves: some NoteCurves
  ) throws(AttestationRefusal) {
    guard dao == anchor.dao else { throw .otherDAO(dao.description) }
    do {
      let receipt = try Receipt(parsing: proof.bytes)
      let entry = try receipt.verify(keys: anchor.logKeys, dao: anchor.dao, with: verifier, curves: curves)
      guard case .statement(.act(let act), _) = entry.content, act.deed == .execute,
        act.proposalID == proposal.id
      else { throw AttestationRefusal.proof("it is not the execution of proposal \(proposal.id)") }
      if let doubt = anchor.logKeys.doubts.first(where: { $0.touches(receipt.index...receipt.index) }) {
        throw AttestationRefusal.proof(
          "it stands among \(doubt.words), under log keys that count as stolen: ask a gate that reads the log"
        )
      }
      guard begin >= entry.received else {
        throw AttestationRefusal.proof("it begins before the execution was received")
      }
      let checkpoint = receipt.proof.checkpoint
      witnessed = try anchor.policy.map { policy in
        try policy.verify(
          receipt.proof.note, of: checkpoint.origin,
          keys: anchor.logKeys.period(ofSize: checkpoint.size).keys,
          with: curves)
      }
      if let time = witnessed?.time {
        try anchor.logKeys.requireDelay(ofSize: checkpoint.size, seenBy: time)
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
