internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

extension LedgerView {
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

  /// Whether everything that a key would sign about a decision is on record already.
  func isOnRecord(
    _ statements: [(name: String, statement: InTotoStatement)], of decided: DecidedRelease,
    by key: AttestationKey
  ) throws -> Bool {
    let id = Digest.sha256(key.spki)
    let signed = try releases(of: decided.proposal.id).filter { $0.key == id }.flatMap(\.signed)
    return statements.allSatisfy { part in
      signed.contains { $0.message == .sha256(part.statement.message) }
    }
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
    let (decided, anchor) = (decision.release, try session.anchor())
    let assembly = try session.chamber.read { try ReleaseAssembly(decided, in: $0, against: anchor) }
    return try assembly.answer(
      [decision.summary] + done.map { "Signed as \(Format.safe($0.holder)), entry \($0.index)" },
      entries: done.map(\.index), into: folder, warnings: session.warnings)
  }
}
