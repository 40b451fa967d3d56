package import CanonicalEncoding

extension SignedNote {
  /// Reads a note strictly: exactly the bytes that `bytes` would write for it.
  ///
  /// The text may have empty lines of its own; the last empty line of all is the end of the text.
  package init(parsing bytes: [UInt8]) throws(NoteRefusal) {
    guard bytes.count <= Self.sizeLimit else { throw .tooLarge(bytes: bytes.count, limit: Self.sizeLimit) }
    guard let end = Self.endOfText(in: bytes) else { throw .malformed("no empty line before signatures") }
    guard let text = String(validating: bytes[..<end], as: UTF8.self),
      let tail = String(validating: bytes[(end + 1)...], as: UTF8.self)
    else { throw .malformed("not valid UTF-8") }
    guard tail.utf8.last == 0x0a else { throw .malformed("no signature, or no line feed at the end") }
    var signatures: [NoteSignature] = []
    for line in tail.utf8.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false) {
      guard signatures.count < Self.signatureLimit else {
        throw .tooManySignatures(limit: Self.signatureLimit)
      }
      signatures.append(try NoteSignature(line: ByteString(Array(line))))
    }
    try self.init(text: text, signatures: signatures)
  }

  /// The index after the line feed that ends the text: the first of the last two that follow each other.
  private static func endOfText(in bytes: [UInt8]) -> Int? {
    var index = bytes.count - 1
    while index > 0 {
      if bytes[index] == 0x0a, bytes[index - 1] == 0x0a { return index }
      index -= 1
    }
    return nil
  }

  /// The 32 bytes that BIP-340 signs for a text: its hash under a tag, as BIP-340 forms them.
  package static func schnorrMessage(of text: String) -> [UInt8] {
    let tag = Digest.sha256(Array("quorate/signed-note/v1".utf8)).bytes
    return Digest.sha256(tag + tag + Array(text.utf8)).bytes
  }

  /// What a witness signs: the time in seconds since 1970 and the whole text (C2SP tlog-cosignature).
  package static func cosignatureMessage(of text: String, time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
  }
}

extension NoteSignature {
  /// Reads one line, without its line feed.
  package init(line: ByteString) throws(NoteRefusal) {
    let dash = Array(SignedNote.dash.utf8)
    guard line.bytes.starts(with: dash) else { throw .malformed("a line after the text is not a signature") }
    let rest = line.bytes.dropFirst(dash.count)
    guard let space = rest.firstIndex(of: 0x20), let name = ByteString(rest[..<space]).text,
      let encoded = ByteString(rest[(space + 1)...]).text
    else { throw .malformed("a signature line without name and signature") }
    guard let blob = Base64.decode(encoded), let keyID = blob.bigEndian(UInt32.self, at: 0) else {
      throw .malformed("a signature is not canonical base64 of a key id and more")
    }
    try self.init(name: name, keyID: keyID, bytes: Array(blob.dropFirst(4)))
  }
}
