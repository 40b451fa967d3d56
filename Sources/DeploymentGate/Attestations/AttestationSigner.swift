internal import CanonicalEncoding
package import Ledger
package import Signing

/// Signs attestations with a key it holds.
package protocol AttestationSigner {
  /// The key that verifies what this signs.
  var key: AttestationKey { get throws }
  /// A signature of the bytes, as envelopes hold it.
  func sign(_ message: [UInt8]) throws -> [UInt8]
}

extension P256SecretKey: AttestationSigner {
  package var key: AttestationKey {
    get throws { try AttestationKey(algorithm: .p256, publicKey: publicKey) }
  }
}

/// A member's own key, which may sign beside the release keys.
package struct AccountAttestationSigner<Signer: DigestSigner>: AttestationSigner {
  private let signer: Signer
  private let publicKey: [UInt8]

  /// - Parameter publicKey: 04, X and Y of the signer's key.
  package init(_ signer: Signer, publicKey: [UInt8]) {
    self.signer = signer
    self.publicKey = publicKey
  }

  package var key: AttestationKey {
    get throws { try AttestationKey(algorithm: .secp256k1, publicKey: publicKey) }
  }

  package func sign(_ message: [UInt8]) throws -> [UInt8] {
    try signer.sign(.sha256(message)).derBytes
  }
}

extension AttestationEnvelope {
  /// Signs a statement with every signer, in their order; each key once.
  package init(signing statement: InTotoStatement, with signers: [any AttestationSigner]) throws {
    try self.init(signing: statement.canonicalBytes, with: signers)
  }

  /// Signs the bytes of a statement as they are.
  package init(signing payload: [UInt8], with signers: [any AttestationSigner]) throws {
    try self.init(payloadType: InTotoStatement.payloadType, payload: payload, signatures: [])
    for signer in signers {
      let id = try signer.key.id
      guard !signatures.contains(where: { $0.keyID == id }) else { throw AttestationRefusal.repeatedKey(id) }
      self = try adding(signer)
    }
  }

  /// The same content with a signer's signature as well.
  package func adding(_ signer: any AttestationSigner) throws -> AttestationEnvelope {
    try appending(Signature(keyID: try signer.key.id, bytes: try signer.sign(message)))
  }
}
