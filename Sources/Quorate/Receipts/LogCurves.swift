package import Signing
internal import TransparencyLog

/// Checks both kinds of signature line that a log's own keys make.
package struct LogCurves<Schnorr: SchnorrVerifier>: NoteCurves {
  private let schnorr: Schnorr

  package init(_ schnorr: Schnorr) { self.schnorr = schnorr }

  package func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Ed25519.isValid(publicKey: publicKey, message: message, signature: signature)
  }

  package func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    schnorr.isValidSchnorr(publicKey: publicKey, message: message, signature: signature)
  }
}
