package import CanonicalEncoding
package import Governance
package import Signing
package import TransparencyLog

/// An entry whose signatures hold. Only `EntryVerifier` makes one.
package struct VerifiedEntry: Sendable {
  package let received: Timepoint
  package let content: EntryContent
  /// What enough witnesses have seen, where the entry says that.
  package let witnessed: WitnessedCheckpoint?

  fileprivate init(received: Timepoint, content: EntryContent, witnessed: WitnessedCheckpoint? = nil) {
    self.received = received
    self.content = content
    self.witnessed = witnessed
  }

  /// The same entry received at another instant, which no signature covers.
  package func received(at instant: Timepoint) -> VerifiedEntry {
    VerifiedEntry(received: instant, content: content, witnessed: witnessed)
  }
}

/// Checks signatures for one DAO. Stateless, so every core can run it on its own part of the log.
package struct EntryVerifier: Sendable {
  private let dao: Digest
  private let domain: TypedDomain
  private let verifier: any SignatureVerifier
  private let checkpoints: CheckpointVerifier?

  /// - Parameters:
  ///   - dao: The DAO whose statements are wanted; those made to any other are refused.
  ///   - checkpoints: Checks the lines of witnesses; without it no policy is there.
  package init(dao: Digest, verifier: any SignatureVerifier, checkpoints: CheckpointVerifier? = nil) {
    self.dao = dao
    self.verifier = verifier
    self.checkpoints = checkpoints
    domain = Statement.domain(of: dao)
  }

  /// Checks that the signer named in the statement made the signature, over this DAO's domain.
  package func verify(_ entry: UnverifiedEntry) throws(EntryRefusal) -> VerifiedEntry {
    var memory = EntryMemory()
    return try verify(entry, remembering: &memory)
  }

  /// The same for one of many entries whose texts repeat.
  package func verify(
    _ entry: UnverifiedEntry, remembering memory: inout EntryMemory
  ) throws(EntryRefusal) -> VerifiedEntry {
    switch (entry.content, entry.signatures) {
    case (.genesis(let genesis), .founders(let signatures)): try verify(genesis, signatures)
    case (.statement(let statement, _), .signer(let signature)):
      try verify(statement, signature, &memory.hashes)
    case (.checkpoint(let checkpoint), .witnesses): return try verify(checkpoint, received: entry.received)
    case (.logKeys(let change), .log): return try verify(change, received: entry.received)
    case (.boxedBallot(let boxed), .voterAndBox): return try verify(boxed, received: entry.received)
    case (.correction(let correction), .log): return try verify(correction, received: entry.received)
    // No reader makes another pair.
    default: throw .founders
    }
    return VerifiedEntry(received: entry.received, content: entry.content)
  }

  /// An entry whose signature was checked before, when the bytes stood under a root that was accepted.
  ///
  /// Only for an audit that compares that root again, and refuses the log where it is another.
  /// - Returns: `nil` for a statement that is made to another DAO.
  package func trusting(_ entry: UnverifiedEntry) -> VerifiedEntry? {
    switch entry.content {
    case .genesis(let genesis): guard genesis.daoID == dao else { return nil }
    case .statement(let statement, _): guard statement.header.dao == dao else { return nil }
    // There are few, and what they say takes looking at their lines.
    case .checkpoint, .logKeys, .boxedBallot, .correction: return nil
    }
    return VerifiedEntry(received: entry.received, content: entry.content)
  }

  /// A checkpoint that came from witnesses, received at an instant.
  package func verify(
    _ checkpoint: CheckpointEntry, received: Timepoint
  ) throws(EntryRefusal) -> VerifiedEntry {
    let origin = checkpoint.checkpoint.origin
    guard Genesis.isOrigin(origin, of: dao) else { throw .signature(.wrongDomain) }
    guard let checkpoints else { throw .policyMissing(checkpoint.policy) }
    let witnessed = try checkpoints.verify(checkpoint, of: origin)
    return VerifiedEntry(received: received, content: .checkpoint(checkpoint), witnessed: witnessed)
  }

  /// An act about the log's keys, received at an instant.
  ///
  /// Whether it is about this log, the keys that signed are in force, and the people may do so, is for the state's
  /// `LogKeyChain` to say.
  package func verify(_ act: LogKeyAct, received: Timepoint) throws(EntryRefusal) -> VerifiedEntry {
    do throws(LogKeyRefusal) {
      guard let checkpoints else { throw .note(.unsigned) }
      try act.requireSignatures(with: verifier, curves: checkpoints.curves)
    } catch { throw .logKeys(error) }
    return VerifiedEntry(received: received, content: .logKeys(act))
  }

  /// A correction of the log's clock, received at an instant. Whether its keys are in force is for the state to say.
  package func verify(
    _ correction: ClockCorrection, received: Timepoint
  ) throws(EntryRefusal) -> VerifiedEntry {
    guard correction.genesis.daoID == dao else { throw .signature(.wrongDomain) }
    do throws(LogKeyRefusal) {
      guard let checkpoints else { throw .note(.unsigned) }
      try correction.requireSignatures(with: checkpoints.curves)
    } catch { throw .logKeys(error) }
    return VerifiedEntry(received: received, content: .correction(correction))
  }

  /// A ballot out of a drop-box, received at an instant: its voter, the box and enough witnesses have signed.
  ///
  /// Whether the charter named box and policy, and whether it was in time, is for the state to say.
  package func verify(_ boxed: BoxedBallot, received: Timepoint) throws(EntryRefusal) -> VerifiedEntry {
    let origin = boxed.proof.checkpoint.origin
    guard let checkpoints else { throw .policyMissing(boxed.policy) }
    // A log cannot be its own drop-box: its operator would be asked whether its operator keeps ballots out.
    guard !Genesis.isOrigin(origin, of: dao) else { throw .dropBox(.ownLog) }
    let witnessed = try checkpoints.verify(boxed)
    _ = try verify(.ballot(boxed.ballot), signature: boxed.signature, received: received)
    return VerifiedEntry(received: received, content: .boxedBallot(boxed), witnessed: witnessed)
  }

  private func verify(
    _ genesis: Genesis, _ signatures: [AccountKey: RecoverableSignature]
  ) throws(EntryRefusal) {
    guard genesis.daoID == dao else { throw .signature(.wrongDomain) }
    guard Set(signatures.keys) == Set(genesis.founders) else { throw .founders }
    let digest = genesis.message.digest
    for (founder, signature) in signatures { try check(digest, signature, by: founder) }
  }

  /// A statement whose signature came apart from any entry, received at an instant.
  package func verify(
    _ statement: Statement, signature: RecoverableSignature, received: Timepoint
  ) throws(EntryRefusal) -> VerifiedEntry {
    var memory = EntryMemory()
    try verify(statement, signature, &memory.hashes)
    return VerifiedEntry(received: received, content: .statement(statement, id: statement.id))
  }

  private func verify(
    _ statement: Statement, _ signature: RecoverableSignature, _ hashes: inout RepeatedHashes
  ) throws(EntryRefusal) {
    let header = statement.header
    guard header.dao == dao else { throw .signature(.wrongDomain) }
    try check(statement.digest(in: domain, remembering: &hashes), signature, by: header.signer)
    if case .release(let release) = statement { try check(release) }
  }

  /// Checks what the release key that a statement names has signed; whether it is registered is asked at admission.
  private func check(_ release: ReleaseSignature) throws(EntryRefusal) {
    guard let signed = release.signed else {
      throw .form(
        .unexpected(
          field: "messages", in: "a release.sign statement",
          needs:
            "1 to \(ReleaseSignature.limit) names in rising order with a digest each, and as many signatures")
      )
    }
    guard let key = try? AttestationKey(spki: release.key) else { throw .release(name: "key") }
    for part in signed where !key.verifies(part.signature, of: part.message, with: verifier) {
      throw .release(name: part.name)
    }
  }

  private func check(
    _ digest: Digest, _ signature: RecoverableSignature, by signer: AccountKey
  ) throws(EntryRefusal) {
    do { try verifier.requireSignature(of: digest, signature, by: signer) } catch { throw .signature(error) }
  }
}
