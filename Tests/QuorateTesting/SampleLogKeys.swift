package import CanonicalEncoding
package import Governance
package import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
package import TransparencyLog

/// The pairs of keys of a sample log, in the order in which they follow each other. Pair 0 is that of every genesis.
package enum SampleLogKeys {
  private static func secrets(_ number: Int) -> (seed: [UInt8], secret: [UInt8]) {
    guard number > 0 else { return (SampleKeys.logSeed, SampleKeys.logSecret) }
    return (
      Digest.sha256(Array("sample log \(number), Ed25519".utf8)).bytes,
      Digest.sha256(Array("sample log \(number), secp256k1".utf8)).bytes
    )
  }

  /// A pair.
  package static func pair(_ number: Int) throws -> LogKeyPair {
    let (seed, secret) = secrets(number)
    return try LogKeyPair(
      ed25519: try Ed25519.publicKey(of: seed), secp256k1: try Secp256k1SecretKey(secret).xOnlyPublicKey
    ).orThrow()
  }

  /// A genesis' plan that commits to pair 1.
  package static var plan: LogKeyPlan {
    get throws { LogKeyPlan(next: try pair(1).commitment) }
  }

  /// A plan that also names the first three members, two of whom can recover lost keys after a day.
  package static var recoverablePlan: LogKeyPlan {
    get throws {
      LogKeyPlan(
        next: try pair(1).commitment, recoverers: try (0..<3).map { try SampleKeys.key($0).account }.sorted(),
        needs: 2, delay: .days(1))
    }
  }

  /// The signers of a pair.
  package static func signers(_ origin: String, pair number: Int) throws -> [any NoteSigner & Sendable] {
    let (seed, secret) = secrets(number)
    return try SampleKeys.logSigners(origin, seed: seed, secret: secret)
  }

  /// The signers of a sample log: pair 0, and where keys may change those that follow.
  package static func signers(_ genesis: Genesis) throws -> [any NoteSigner & Sendable] {
    try (0..<(genesis.keyPlan == nil ? 1 : 5)).flatMap { try signers(genesis.origin, pair: $0) }
  }

  /// A change of keys as it is signed.
  package static func entry(
    _ change: LogKeyChange, by pairs: [Int]
  ) throws -> LogKeyEntry {
    let lines = try pairs.flatMap { try signers(change.origin, pair: $0) }
    return try LogKeyEntry(note: try SignedNote(signing: change.text, with: lines))
  }
}

extension SampleDAO {
  /// Hands the log over to the next pair.
  /// - Returns: The index of the entry.
  @discardableResult
  package func rotate(doubtedFrom: UInt64? = nil) async throws -> UInt64 {
    let number = Int(try logKeys.latest.number)
    return try await chamber.changeKeys(
      to: try SampleLogKeys.pair(number + 1), committing: try SampleLogKeys.pair(number + 2).commitment,
      doubtedFrom: doubtedFrom, curves: LogCurves(Secp256k1Verifier())
    ).index
  }

  /// A checkpoint of the log at a size it has had, signed by a pair of one's choice.
  package func checkpoint(_ size: UInt64, by pair: Int, root: Digest? = nil) throws -> SignedNote {
    let text = try Checkpoint(
      origin: genesis.origin, size: size, root: root ?? MerkleRoot.of(size: size) { try store.node($0) }
    ).text
    return try SignedNote(signing: text, with: try SampleLogKeys.signers(genesis.origin, pair: pair))
  }
}
