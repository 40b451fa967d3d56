package import CanonicalEncoding
package import Governance
package import Ledger
package import Quorate
package import Secp256k1Signing
package import Signing
package import TransparencyLog

/// A drop-box beside a sample DAO, with a clock of its own.
package struct SampleDropBox: Sendable {
  package let box: DropBox<MemoryLogStore, Secp256k1Verifier>
  /// Its key, as a charter names it.
  package let key: VerifierKey
  package let clock: ManualClock

  /// The key of a sample box.
  package static func signer(_ number: Int = 1) throws -> Signer {
    let seed = Digest.sha256(Array("quorate sample drop-box \(number)".utf8)).bytes
    return Signer(
      key: try VerifierKey(
        name: "box\(number).example/helios", algorithm: .ed25519, publicKey: try Ed25519.publicKey(of: seed)),
      seed: seed)
  }

  /// Signs checkpoints of a box.
  package struct Signer: NoteSigner {
    package let key: VerifierKey
    fileprivate let seed: [UInt8]

    package func sign(_ text: String) throws -> [UInt8] {
      try Ed25519.sign(seed: seed, message: Array(text.utf8))
    }
  }

  package init(_ number: Int = 1, for dao: Digest, limits: DropBoxLimits = DropBoxLimits()) throws {
    let signer = try Self.signer(number)
    (key, clock) = (signer.key, ManualClock(.founding))
    box = DropBox(
      store: MemoryLogStore(), dao: dao, signer: signer, verifier: Secp256k1Verifier(), clock: clock,
      limits: limits)
  }

  /// Puts a member's ballot in, which two witnesses see there at an instant.
  package func hold(
    _ statement: Statement, signature: RecoverableSignature, seen: Timepoint, policy: Digest? = nil,
    named: String? = nil
  ) async throws -> BoxedBallot {
    guard case .ballot(let ballot) = statement else { throw SampleFault("not a ballot") }
    clock.set(seen)
    _ = try await box.put(ballot, signature: signature)
    let note = try SampleWitnesses.cosigned(try await box.signHead(), at: [seen, seen])
    let proof = try await box.proof(of: statement.id, under: note).orThrow("the box does not hold it")
    return try BoxedBallot(
      box: named ?? key.description, policy: try policy ?? SampleWitnesses.policy().hash,
      proof: proof.proof.bytes)
  }
}

extension SampleDAO {
  /// Hands in what a drop-box has given.
  @discardableResult
  package func take(_ boxed: BoxedBallot) async throws -> UInt64 {
    try await chamber.take(boxed, curves: SampleWitnesses.curves).index
  }
}
