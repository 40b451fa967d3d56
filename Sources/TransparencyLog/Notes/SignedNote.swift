import CanonicalEncoding

/// One signature line of a note.
package struct NoteSignature: Hashable, Sendable {
  /// Who signed.
  package let name: String
  /// Which of the name's keys.
  package let keyID: UInt32
  /// What follows the key id: the signature, for witnesses with a time before it.
  package let bytes: [UInt8]

  /// A line; the name must be one, and there must be bytes.
  package init(name: String, keyID: UInt32, bytes: [UInt8]) throws(NoteRefusal) {
    guard Self.isValidName(name) else { throw .badName(name) }
    guard !bytes.isEmpty else { throw .malformed("a signature without bytes") }
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// Whether a text may name a key: not empty, without white space, control characters and plus signs.
  static func isValidName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
  }

  /// The line, with its line feed.
  package var line: String {
    var blob: [UInt8] = []
    blob.append(bigEndian: keyID)
    return "\(SignedNote.dash)\(name) \(Base64.encode(blob + bytes))\n"
  }
}

/// Checks signatures: the port to the curves. Bytes of a wrong length are simply not valid.
package protocol NoteCurves: Sendable {
  /// Ed25519 (RFC 8032) over a message of any length.
  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool
  /// BIP-340 over a message of 32 bytes, by an x coordinate.
  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool
}

/// Signs the text of notes with a key it holds.
package protocol NoteSigner {
  /// The key that verifies what this signs.
  var key: VerifierKey { get }
  /// The bytes of a signature line, without the key id.
  func sign(_ text: String) throws -> [UInt8]
}

/// A text that keys have signed line by line (C2SP signed-note).
///
/// ```text
/// dao.example/log        the text: lines without control characters
/// 15
/// 676lng90l97HNHkpqov4Qrqz+9Ka2HBPE7saUv4ltBI=
///                        the last empty line ends it
/// — dao.example/log WWwSk5tZWnn+…    one or more lines: name, base64 of key id and signature
/// ```
package struct SignedNote: Sendable {
  /// The most bytes a note may have, as in Go's `sumdb/note`.
  package static let sizeLimit = 1_000_000
  /// The most signature lines a note may have, as in Go's `sumdb/note`; C2SP asks for sixteen at least.
  package static let signatureLimit = 100

  /// An em dash and a space, which begin a signature line.
  static let dash = "\u{2014} "

  /// What was signed; ends with a line feed.
  package let text: String
  /// The lines, in order; at least one.
  package let signatures: [NoteSignature]

  /// A note of a text and lines.
  package init(text: String, signatures: [NoteSignature]) throws(NoteRefusal) {
    guard text.utf8.last == 0x0a else { throw .malformed("the text does not end with a line feed") }
    guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0a }) else {
      throw .malformed("a control character")
    }
    guard !signatures.isEmpty else { throw .malformed("no signature") }
    guard signatures.count <= Self.signatureLimit else {
      throw .tooManySignatures(limit: Self.signatureLimit)
    }
    self.text = text
    self.signatures = signatures
    let size = bytes.count
    guard size <= Self.sizeLimit else { throw .tooLarge(bytes: size, limit: Self.sizeLimit) }
  }

  /// Signs a text with every signer, each key once. Throws `NoteRefusal`, and what a signer throws.
  package init(signing text: String, with signers: [any NoteSigner]) throws {
    var signatures: [NoteSignature] = []
    for signer in signers {
      let key = signer.key
      guard !signatures.contains(where: key.isNamed(by:)) else {
        throw NoteRefusal.repeatedKey(name: key.name)
      }
      signatures.append(
        try NoteSignature(name: key.name, keyID: key.keyID, bytes: try signer.sign(text)))
    }
    try self.init(text: text, signatures: signatures)
  }

  /// The note with a further line, as witnesses add theirs.
  package func appending(_ signature: NoteSignature) throws(NoteRefusal) -> SignedNote {
    try SignedNote(text: text, signatures: signatures + [signature])
  }

  /// The bytes of the note, as it is published.
  package var bytes: [UInt8] {
    var bytes = Array(text.utf8)
    bytes.append(0x0a)
    for signature in signatures { bytes.append(contentsOf: signature.line.utf8) }
    return bytes
  }

  /// Which of the keys signed, in their own order.
  ///
  /// Lines of other keys say nothing. Lines of these keys must verify, every one of them, or the whole note
  /// is refused; so it is where none of the keys signed.
  package func verified(
    by keys: [VerifierKey], with curves: some NoteCurves
  ) throws(NoteRefusal) -> [VerifierKey] {
    var verified: [VerifierKey] = []
    for key in keys {
      let lines = signatures.filter(key.isNamed(by:))
      for line in lines {
        guard key.verifies(line.bytes, of: text, with: curves) else { throw .wrongSignature(name: key.name) }
      }
      if !lines.isEmpty { verified.append(key) }
    }
    guard !verified.isEmpty else { throw .unsigned }
    return verified
  }
}
