internal import CSecp256k1
package import CanonicalEncoding
package import Signing

/// A secret key of the curve secp256k1, and the signatures it makes.
///
/// Nonces follow RFC 6979: the same digest gives the same signature, and no random number generator can give
/// the key away. The secret appears in no description, and two keys cannot be compared.
package struct Secp256k1SecretKey: DigestSigner, Sendable {
  private let secret: [UInt8]
  private let context: SigningContext
  /// The public key as 04‖X‖Y, 65 bytes.
  package let publicKey: [UInt8]
  /// The account of the key: its Ethereum address.
  package let account: AccountKey

  /// The key of 32 bytes, a number from 1 to the order of the group less 1.
  ///
  /// - Parameters: - bytes: The secret, big-endian. - randomness: 32 random bytes that blind the arithmetic
  ///   against side channels; they change no signature.
  package init(_ bytes: [UInt8], randomness: [UInt8]? = nil) throws(SecretKeyRefusal) {
    guard bytes.count == 32 else { throw .length(bytes.count) }
    guard randomness.map({ $0.count == 32 }) ?? true else { throw .randomness }
    let context = SigningContext(randomness: randomness)
    guard let publicKey = context.publicKey(of: bytes) else { throw .outOfRange }
    guard let account = AccountKey(evm: Keccak256.digest(Array(publicKey.dropFirst()))) else {
      throw .outOfRange
    }
    secret = bytes
    self.context = context
    self.publicKey = publicKey
    self.account = account
  }

  /// The public key as 02 or 03 and X, 33 bytes.
  package var compressedPublicKey: [UInt8] { [2 + (publicKey[64] & 1)] + publicKey[1...32] }

  /// X of the public key, 32 bytes (BIP-340).
  package var xOnlyPublicKey: [UInt8] { Array(publicKey[1...32]) }

  /// The Ethereum address, twenty bytes.
  package var address: [UInt8] { account.bytes.bytes }

  /// A signature that recovers to the account, with low s.
  package func sign(_ digest: Digest) throws(SignatureRefusal) -> RecoverableSignature {
    guard let (compact, recovery) = context.signRecoverably(digest.bytes, with: secret),
      let r = Digest(compact[..<32]), let s = Digest(compact[32...])
    else { throw .unrecoverable }
    return try RecoverableSignature(r: r, s: s, recovery: recovery)
  }

  /// A Schnorr signature of a message of any length (BIP-340).
  ///
  /// - Parameters:
  ///   - message: What is signed.
  ///   - auxiliary: 32 bytes, best fresh random ones; zeros give a deterministic signature.
  package func signSchnorr(message: [UInt8], auxiliary: [UInt8]) throws(SecretKeyRefusal) -> [UInt8] {
    guard auxiliary.count == 32 else { throw .randomness }
    guard let signature = context.signSchnorr(message, with: secret, auxiliary: auxiliary) else {
      throw .outOfRange
    }
    return signature
  }
}

extension Secp256k1SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The account; never the secret.
  package var description: String { "secret key of \(account.display)" }

  /// The account; never the secret.
  package var debugDescription: String { description }

  /// No children, so that neither `dump` nor a debugger's summary prints the secret.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why bytes are no secret key, or a signature was not made.
package enum SecretKeyRefusal: CodedRefusal, Hashable {
  /// Not 32 bytes.
  case length(Int)
  /// Zero, or not below the order of the group.
  case outOfRange
  /// Randomness of another length than 32 bytes.
  case randomness

  /// The stable name.
  package var code: String {
    switch self {
    case .length: "key.length"
    case .outOfRange: "key.outOfRange"
    case .randomness: "key.randomness"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .length(let count): "a secret key has 32 bytes, not \(count)"
    case .outOfRange: "the bytes are not a secret key: the number is zero or too large"
    case .randomness: "32 bytes of randomness are needed"
    }
  }
}
