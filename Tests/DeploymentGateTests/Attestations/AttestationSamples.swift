import CanonicalEncoding
import Foundation
import QuorateTesting
import Secp256k1Signing
import Signing

@testable import DeploymentGate
import Ledger

/// Keys that are the same on every run, and statements to sign with them.
enum AttestationSamples {
  static let curves = Secp256k1Verifier()

  static func p256(_ number: Int) throws -> P256SecretKey {
    try P256SecretKey(Digest.sha256(Array("quorate sample release key \(number)".utf8)).bytes).orThrow()
  }

  static func account(_ number: Int) throws -> AccountAttestationSigner<Secp256k1SecretKey> {
    let key = try SampleKeys.key(number)
    return AccountAttestationSigner(key, publicKey: key.publicKey)
  }

  static let root = Digest.sha256(Array("root".utf8))
  static let tree = Digest.sha256(Array("tree".utf8))

  static var statement: InTotoStatement {
    SimpleVerificationResult(
      verifier: "https://example.org/dao",
      policies: [ResourceReference(uri: "quorate:rules/1", sha256: .zero)],
      created: .founding, properties: ["QUORATE_DEPLOY_APPROVED"]
    ).statement(about: .init(name: "tiny", omsRoot: root, dirHash: tree))
  }

  static func envelope(_ signers: [any AttestationSigner]) throws -> AttestationEnvelope {
    try AttestationEnvelope(signing: statement, with: signers)
  }

  /// The code of a refusal, or `nil` where there was none.
  static func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? any CodedRefusal)?.code ?? "\(error)"
    }
  }
}
