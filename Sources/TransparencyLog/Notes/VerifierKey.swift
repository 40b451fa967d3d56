package import CanonicalEncoding
internal import Signing

/// A public key under a name: what C2SP calls a verifier key, `name+<hex key id>+<base64 of type and key>`.
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
  /// What the key signs with, and over which message.
  package enum Algorithm: Sendable, Hashable, CaseIterable {
    /// Ed25519 over the text of the note.
    case ed25519
    /// Ed25519 over a time and the text: a witness's word on a checkpoint (C2SP tlog-cosignature).
    case cosignature
    /// ML-DSA-44 over a time, both names and the tree: a witness's word that outlives quantum computers (same).
    case mlDSACosignature
    /// BIP-340 on secp256k1 over a tagged hash of the text: the line of an organisation's own key.
    case schnorr

    /// The bytes that stand before the key where it is hashed and printed.
    ///
    /// C2SP numbers the first three. `0xff` is left to everyone, who must add a name of their own.
    var type: [UInt8] {
      switch self {
      case .ed25519: [0x01]
      case .cosignature: [0x04]
      case .mlDSACosignature: [0x06]
      case .schnorr: [0xff] + Array("quorate.org/secp256k1-bip340/v1\n".utf8)
      }
    }

    /// How many bytes a key has.
    var keySize: Int { self == .mlDSACosignature ? MLDSA44.publicKeySize : 32 }

    /// Whether lines of such a key carry a time: those of witnesses.
    package var isTimed: Bool { self == .cosignature || self == .mlDSACosignature }
  }

  /// Who signs; a log's name is the origin of its checkpoints.
  package let name: String
  /// How the key signs.
  package let algorithm: Algorithm
  /// The bytes of the key: an Ed25519 point, the x coordinate of a secp256k1 point, or an ML-DSA-44 key.
  package let publicKey: ByteString
  /// The first four bytes of SHA-256 over the name, a line feed, the type and the key.
  package let keyID: UInt32

  /// A key under a name. The name must suit a signature line, and the key have as many bytes as its kind has.
  package init(name: String, algorithm: Algorithm, publicKey: [UInt8]) throws(NoteRefusal) {
    guard NoteSignature.isValidName(name) else { throw .badName(name) }
    guard publicKey.count == algorithm.keySize else {
      throw .malformedKey("a key has \(algorithm.keySize) bytes, not \(publicKey.count)")
    }
    self.name = name
    self.algorithm = algorithm
    self.publicKey = ByteString(publicKey)
    let hash = Digest.sha256(Array(name.utf8) + [0x0a] + algorithm.type + publicKey)
    keyID = UInt32(truncatingIfNeeded: hash.words.0 >> 32)
  }

  /// Reads exactly the text that `description` writes.
  package init(_ text: String) throws(NoteRefusal) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let bytes = Base64.decode(parts[2]) else {
      throw .malformedKey("not a name, eight hexadecimal digits and base64 text between plus signs")
    }
    guard let algorithm = Algorithm.allCases.first(where: { bytes.starts(with: $0.type) }) else {
      throw .unknownAlgorithm(type: bytes.first)
    }
    let publicKey = Array(bytes.dropFirst(algorithm.type.count))
    try self.init(name: parts[0], algorithm: algorithm, publicKey: publicKey)
    guard parts[1].utf8.elementsEqual(Self.hex(keyID).utf8) else {
      throw .malformedKey("its id is \(Self.hex(keyID)), not what the text says")
    }
  }

  /// The text of the key, as it is published.
  package var description: String {
    "\(name)+\(Self.hex(keyID))+\(Base64.encode(algorithm.type + publicKey.bytes))"
  }

  private static func hex(_ keyID: UInt32) -> String {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: keyID)
    return Hex.encode(bytes)
  }

  /// Whether a signature line claims to be of this key.
  package func isNamed(by signature: NoteSignature) -> Bool {
    keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
  }

  /// Whether the bytes of a signature line are this key's over the text.
  func verifies(_ signature: [UInt8], of text: String, with curves: some NoteCurves) -> Bool {
    switch algorithm {
    case .ed25519:
      curves.isValidEd25519(publicKey: publicKey.bytes, message: Array(text.utf8), signature: signature)
    case .cosignature, .mlDSACosignature:
      time(in: signature).map { verifiesCosignature(signature.dropFirst(8), at: $0, of: text, with: curves) }
        ?? false
    case .schnorr:
      curves.isValidSchnorr(
        publicKey: publicKey.bytes, message: SignedNote.schnorrMessage(of: text), signature: signature)
    }
  }

  /// The seconds since 1970 in the line of a witness; `nil` for other keys, and from 2^63 on (C2SP
  /// tlog-cosignature).
  func time(in signature: [UInt8]) -> UInt64? {
    guard algorithm.isTimed, let time = signature.bigEndian(UInt64.self, at: 0), time < 1 << 63 else {
      return nil
    }
    return time
  }

  private func verifiesCosignature(
    _ signature: ArraySlice<UInt8>, at time: UInt64, of text: String, with curves: some NoteCurves
  ) -> Bool {
    guard algorithm == .mlDSACosignature else {
      return curves.isValidEd25519(
        publicKey: publicKey.bytes, message: SignedNote.cosignatureMessage(of: text, time: time),
        signature: Array(signature))
    }
    // What is signed is the tree, so a text that is no checkpoint cannot have been.
    guard let checkpoint = try? Checkpoint(parsing: text),
      let message = checkpoint.subtreeMessage(cosigner: name, time: time)
    else { return false }
    return MLDSA44.isValid(publicKey: publicKey.bytes, message: message, signature: Array(signature))
  }
}
