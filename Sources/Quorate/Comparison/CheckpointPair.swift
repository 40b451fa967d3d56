package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
package import TransparencyLog

/// Two checkpoints of one log with what it takes to check them: its keys, and the path from the smaller tree to the larger.
package struct CheckpointPair: Sendable {
  /// Entry 0, whose hash is the identity in the log's name, and the changes of its keys.
  package let history: LogKeyHistory
  /// The checkpoint of the smaller log, or one of the two where they are of one size.
  package let smaller: SignedNote
  /// The other checkpoint.
  package let larger: SignedNote
  /// The consistency path (RFC 9162 §2.1.4) to the larger log's root; empty where the sizes are the same.
  package let path: [Digest]

  /// Two notes, an entry and a path.
  package static let sizeLimit = 4 << 20

  package init(history: LogKeyHistory, smaller: SignedNote, larger: SignedNote, path: [Digest]) {
    self.history = history
    self.smaller = smaller
    self.larger = larger
    self.path = path
  }

  /// The members of the canonical JSON that holds them.
  var members: [JSONObject.Member] {
    let changes =
      history.changes.isEmpty
      ? [] : [JSONObject.Member(key: "changes", value: LogKeyHistory.json(history.changes))]
    return changes + [
      .init(key: "genesis", value: .string(Base64.encode(history.genesis))),
      .init(key: "larger", value: .string(String(decoding: larger.bytes, as: UTF8.self))),
      .init(key: "path", value: .array(path.map { .string($0.description) })),
      .init(key: "smaller", value: .string(String(decoding: smaller.bytes, as: UTF8.self))),
    ]
  }

  /// Reads those members.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  init(reading fields: inout JSONFields) throws {
    let changes = fields.contains("changes") ? try LogKeyHistory.changes(in: &fields) : []
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    history = LogKeyHistory(genesis: genesis, changes: changes)
    larger = try SignedNote(parsing: Array(try fields.string("larger").utf8))
    var path: [Digest] = []
    for text in try fields.strings("path") {
      guard let hash = Digest(text) else { throw fields.unexpected("path", "a list of hashes") }
      path.append(hash)
    }
    self.path = path
    smaller = try SignedNote(parsing: Array(try fields.string("smaller").utf8))
  }

  /// What the checkpoints say, once the log's keys were found under both.
  struct Signed {
    let founding: Genesis
    let keys: LogKeyChain
    let smaller: Checkpoint
    let larger: Checkpoint

    /// Whether a root of the smaller size and a path lead to the larger tree.
    func leads(from root: Digest, along path: [Digest]) -> Bool {
      do {
        try ConsistencyProof.verify(
          oldSize: smaller.size, oldRoot: root, newSize: larger.size, newRoot: larger.root, path: path)
        return true
      } catch { return false }
    }
  }

  /// Checks who signed.
  ///
  /// - Parameter evenDoubted: Whether signatures count that keys made after they were stolen: they convict as well as any,
  ///   and prove nothing for the log.
  /// - Throws: `ForkRefusal.noGenesis`, `ForkRefusal.otherLog`; `NoteRefusal`, `EntryRefusal` where a signature does not hold.
  func signed(
    evenDoubted: Bool, with verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> Signed {
    guard case .genesis = try UnverifiedEntry(parsing: history.genesis).content else {
      throw ForkRefusal.noGenesis
    }
    let (founding, keys) = try history.verified(with: verifier, curves: curves)
    let checkpoints = try [smaller, larger].map { note in
      let checkpoint = try Checkpoint(parsing: note.text)
      guard checkpoint.isOf(origin: founding.origin),
        try keys.haveSigned(note, size: checkpoint.size, evenDoubted: evenDoubted, with: curves)
      else { throw ForkRefusal.otherLog }
      return checkpoint
    }
    return Signed(founding: founding, keys: keys, smaller: checkpoints[0], larger: checkpoints[1])
  }
}
