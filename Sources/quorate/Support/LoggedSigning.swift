internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

extension LedgerView {
  /// The proof in what others have put on record about a decision, once it was verified; as the log grows, each
  /// holder's own would be another one, and only one can stand in what all sign.
  func recordedProof(
    of decided: DecidedRelease, against anchor: DecisionProof.Anchor
  ) throws -> ByteString? {
    let verifier = Secp256k1Verifier()
    for part in try releases(of: decided.proposal.id).reversed().flatMap(\.signed) {
      guard let bytes = try documents.bytes(of: part.message, limit: InTotoStatement.sizeLimit),
        let proposed = try? InTotoStatement(message: bytes),
        // What is of an earlier stage is not signed again.
        let expected = try? decided.statement(part.name, adopting: proposed), expected == proposed
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

  /// Refuses a key that does not sign releases, before anybody is asked for a passphrase.
  @discardableResult
  func requireReleaseKey(_ key: AttestationKey, at now: Timepoint) throws -> ReleaseKey {
    let id = Digest.sha256(key.spki)
    guard let registered = try releaseKey(id) else {
      throw Failure(
        .notAllowed, ReleaseRefusal.keyUnknown(id).code, ReleaseRefusal.keyUnknown(id).message,
        hint: "propose key.register with purpose: release, algorithm: \(key.algorithm.rawValue), "
          + "spki: \"0x\(Hex.encode(key.spki))\"")
    }
    guard registered.counts(at: now) else { throw ReleaseRefusal.keyEnded(id) }
    return registered
  }
}

/// Puts on record what release keys signed.
enum LoggedSigning {
  /// An entry that was made.
  struct Entry {
    let holder: String
    let index: UInt64
  }

  /// Puts one key's signatures on record, by the user's account.
  static func put(_ file: ReleaseFile, about decided: DecidedRelease, in session: Session) async throws
    -> Entry
  {
    let key = try AttestationKey(spki: file.key)
    let now = try session.now()
    let registered = try session.chamber.read { try $0.requireReleaseKey(key, at: now) }
    for part in file.parts { try session.documents.keep(part.message) }
    let signed = try await Writing.submit(in: session) { preparing, actor in
      try preparing.release(decided, key: file.key, signed: file.signed, by: actor)
    }
    return Entry(holder: registered.holder, index: signed.receipt.index)
  }

  /// What was put on record, how far the release has come, and what comes next; the files once it is complete.
  static func answer(
    _ done: [Entry], _ decision: AttestedDecision, folder: String, _ session: Session
  ) throws -> Answer {
    let assembly = try session.chamber.read { try ReleaseAssembly(decision.release, in: $0) }
    let isComplete = assembly.isComplete(decision.release)
    let written = isComplete ? try assembly.write(to: folder) : []
    let id = decision.proposal.display
    return Answer(
      schema: "quorate.release/1",
      data: .members([
        "complete": .bool(isComplete), "entries": .array(done.map { .integer($0.index) }),
        "files": .array(written.map { .string($0) }), "messages": assembly.json, "proposal": .string(id),
      ]),
      text: ([decision.summary]
        + done.map { "Signed as \(Format.safe($0.holder)), entry \($0.index)" } + assembly.lines
        + written.map { "  wrote \($0)" }
        + [
          isComplete
            ? "Next:  quorate attest verify \(written.first ?? "FILE")"
            : "Next:  another holder signs: quorate attest sign \(id) --with KEY"
        ]).joined(separator: "\n"),
      brief: isComplete ? "complete" : "incomplete", warnings: session.warnings)
  }
}
