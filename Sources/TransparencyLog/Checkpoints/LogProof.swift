package import CanonicalEncoding

/// A proof in one file that a leaf is in a log (C2SP tlog-proof), checked offline with the log's key alone.
///
/// ```text
/// c2sp.org/tlog-proof@v1
/// extra <base64>        only where there is any
/// index 12
/// <base64 hash>         the inclusion path, from the bottom up
///
/// <the signed checkpoint>
/// ```
package struct LogProof: Sendable {
  /// The first line.
  private static let header = "c2sp.org/tlog-proof@v1"
  /// A path in a tree of fewer than 2^63 leaves has no more hashes.
  private static let pathLimit = 63

  /// The number of the leaf.
  package let index: UInt64
  /// The hashes that lead from the leaf to the root.
  package let path: [Digest]
  /// The checkpoint with its signatures.
  package let note: SignedNote
  /// The text of the note, taken apart.
  package let checkpoint: Checkpoint
  /// Bytes that mean something to the log's own programs; nobody signed them.
  package let extra: [UInt8]?

  /// A proof of a leaf under a signed checkpoint. Nothing is verified here.
  package init(
    index: UInt64, path: [Digest], note: SignedNote, extra: [UInt8]? = nil
  ) throws(LogProofRefusal) {
    guard path.count <= Self.pathLimit else { throw .malformed("more than \(Self.pathLimit) hashes") }
    do throws(CheckpointRefusal) {
      checkpoint = try Checkpoint(parsing: note.text)
    } catch {
      throw .checkpoint(error)
    }
    guard index < checkpoint.size else { throw .malformed("the index is not below the size of the tree") }
    self.index = index
    self.path = path
    self.note = note
    self.extra = extra
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    var head = Self.header + "\n"
    if let extra { head += "extra \(Base64.encode(extra))\n" }
    head += "index \(index)\n"
    for hash in path { head += Base64.encode(hash.bytes) + "\n" }
    return Array(head.utf8) + [0x0a] + note.bytes
  }

  /// Refuses a leaf that the proof does not place under the checkpoint's root.
  ///
  /// Who signed the checkpoint is another question: ask `note.verified(by:with:)`.
  package func verify(leafHash: Digest) throws(ProofRefusal) {
    try InclusionProof.verify(
      leafHash: leafHash, index: index, size: checkpoint.size, path: path, root: checkpoint.root)
  }
}

extension LogProof {
  /// Reads a file strictly: exactly the bytes that `bytes` writes.
  package init(parsing bytes: [UInt8]) throws(LogProofRefusal) {
    var reader = LineReader(bytes: bytes[...])
    guard reader.next() == Self.header else { throw .malformed("the first line is not \(Self.header)") }
    var line = reader.next()
    var extra: [UInt8]?
    if let encoded = line.flatMap({ Self.value("extra ", of: $0) }) {
      guard let decoded = Base64.decode(encoded) else { throw .malformed("the extra data is not base64") }
      extra = decoded
      line = reader.next()
    }
    guard let digits = line.flatMap({ Self.value("index ", of: $0) }), let wide = UInt128(decimal: digits),
      let index = UInt64(exactly: wide)
    else { throw .malformed("no line with the index") }
    let path = try Self.path(from: &reader)
    let note: SignedNote
    do throws(NoteRefusal) {
      note = try SignedNote(parsing: Array(reader.bytes))
    } catch {
      throw .note(error)
    }
    try self.init(index: index, path: path, note: note, extra: extra)
  }

  private static func path(from reader: inout LineReader) throws(LogProofRefusal) -> [Digest] {
    var path: [Digest] = []
    while let line = reader.next() {
      if line.isEmpty { return path }
      guard path.count < pathLimit else { throw .malformed("more than \(pathLimit) hashes") }
      guard let hash = Base64.decode(line).flatMap({ Digest($0) }) else {
        throw .malformed("a line of the path is not canonical base64 of 32 bytes")
      }
      path.append(hash)
    }
    throw .malformed("no empty line before the checkpoint")
  }

  private static func value(_ key: String, of line: String) -> String? {
    guard line.utf8.starts(with: key.utf8) else { return nil }
    return String(line.utf8.dropFirst(key.utf8.count))
  }
}

/// Why bytes are no proof file.
package enum LogProofRefusal: CodedRefusal, Hashable {
  /// Says which line breaks which rule.
  case malformed(String)
  /// What follows the path is no signed note.
  case note(NoteRefusal)
  /// What was signed is no checkpoint.
  case checkpoint(CheckpointRefusal)

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "logProof.malformed"
    case .note(let refusal): refusal.code
    case .checkpoint(let refusal): refusal.code
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let fault): "not a log proof: \(fault)"
    case .note(let refusal): refusal.message
    case .checkpoint(let refusal): refusal.message
    }
  }
}
