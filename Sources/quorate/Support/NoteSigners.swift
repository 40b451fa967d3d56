internal import CanonicalEncoding
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// Signs checkpoints with the log's Ed25519 key.
struct Ed25519NoteSigner: NoteSigner {
  let key: VerifierKey
  private let seed: [UInt8]

  init(name: String, seed: [UInt8]) throws {
    self.seed = seed
    key = try VerifierKey(name: name, algorithm: .ed25519, publicKey: try Ed25519.publicKey(of: seed))
  }

  func sign(_ text: String) throws -> [UInt8] { try Ed25519.sign(seed: seed, message: Array(text.utf8)) }
}

/// Signs checkpoints with the log's secp256k1 key (BIP-340).
struct SchnorrNoteSigner: NoteSigner {
  let key: VerifierKey
  private let secret: Secp256k1SecretKey

  init(name: String, secret: [UInt8]) throws {
    self.secret = try Secp256k1SecretKey(secret)
    key = try VerifierKey(name: name, algorithm: .schnorr, publicKey: self.secret.xOnlyPublicKey)
  }

  /// Auxiliary randomness is zero, so that one checkpoint has one signature.
  func sign(_ text: String) throws -> [UInt8] {
    try secret.signSchnorr(
      message: SignedNote.schnorrMessage(of: text), auxiliary: [UInt8](repeating: 0, count: 32))
  }
}

/// Cosigns checkpoints with a witness's Ed25519 key.
struct Ed25519CosignatureSigner: CosignatureSigner {
  let key: VerifierKey
  private let seed: [UInt8]

  init(name: String, seed: [UInt8]) throws {
    self.seed = seed
    key = try VerifierKey(name: name, algorithm: .cosignature, publicKey: try Ed25519.publicKey(of: seed))
  }

  func line(for text: String, at time: UInt64) throws -> NoteSignature {
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    blob += try Ed25519.sign(seed: seed, message: SignedNote.cosignatureMessage(of: text, time: time))
    return try NoteSignature(name: key.name, keyID: key.keyID, bytes: blob)
  }
}
