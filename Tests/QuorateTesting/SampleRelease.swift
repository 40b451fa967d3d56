package import CanonicalEncoding
package import Governance
package import Ledger
internal import Quorate
package import SafetyProtocol
package import Signing
internal import TransparencyLog

/// Release keys that are the same on every run, and what they sign.
package enum SampleRelease {
  /// A P-256 key.
  package static func secret(_ number: UInt8) throws -> P256SecretKey {
    try P256SecretKey([UInt8](repeating: 0, count: 31) + [number]).orThrow()
  }

  /// Its public key.
  package static func key(_ number: UInt8) throws -> AttestationKey {
    try AttestationKey(algorithm: .p256, publicKey: secret(number).publicKey)
  }

  /// Its identity in the log.
  package static func id(_ number: UInt8) throws -> Digest { .sha256(try key(number).spki) }

  /// A charter's block that names keys with their holders, in the place of `needs`.
  package static func block(needs: Int, _ keys: [(number: UInt8, holder: String)]) throws -> String {
    let list = try keys.map { number, holder in
      "{holder: \(holder), algorithm: ecdsa-p256, spki: \"0x\(Hex.encode(try key(number).spki))\"}"
    }
    return "release: {needs: \(needs), keys: [\(list.joined(separator: ", "))]}"
  }

  /// A statement's messages, signed by a key.
  package static func signed(
    _ statements: [(name: String, statement: InTotoStatement)], by number: UInt8
  ) throws -> [ReleaseSignature.Signed] {
    let secret = try secret(number)
    return try statements.map { name, statement in
      let message = statement.message
      return ReleaseSignature.Signed(
        name: name, message: .sha256(message), signature: try secret.sign(message))
    }
  }
}

extension SampleDAO {
  /// What a proposal decided, and what is to be signed about it.
  package func decided(
    on proposal: Digest, files: ModelTree? = nil
  ) async throws -> (release: DecidedRelease, statements: [(name: String, statement: InTotoStatement)]) {
    let release = try chamber.read { view in
      try view.release(of: try view.proposal(proposal).orThrow(), at: clock.now())
    }
    var proof = ByteString([])
    if let entry = release.entry {
      proof = ByteString(try await chamber.receipt(index: entry, origin: genesis.origin).proof.bytes)
    }
    return (release, release.statements(provenBy: proof, files: files))
  }

  /// The statement by which a member puts on record what a release key signed.
  package func releasing(
    _ release: DecidedRelease, _ statements: [(name: String, statement: InTotoStatement)], key: UInt8,
    by member: Int = 0
  ) throws -> Statement {
    for (_, statement) in statements { documents.keep(statement.message) }
    return try prepare { preparing, _ in
      try preparing.release(
        release, key: try SampleRelease.key(key).spki,
        signed: try SampleRelease.signed(statements, by: key), by: account(member))
    }
  }

  /// Puts on record what a release key signs about a proposal.
  @discardableResult
  package func sign(releaseOf proposal: Digest, key: UInt8, by member: Int = 0) async throws -> UInt64 {
    let (release, statements) = try await decided(on: proposal)
    return try await submit(releasing(release, statements, key: key, by: member), by: member)
  }
}
