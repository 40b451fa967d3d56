internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Secp256k1Signing
internal import Signing

/// Signs a release where every signature is an entry of the log.
struct LoggedSigning {
  let session: Session
  let decided: AttestedDecision

  /// What was put on record for one key.
  struct Signed {
    let holder: String
    let entry: UInt64
  }

  /// The proof in what others have put on record, once it was verified; as the log grows, each holder's own would be
  /// another one, and only one can stand in what all sign.
  func proof() throws -> ByteString? {
    let records = try session.chamber.read { try $0.releases(of: decided.proposal.id) }
    let anchor = DecisionProof.Anchor(dao: session.dao.id, logKeys: try session.logKeys(), policy: nil)
    let verifier = Secp256k1Verifier()
    for part in records.reversed().flatMap(\.signed) {
      guard let bytes = session.documents.bytes(part.message),
        let proposed = try? InTotoStatement(message: bytes),
        // What is of an earlier stage is not signed again.
        let expected = try? decided.release.statement(part.name, adopting: proposed), expected == proposed
      else { continue }
      if let approval = try? GovernanceApproval(proposed) {
        _ = try DecisionProof(of: approval, against: anchor, with: verifier, curves: LogCurves(verifier))
        return approval.proof
      }
      if let revocation = try? ApprovalRevocation(proposed) {
        _ = try DecisionProof(of: revocation, against: anchor, with: verifier, curves: LogCurves(verifier))
        return revocation.proof
      }
    }
    return nil
  }

  /// Refuses a key that is not registered, before anybody is asked for a passphrase.
  func requireRegistered(_ key: AttestationKey) throws -> ReleaseKey {
    let id = Digest.sha256(key.spki)
    let now = try session.now()
    guard let registered = try session.chamber.read({ try $0.releaseKey(id) }) else {
      throw Failure(
        .notAllowed, ReleaseRefusal.keyUnknown(id).code, ReleaseRefusal.keyUnknown(id).message,
        hint: "propose key.register with purpose: release, algorithm: \(key.algorithm.rawValue), "
          + "spki: \"0x\(Hex.encode(key.spki))\"")
    }
    guard registered.counts(at: now) else { throw ReleaseRefusal.keyEnded(id) }
    return registered
  }

  /// Signs statements with each signer, and puts the signatures on record.
  func sign(
    _ statements: [(name: String, statement: InTotoStatement)], with signers: [any AttestationSigner]
  ) async throws -> [Signed] {
    var done: [Signed] = []
    for signer in signers {
      let key = try signer.key
      let registered = try requireRegistered(key)
      var parts: [ReleaseSignature.Signed] = []
      for (name, statement) in statements {
        let message = statement.message
        parts.append(
          ReleaseSignature.Signed(
            name: name, message: try session.documents.keep(message), signature: try signer.sign(message)))
      }
      let signed = try await Writing.submit(in: session) { [parts] preparing, actor in
        try preparing.release(decided.release, key: key.spki, signed: parts, by: actor)
      }
      done.append(Signed(holder: registered.holder, entry: signed.receipt.index))
    }
    return done
  }
}
