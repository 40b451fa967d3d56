package import CanonicalEncoding
internal import Quorate
package import Secp256k1Signing
package import Signing
internal import Synchronization
package import TransparencyLog

/// A clock that a test moves, to any instant and back.
package final class ManualClock: TimeSource {
  private let instant: Mutex<Timepoint>

  package init(_ instant: Timepoint) { self.instant = Mutex(instant) }

  package func now() -> Timepoint { instant.withLock { $0 } }

  /// Sets the clock.
  package func set(_ instant: Timepoint) { self.instant.withLock { $0 = instant } }

  /// Moves the clock forward.
  package func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
}

/// Bytes that are the same on every run.
package struct CountedRandomness: RandomSource {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
}

extension RepeatableNumbers {
  /// True once in so many times.
  package mutating func once(in count: Int) -> Bool { below(count) == 0 }

  /// One of the elements; there must be some.
  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// Keys that are the same on every run.
package enum SampleKeys {
  /// The key of a number.
  package static func key(_ number: Int) throws -> Secp256k1SecretKey {
    try Secp256k1SecretKey(Digest.sha256(Array("quorate sample key \(number)".utf8)).bytes)
  }

  /// The Ed25519 seed of every sample log.
  package static let logSeed = Digest.sha256(Array("quorate sample log, Ed25519".utf8)).bytes
  /// The secp256k1 secret of every sample log.
  package static let logSecret = Digest.sha256(Array("quorate sample log, secp256k1".utf8)).bytes

  /// The signers of a sample log, Ed25519 first.
  package static func logSigners(
    _ origin: String, seed: [UInt8] = logSeed, secret: [UInt8] = logSecret
  ) throws -> [any NoteSigner & Sendable] {
    [
      try SampleEd25519Signer(name: origin, seed: seed),
      try SampleSchnorrSigner(name: origin, secret: secret),
    ]
  }
}

private struct SampleEd25519Signer: NoteSigner, Sendable {
  let key: VerifierKey
  private let seed: [UInt8]

  init(name: String, seed: [UInt8]) throws {
    self.seed = seed
    key = try VerifierKey(name: name, algorithm: .ed25519, publicKey: try Ed25519.publicKey(of: seed))
  }

  func sign(_ text: String) throws -> [UInt8] { try Ed25519.sign(seed: seed, message: Array(text.utf8)) }
}

private struct SampleSchnorrSigner: NoteSigner, Sendable {
  let key: VerifierKey
  private let secret: Secp256k1SecretKey

  init(name: String, secret bytes: [UInt8]) throws {
    secret = try Secp256k1SecretKey(bytes)
    key = try VerifierKey(name: name, algorithm: .schnorr, publicKey: secret.xOnlyPublicKey)
  }

  func sign(_ text: String) throws -> [UInt8] {
    try secret.signSchnorr(
      message: SignedNote.schnorrMessage(of: text), auxiliary: [UInt8](repeating: 0, count: 32))
  }
}

/// A verifier for tests of rules, where curve arithmetic would only cost time: the signature says in the
/// clear who made it, and every such claim is believed.
package struct BelievingVerifier: SignatureVerifier {
  package init() {}

  /// The signature that claims to be an account's.
  package static func signature(of account: AccountKey) throws -> RecoverableSignature {
    let r = try Digest([UInt8](repeating: 0, count: 11) + [1] + account.bytes.bytes).orThrow()
    return try RecoverableSignature(r: r, s: Digest(words: (0, 0, 0, 1)), recovery: 0)
  }

  package func recoverAccount(of digest: Digest, _ signature: RecoverableSignature) -> AccountKey? {
    AccountKey(evm: signature.r)
  }

  package func isValidECDSA(publicKey: [UInt8], digest: Digest, derSignature: [UInt8]) -> Bool { true }
}

/// Something a sample needs is not there.
package struct SampleFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

extension Optional {
  /// The value, or a fault of the sample.
  package func orThrow(_ what: String = "a value of the sample is missing") throws -> Wrapped {
    guard let self else { throw SampleFault(what) }
    return self
  }
}
