internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

extension DecisionProof.Anchor {
  /// The proof that a statement brings along, if it holds; `nil` where it brings none, or one that does not.
  func soundProof(in statement: InTotoStatement) -> ByteString? { try? proof(in: statement) }

  /// Whether a statement brings no proof that does not hold.
  func bearsOut(_ statement: InTotoStatement) -> Bool {
    do throws(AttestationRefusal) {
      _ = try proof(in: statement)
      return true
    } catch {
      return false
    }
  }

  private func proof(in statement: InTotoStatement) throws(AttestationRefusal) -> ByteString? {
    let verifier = Secp256k1Verifier()
    return try DecisionProof.proof(in: statement, against: self, with: verifier, curves: LogCurves(verifier))
  }

  /// The same without witnesses.
  var unwitnessed: DecisionProof.Anchor { DecisionProof.Anchor(dao: dao, logKeys: logKeys, policy: nil) }
}

extension Session {
  /// What proofs about the DAO's decisions are held against: the log's keys, and the witnesses it names.
  func anchor() throws -> DecisionProof.Anchor {
    DecisionProof.Anchor(
      dao: dao.id, logKeys: try logKeys(), policy: try Witnesses.policy(of: self))
  }
}

extension LedgerView {
  /// The witnesses that the charter in force at an instant names; `nil` where it names none.
  func witnessPolicy(at now: Timepoint) throws -> WitnessPolicy? {
    guard let named = try writtenCharter(at: now)?.witnesses?.policy else { return nil }
    guard let policy = try documents.policy(named) else { throw AdmissionRefusal.documentMissing(named) }
    return policy
  }

  /// The first proof on record about a decision that holds; as the log grows each holder's own would be another one,
  /// and only one can stand in what all sign.
  ///
  /// Those that do not hold are passed over, or one stolen key could hold up all holders. It is the first, so that
  /// nobody can move it by signing once more.
  func recordedProof(of decided: DecidedRelease, against anchor: DecisionProof.Anchor) throws -> ByteString? {
    for part in try releases(of: decided.proposal.id).flatMap(\.signed) {
      guard let bytes = try documents.bytes(of: part.message, limit: InTotoStatement.sizeLimit),
        // What is of an earlier stage is not signed again.
        let statement = decided.statement(part.name, ifItIs: bytes),
        let proof = anchor.soundProof(in: statement)
      else { continue }
      return proof
    }
    return nil
  }
}
