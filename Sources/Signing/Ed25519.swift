internal import Crypto

/// Ed25519 (RFC 8032), by swift-crypto: the signatures that other programs expect below a log's checkpoints.
package enum Ed25519 {
  /// The 32 bytes of the public key of a 32-byte seed; throws where the seed has another length.
  package static func publicKey(of seed: [UInt8]) throws -> [UInt8] {
    Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).publicKey.rawRepresentation)
  }

  /// The 64 bytes of a signature; throws where the seed has not 32 bytes.
  ///
  /// RFC 8032 gives one signature for each message. CryptoKit on Apple systems hedges its nonces instead, and
  /// gives another valid one every time.
  package static func sign(seed: [UInt8], message: [UInt8]) throws -> [UInt8] {
    Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message))
  }

  /// Whether a signature of the message verifies; bytes of a wrong length never do.
  package static func isValid(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
