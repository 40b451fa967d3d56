package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// Proof, complete in itself, that whoever holds a log's keys has shown two histories.
///
/// Two checkpoints, signed by the same keys, of which one cannot be an earlier state of the other. The genesis is in
/// it, and every change of the keys since, so that they follow from the DAO's identity and nobody else's word is needed.
package struct ForkEvidence: Sendable {
  /// Entry 0, whose hash is the identity in the log's name, and the changes of its keys.
  package let history: LogKeyHistory
  /// The checkpoint of the smaller log, or one of the two where they are of one size.
  package let smaller: SignedNote
  /// The other checkpoint.
  package let larger: SignedNote
  /// The root the larger log has at the smaller size.
  package let root: Digest
  /// The consistency path (RFC 9162 §2.1.4) from that root to the larger log's; empty where the sizes are the same.
  package let path: [Digest]

  private static let format = "quorate.fork/1"
  /// The form of evidence with changes of keys.
  private static let formatWithChanges = "quorate.fork/2"
  /// Two notes, an entry and a path.
  package static let sizeLimit = 4 << 20

  package init(history: LogKeyHistory, smaller: SignedNote, larger: SignedNote, root: Digest, path: [Digest])
  {
    self.history = history
    self.smaller = smaller
    self.larger = larger
    self.root = root
    self.path = path
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    var members: [JSONObject.Member] = [
      .init(key: "genesis", value: .string(Base64.encode(history.genesis))),
      .init(key: "larger", value: .string(String(decoding: larger.bytes, as: UTF8.self))),
      .init(key: "path", value: .array(path.map { .string($0.description) })),
      .init(key: "root", value: .string(root.description)),
      .init(key: "smaller", value: .string(String(decoding: smaller.bytes, as: UTF8.self))),
    ]
    let format = history.changes.isEmpty ? Self.format : Self.formatWithChanges
    members.append(.init(key: "format", value: .string(format)))
    if !history.changes.isEmpty {
      members.append(.init(key: "changes", value: LogKeyHistory.json(history.changes)))
    }
    return JSONValue.object(JSONObject(members)).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "evidence of a fork")
    let changes = fields.contains("changes") ? try LogKeyHistory.changes(in: &fields) : []
    let format = changes.isEmpty ? Self.format : Self.formatWithChanges
    guard try fields.string("format") == format else { throw fields.unexpected("format", format) }
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    history = LogKeyHistory(genesis: genesis, changes: changes)
    larger = try SignedNote(parsing: Array(try fields.string("larger").utf8))
    path = try fields.strings("path").map { text in
      guard let hash = Digest(text) else { throw fields.unexpected("path", "a list of hashes") }
      return hash
    }
    root = try fields.digest("root")
    smaller = try SignedNote(parsing: Array(try fields.string("smaller").utf8))
    try fields.finish()
  }

  /// What the evidence proves, once it was verified.
  package struct Proven: Hashable, Sendable {
    /// The DAO whose log was forked.
    package let dao: Digest
    package let smaller: Checkpoint
    package let larger: Checkpoint
    /// The entry that carried out the recovery by which the keys of the larger one came, where those of the smaller did not come by it: then nobody has
    /// signed both, and it may be those who can recover who have shown another history.
    package let recoveredBy: UInt64?
  }

  /// Verifies that this is a contradiction by one log's keys.
  ///
  /// - Throws: `ForkRefusal` where it proves nothing; `NoteRefusal`, `EntryRefusal` where a signature does not hold.
  package func verify(with verifier: some SignatureVerifier, curves: any NoteCurves) throws -> Proven {
    guard case .genesis = try UnverifiedEntry(parsing: history.genesis).content else {
      throw ForkRefusal.noGenesis
    }
    let (founding, keys) = try history.verified(with: verifier, curves: curves)
    let checkpoints = try [smaller, larger].map { note in
      let checkpoint = try Checkpoint(parsing: note.text)
      guard checkpoint.isOf(origin: founding.origin),
        try keys.haveSigned(note, size: checkpoint.size, evenDoubted: true, with: curves)
      else { throw ForkRefusal.otherLog }
      return checkpoint
    }
    let (small, large) = (checkpoints[0], checkpoints[1])
    guard small.size <= large.size, root != small.root else { throw ForkRefusal.noContradiction }
    do {
      try ConsistencyProof.verify(
        oldSize: small.size, oldRoot: root, newSize: large.size, newRoot: large.root, path: path)
    } catch { throw ForkRefusal.noContradiction }
    let between = keys.periods.filter { small.size <= $0.index && $0.index < large.size }
    return Proven(
      dao: founding.daoID, smaller: small, larger: large,
      recoveredBy: between.last { $0.recoveredBy != nil }?.index)
  }
}

/// Why evidence proves nothing.
package enum ForkRefusal: CodedRefusal, Hashable {
  /// Its first entry is no genesis.
  case noGenesis
  /// A checkpoint is not of the log of the genesis, or one of its keys did not sign.
  case otherLog
  /// The checkpoints do not contradict each other, or the path does not show it.
  case noContradiction

  /// The stable name.
  package var code: String {
    switch self {
    case .noGenesis: "fork.noGenesis"
    case .otherLog: "fork.otherLog"
    case .noContradiction: "fork.noContradiction"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .noGenesis: "the evidence does not begin with a genesis"
    case .otherLog: "a checkpoint in it is not signed by both keys of the log of that genesis"
    case .noContradiction: "its checkpoints do not contradict each other, so it proves nothing"
    }
  }
}
