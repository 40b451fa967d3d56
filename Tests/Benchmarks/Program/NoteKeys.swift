internal import DocumentFiles
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// Signs checkpoints with an Ed25519 key.
struct Ed25519Line: NoteSigner {
  let key: VerifierKey
  let seed: [UInt8]

  func sign(_ text: String) throws -> [UInt8] { try Ed25519.sign(seed: seed, message: Array(text.utf8)) }
}

/// Signs checkpoints with a secp256k1 key.
struct SchnorrLine: NoteSigner {
  let key: VerifierKey
  let secret: Secp256k1SecretKey

  func sign(_ text: String) throws -> [UInt8] {
    try secret.signSchnorr(
      message: SignedNote.schnorrMessage(of: text), auxiliary: [UInt8](repeating: 0, count: 32))
  }
}

/// Checks both kinds of note signature.
struct SampleCurves: NoteCurves {
  private let secp256k1 = Secp256k1Verifier()

  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Ed25519.isValid(publicKey: publicKey, message: message, signature: signature)
  }

  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    secp256k1.isValidSchnorr(publicKey: publicKey, message: message, signature: signature)
  }
}

extension LogKeyFile {
  /// Both keys as signers of a log, Ed25519 first.
  func signers(origin: String) throws -> [any NoteSigner] {
    let secret = try Secp256k1SecretKey(secp256k1)
    return [
      Ed25519Line(
        key: try VerifierKey(
          name: origin, algorithm: .ed25519, publicKey: try Ed25519.publicKey(of: ed25519)),
        seed: ed25519),
      SchnorrLine(
        key: try VerifierKey(name: origin, algorithm: .schnorr, publicKey: secret.xOnlyPublicKey),
        secret: secret),
    ]
  }
}
