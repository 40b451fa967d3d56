public import CanonicalEncoding

/// Finds out who signed a digest: the port to a library of curve arithmetic. It knows signatures in the form of other
/// tools as well, which statements can hold.
public protocol SignatureVerifier: ECDSAVerifier {
  /// The Ethereum account whose key made the signature, or `nil` where no key fits.
  func recoverAccount(of digest: Digest, _ signature: RecoverableSignature) -> AccountKey?
}

/// Checks BIP-340 signatures: the port to a library of curve arithmetic.
public protocol SchnorrVerifier: Sendable {
  /// Whether a signature of 64 bytes is that of an x-only public key over a message of any length.
  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool
}

/// Checks ECDSA signatures on secp256k1 in the form that other tools write: the port to a library of curve arithmetic.
public protocol ECDSAVerifier: Sendable {
  /// Whether a DER signature of a digest is that of a public key of 65 bytes (04, X and Y); s may be high.
  func isValidECDSA(publicKey: [UInt8], digest: Digest, derSignature: [UInt8]) -> Bool
}

extension SignatureVerifier {
  /// Refuses a signature of the digest that is not the account's own.
  package func requireSignature(
    of digest: Digest, _ signature: RecoverableSignature, by account: AccountKey
  ) throws(SignatureRefusal) {
    guard let recovered = recoverAccount(of: digest, signature) else { throw .unrecoverable }
    guard recovered == account else { throw .wrongSigner(expected: account, recovered: recovered) }
  }
}

/// Signs digests with a key it holds.
package protocol DigestSigner {
  /// The account whose key signs.
  var account: AccountKey { get }
  /// A signature that recovers to the account; the same digest always gives the same signature.
  func sign(_ digest: Digest) throws -> RecoverableSignature
}
