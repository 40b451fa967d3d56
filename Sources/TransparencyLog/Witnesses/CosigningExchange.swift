package import CanonicalEncoding

/// A log's side of having one checkpoint cosigned by one witness (C2SP tlog-witness). Pure: it says what to send
/// and judges what came back.
package struct CosigningExchange: Sendable {
  /// What came back.
  package struct Reply: Sendable {
    package let status: Int
    /// The media type, without parameters.
    package let contentType: String
    package let body: [UInt8]

    package init(status: Int, contentType: String, body: [UInt8]) {
      self.status = status
      self.contentType = contentType
      self.body = body
    }
  }

  /// What follows from a reply.
  package enum Step: Sendable {
    /// Lines that verify, the witness's own among them.
    case cosigned([NoteSignature])
    /// Send the request anew: the witness named the size it cosigned last.
    case again
    case failed(ExchangeFailure)
  }

  /// The most bytes of a reply that are read.
  package static let replyLimit = 1 << 16
  /// The media type of the size in a 409.
  package static let sizeType = "text/x.tlog.size"

  /// The witness.
  package let witness: WitnessPolicy.Witness
  private let note: SignedNote
  private let checkpoint: Checkpoint
  /// Keys whose lines are taken out of a reply: a witness may answer with several.
  private let keys: [VerifierKey]
  private var oldSize: UInt64
  private var isSecond = false

  /// - Parameters:
  ///   - note: The signed checkpoint.
  ///   - witness: Whom to ask.
  ///   - keys: Of which witnesses lines are worth keeping.
  ///   - oldSize: The size this witness is known to have cosigned last; zero where that is not known.
  package init(
    _ note: SignedNote, with witness: WitnessPolicy.Witness, keeping keys: [VerifierKey], oldSize: UInt64
  ) throws(CheckpointRefusal) {
    self.note = note
    self.witness = witness
    checkpoint = try Checkpoint(parsing: note.text)
    self.keys = keys
    self.oldSize = min(oldSize, checkpoint.size)
  }

  /// The request to send now. Throws what the look-ups throw.
  package func request(node: (NodeID) throws -> Digest) throws -> CosigningRequest {
    let isProven = oldSize > 0 && oldSize < checkpoint.size
    let proof = isProven ? try ConsistencyProof.path(from: oldSize, to: checkpoint.size, node: node) : []
    return try CosigningRequest(oldSize: oldSize, proof: proof, note: note)
  }

  /// Judges a reply.
  package mutating func receive(_ reply: Reply, with curves: some NoteCurves) -> Step {
    switch reply.status {
    case 200: return lines(in: reply.body, with: curves)
    case 409 where reply.contentType == Self.sizeType: return retry(from: reply.body)
    case 409: return .failed(.fork("it holds another root of size \(checkpoint.size)"))
    case 422: return .failed(.fork("it says that the log has forked: \(Self.words(reply.body))"))
    case 403: return .failed(.refused("it does not know this log's keys"))
    case 404: return .failed(.refused("it does not watch this log"))
    case 400: return .failed(.refused("it cannot read the request: \(Self.words(reply.body))"))
    case 429, 500...599: return .failed(.unavailable("it answered \(reply.status)"))
    default: return .failed(.disobeys("it answered \(reply.status)"))
    }
  }

  private mutating func retry(from body: [UInt8]) -> Step {
    guard body.last == 0x0a, let size = UInt128(decimal: body.dropLast()), let size = UInt64(exactly: size)
    else { return .failed(.disobeys("its 409 does not name a size")) }
    // Version 1.0.0 of the protocol answers so where the roots of one size differ.
    if size == oldSize, size == checkpoint.size {
      return .failed(.fork("it holds another root of size \(size)"))
    }
    if size > checkpoint.size { return .failed(.ahead(size: size)) }
    guard size != oldSize, !isSecond else {
      return .failed(.disobeys("it names size \(size), and refuses a proof from there"))
    }
    (oldSize, isSecond) = (size, true)
    return .again
  }

  private func lines(in body: [UInt8], with curves: some NoteCurves) -> Step {
    guard body.last == 0x0a else { return .failed(.disobeys("its answer is not lines")) }
    var kept: [NoteSignature] = []
    var isOwn = false
    for line in body.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false) {
      guard kept.count < SignedNote.signatureLimit, let line = try? NoteSignature(line: ByteString(line))
      else { return .failed(.disobeys("its answer is not lines of signatures")) }
      guard let key = keys.first(where: { $0.isNamed(by: line) }) else { continue }
      guard key.verifies(line.bytes, of: note.text, with: curves) else {
        return .failed(.disobeys("its line does not verify"))
      }
      isOwn = isOwn || key == witness.key
      kept.append(line)
    }
    return isOwn ? .cosigned(kept) : .failed(.disobeys("its answer has no line by the key of the policy"))
  }

  private static func words(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(200), as: UTF8.self)
    return DisplayText.escaped(text.split(whereSeparator: \.isWhitespace).joined(separator: " "), limit: 120)
  }
}

/// Why a witness did not cosign, as the log sees it.
package enum ExchangeFailure: CodedRefusal, Hashable {
  /// It cannot be asked now.
  case unavailable(String)
  /// It will not, until somebody changes something.
  case refused(String)
  /// It breaks the protocol.
  case disobeys(String)
  /// It has cosigned a larger tree: this log was restored from a backup, or somebody else holds its keys.
  case ahead(size: UInt64, witness: String? = nil)
  /// It holds a tree that this one does not continue.
  case fork(String)

  /// The stable name.
  package var code: String {
    switch self {
    case .unavailable: "witness.unavailable"
    case .refused: "witness.refused"
    case .disobeys: "witness.disobeys"
    case .ahead: "log.rollback"
    case .fork: "log.fork"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .unavailable(let words), .refused(let words), .disobeys(let words), .fork(let words): words
    case .ahead(let size, let witness):
      "\(witness.map { DisplayText.escaped($0, limit: 80) } ?? "it") has cosigned \(size) entries, "
        + "more than are here: a backup was restored, or the keys are held twice"
    }
  }

  /// Whether it shows that the log or its keys are not in order, so that nothing more may be signed.
  package var isAlarming: Bool {
    switch self {
    case .ahead, .fork: true
    case .unavailable, .refused, .disobeys: false
    }
  }
}
