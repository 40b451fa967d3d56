package import CanonicalEncoding
package import Governance
package import Signing

/// An entry whose signatures hold. Only `EntryVerifier` makes one.
package struct VerifiedEntry: Sendable {
  package enum Content: Sendable {
    case genesis(Genesis)
    case statement(Statement, id: Digest)
  }

  package let received: Timepoint
  package let content: Content

  fileprivate init(received: Timepoint, content: Content) {
    self.received = received
    self.content = content
  }
}

/// Checks signatures for one DAO. Stateless, so every core can run it on its own part of the log.
package struct EntryVerifier<Verifier: SignatureVerifier>: Sendable {
  private let dao: Digest
  private let domain: TypedDomain
  private let verifier: Verifier

  /// - Parameter dao: The DAO whose statements are wanted; those made to any other are refused.
  package init(dao: Digest, verifier: Verifier) {
    self.dao = dao
    self.verifier = verifier
    domain = Statement.domain(of: dao)
  }

  /// Checks that the signer named in the statement made the signature, over this DAO's domain.
  package func verify(_ entry: UnverifiedEntry) throws(EntryRefusal) -> VerifiedEntry {
    var hashes = TextHashes()
    return try verify(entry, remembering: &hashes)
  }

  /// The same for one of many entries whose texts repeat.
  package func verify(
    _ entry: UnverifiedEntry, remembering hashes: inout TextHashes
  ) throws(EntryRefusal) -> VerifiedEntry {
    switch entry.content {
    case .genesis(let genesis, let signatures):
      guard genesis.daoID == dao else { throw .signature(.wrongDomain) }
      guard Set(signatures.keys) == Set(genesis.founders) else { throw .founders }
      let digest = genesis.message.digest
      for (founder, signature) in signatures { try check(digest, signature, by: founder) }
      return VerifiedEntry(received: entry.received, content: .genesis(genesis))
    case .statement(let statement, let id, let signature):
      try verify(statement, signature, &hashes)
      return VerifiedEntry(received: entry.received, content: .statement(statement, id: id))
    }
  }

  /// A statement whose signature came apart from any entry, received at an instant.
  package func verify(
    _ statement: Statement, signature: RecoverableSignature, received: Timepoint
  ) throws(EntryRefusal) -> VerifiedEntry {
    var hashes = TextHashes()
    try verify(statement, signature, &hashes)
    return VerifiedEntry(received: received, content: .statement(statement, id: statement.id))
  }

  private func verify(
    _ statement: Statement, _ signature: RecoverableSignature, _ hashes: inout TextHashes
  ) throws(EntryRefusal) {
    let header = statement.header
    guard header.dao == dao else { throw .signature(.wrongDomain) }
    try check(statement.message(in: domain).digest(remembering: &hashes), signature, by: header.signer)
  }

  private func check(
    _ digest: Digest, _ signature: RecoverableSignature, by signer: AccountKey
  ) throws(EntryRefusal) {
    do { try verifier.requireSignature(of: digest, signature, by: signer) } catch { throw .signature(error) }
  }
}
