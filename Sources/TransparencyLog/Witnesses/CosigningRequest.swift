package import CanonicalEncoding

/// What a log sends a witness to have a checkpoint cosigned (C2SP tlog-witness, `add-checkpoint`).
///
/// ```text
/// old 20852014             the size that the witness cosigned last
/// <base64 hash>            the consistency proof from there, at most 63 lines
///
/// <the signed checkpoint>
/// ```
package struct CosigningRequest: Sendable {
  /// The most bytes of a request: a proof, and a note with room for lines of many witnesses.
  package static let sizeLimit = 1 << 18
  /// A path in a tree of fewer than 2^63 leaves has no more hashes.
  private static let proofLimit = 63

  /// The size of the checkpoint that the witness is believed to have cosigned last; zero for none.
  package let oldSize: UInt64
  /// The consistency proof from that size; none from zero, and none to the same size.
  package let proof: [Digest]
  /// The checkpoint with the log's signatures.
  package let note: SignedNote
  /// The text of the note, taken apart.
  package let checkpoint: Checkpoint

  /// A request to cosign a note that is a checkpoint. Nothing is verified here.
  package init(oldSize: UInt64, proof: [Digest], note: SignedNote) throws(CosigningRefusal) {
    guard proof.count <= Self.proofLimit else { throw .malformed("more than \(Self.proofLimit) hashes") }
    do throws(CheckpointRefusal) { checkpoint = try Checkpoint(parsing: note.text) } catch {
      throw .malformed(error.message)
    }
    self.oldSize = oldSize
    self.proof = proof
    self.note = note
  }

  /// Reads the body of a request strictly: exactly the bytes that `bytes` writes.
  package init(parsing bytes: [UInt8]) throws(CosigningRefusal) {
    guard bytes.count <= Self.sizeLimit else { throw .malformed("more than \(Self.sizeLimit) bytes") }
    var reader = LineReader(bytes: bytes[...])
    guard let first = reader.next().map({ Array($0.utf8) }), first.starts(with: "old ".utf8),
      let size = UInt128(decimal: first.dropFirst(4)), size < 1 << 63
    else { throw .malformed("the first line is not \"old\" and a plain whole number below 2^63") }
    var proof: [Digest] = []
    while let line = reader.next(), !line.isEmpty {
      guard proof.count < Self.proofLimit else { throw .malformed("more than \(Self.proofLimit) hashes") }
      guard let hash = Base64.decode(line).flatMap({ Digest($0) }) else {
        throw .malformed("a line of the proof is not canonical base64 of 32 bytes")
      }
      proof.append(hash)
    }
    let note: SignedNote
    do throws(NoteRefusal) { note = try SignedNote(parsing: Array(reader.bytes)) } catch {
      throw .malformed(error.message)
    }
    try self.init(oldSize: UInt64(size), proof: proof, note: note)
  }

  /// The body of the request.
  package var bytes: [UInt8] {
    let head = "old \(oldSize)\n" + proof.map { Base64.encode($0.bytes) + "\n" }.joined()
    return Array(head.utf8) + [0x0a] + note.bytes
  }
}

/// Why a witness does not cosign.
package enum CosigningRefusal: CodedRefusal, Hashable {
  /// The request does not read, or contradicts itself.
  case malformed(String)
  /// A log this witness was not told to watch.
  case unknownLog(origin: String)
  /// No trusted key of the log signed, or the line of one does not verify.
  case unsigned(NoteRefusal)
  /// The log believes that this witness cosigned another size last.
  case otherSize(cosigned: UInt64)
  /// The log has forked: the tree is not one that the last one cosigned can have become.
  case inconsistent(String)
  /// The witness's clock stands before its last word on this log.
  case clockBehind(seconds: UInt64)
  /// The keys came by a recovery, and those before them can still cancel it.
  case recovering(seconds: UInt64)

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "cosigning.malformed"
    case .unknownLog: "cosigning.unknownLog"
    case .unsigned: "cosigning.unsigned"
    case .otherSize: "cosigning.otherSize"
    case .inconsistent: "cosigning.inconsistent"
    case .clockBehind: "cosigning.clockBehind"
    case .recovering: "cosigning.recovering"
    }
  }

  /// The status of the answer over HTTP (C2SP tlog-witness).
  package var status: Int {
    switch self {
    case .malformed: 400
    case .unsigned, .recovering: 403
    case .unknownLog: 404
    case .otherSize: 409
    case .inconsistent: 422
    case .clockBehind: 503
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let fault): fault
    case .unknownLog(let origin): "the log \(DisplayText.escaped(origin, limit: 120)) is not watched here"
    case .unsigned(let refusal): refusal.message
    case .otherSize(let size): "the size cosigned last is \(size)"
    case .inconsistent(let fault): fault
    case .clockBehind(let seconds):
      "the clock stands \(seconds) s before the last cosignature of this log"
    case .recovering(let seconds):
      "the keys of the log came by a recovery, which the keys before them can cancel for another \(seconds) s"
    }
  }
}
