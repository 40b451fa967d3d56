package import CanonicalEncoding
internal import Crypto

/// ECDSA with SHA-256 on NIST P-256 (FIPS 186-5), by swift-crypto: the signatures that tools for artefacts verify.
package enum P256ECDSA {
  /// Whether a DER signature of a message is that of a public key of 65 bytes (04, X and Y).
  package static func isValid(publicKey: [UInt8], message: [UInt8], derSignature: [UInt8]) -> Bool {
    guard let key = try? P256.Signing.PublicKey(x963Representation: publicKey),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: derSignature)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }

  /// The same for a message of which only the SHA-256 is at hand.
  package static func isValid(
    publicKey: [UInt8], digest: CanonicalEncoding.Digest, derSignature: [UInt8]
  ) -> Bool {
    guard let key = try? P256.Signing.PublicKey(x963Representation: publicKey),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: derSignature)
    else { return false }
    return key.isValidSignature(signature, for: KnownDigest(digest))
  }

  /// Whether 65 bytes are a point of the curve.
  package static func isPublicKey(_ bytes: [UInt8]) -> Bool {
    (try? P256.Signing.PublicKey(x963Representation: bytes)) != nil
  }
}

/// A secret key of the curve P-256. The secret appears in no description.
package struct P256SecretKey: Sendable {
  private let secret: P256.Signing.PrivateKey

  /// The key of 32 bytes, a number from 1 to the order of the group less 1; `nil` for other bytes.
  package init?(_ bytes: [UInt8]) {
    guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
    secret = key
  }

  /// The key in a PEM text as OpenSSL writes it (`EC PRIVATE KEY` or `PRIVATE KEY`); `nil` for anything else.
  package init?(pem: String) {
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
    secret = key
  }

  /// The 32 bytes, to be locked away.
  package var bytes: [UInt8] { Array(secret.rawRepresentation) }

  /// 04, X and Y.
  package var publicKey: [UInt8] { Array(secret.publicKey.x963Representation) }

  /// A DER signature of a message. Nonces are random, so that every signature is another one.
  package func sign(_ message: [UInt8]) throws -> [UInt8] {
    Array(try secret.signature(for: message).derRepresentation)
  }
}

extension P256SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The public key; never the secret.
  package var description: String { "P-256 key \(Digest.sha256(publicKey).short)" }

  /// The public key; never the secret.
  package var debugDescription: String { description }

  /// No children, so that neither `dump` nor a debugger's summary prints the secret.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
