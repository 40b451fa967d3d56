package import CanonicalEncoding
package import Governance
package import TransparencyLog

/// The two keys that sign a log together: each checkpoint carries a line of both.
package struct LogKeyPair: Hashable, Sendable {
  /// The raw Ed25519 key, 32 bytes.
  package let ed25519: ByteString
  /// The x-only secp256k1 key, 32 bytes.
  package let secp256k1: ByteString

  /// A pair; `nil` unless both have 32 bytes.
  package init?(ed25519: [UInt8], secp256k1: [UInt8]) {
    guard ed25519.count == 32, secp256k1.count == 32 else { return nil }
    self.ed25519 = ByteString(ed25519)
    self.secp256k1 = ByteString(secp256k1)
  }

  /// The pair that a genesis names.
  package init?(of genesis: Genesis) {
    self.init(ed25519: genesis.logEd25519, secp256k1: genesis.logSecp256k1)
  }

  private static let tag = DomainTag("quorate/log-keys/v1")

  /// What is made public of a pair before it is used: its tagged hash, from which the keys do not follow.
  package var commitment: Digest { Self.tag.digest(ed25519.bytes, secp256k1.bytes) }

  /// The keys under the name of their log: Ed25519 first, then BIP-340, in the order of the lines.
  package func verifierKeys(of origin: String) throws(NoteRefusal) -> [VerifierKey] {
    [
      try VerifierKey(name: origin, algorithm: .ed25519, publicKey: ed25519.bytes),
      try VerifierKey(name: origin, algorithm: .schnorr, publicKey: secp256k1.bytes),
    ]
  }

  /// Whether one of its keys is one of another pair.
  func shares(with other: LogKeyPair) -> Bool { ed25519 == other.ed25519 || secp256k1 == other.secp256k1 }

  /// Both keys in hexadecimal digits, with a space between them.
  package var words: String { "0x\(ed25519.hex) 0x\(secp256k1.hex)" }

  /// Reads exactly what `words` writes.
  init?(words: String) {
    let parts = words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let first = Hex.decode(canonical: parts[0]),
      let second = Hex.decode(canonical: parts[1])
    else { return nil }
    self.init(ed25519: first, secp256k1: second)
  }
}
