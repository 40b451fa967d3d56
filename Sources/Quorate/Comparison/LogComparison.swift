package import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing
package import TransparencyLog

/// A log as somebody has it: a signed checkpoint, and the entries below it where they are at hand.
package struct LogSight: Sendable {
  /// What was signed.
  package let note: SignedNote
  package let checkpoint: Checkpoint
  /// The log itself; `nil` where there is only the checkpoint.
  package let log: (any LogReading)?

  package init(note: SignedNote, log: (any LogReading)?) throws {
    self.note = note
    checkpoint = try Checkpoint(parsing: note.text)
    self.log = log
  }
}

/// What two sights of one log have to do with each other.
package enum LogComparison: Sendable {
  /// The same size and root.
  case same
  /// The smaller is the beginning of the larger one, by this consistency path.
  case extends(path: [Digest])
  /// They are two histories.
  case fork(ForkEvidence)
  /// Keys that the log had retired have signed one of them.
  case retired(RetiredKeyEvidence)
  /// Only the entries of the larger one could say.
  case undecided

  /// Compares two sights, neither of which is believed.
  ///
  /// - Throws: `ComparisonRefusal` where they are not of one log, or not signed by it; `StorageError` where the files
  ///   of the larger one do not read.
  package init(
    _ first: LogSight, _ second: LogSight, with verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws {
    let isOrdered = first.checkpoint.size <= second.checkpoint.size
    let (small, large) = isOrdered ? (first, second) : (second, first)
    guard small.checkpoint.isOf(origin: large.checkpoint.origin) else { throw ComparisonRefusal.otherLog }
    guard
      let genesis = try [large, small].lazy.compactMap({ try $0.log?.entries(from: 0, limit: 1).first }).first
    else { throw ComparisonRefusal.noGenesis }
    let history: LogKeyHistory
    switch try Self.keys(of: [small, large], genesis: genesis.bytes, verifier: verifier, curves: curves) {
    case .signed(let known): history = known
    case .retired(let evidence):
      self = .retired(evidence)
      return
    case .unknown:
      self = .undecided
      return
    }
    let sizes = (small.checkpoint.size, large.checkpoint.size)
    if sizes.0 == sizes.1 {
      guard small.checkpoint.root != large.checkpoint.root else {
        self = .same
        return
      }
      self = .fork(
        ForkEvidence(
          history: history, smaller: small.note, larger: large.note, root: large.checkpoint.root, path: []))
      return
    }
    guard let log = large.log else {
      self = .undecided
      return
    }
    let root = try MerkleRoot.of(size: sizes.0) { try log.node($0) }
    let path = try ConsistencyProof.path(from: sizes.0, to: sizes.1) { try log.node($0) }
    do {
      try ConsistencyProof.verify(
        oldSize: sizes.0, oldRoot: root, newSize: sizes.1, newRoot: large.checkpoint.root, path: path)
    } catch { throw ComparisonRefusal.damaged }
    self =
      root == small.checkpoint.root
      ? .extends(path: path)
      : .fork(
        ForkEvidence(history: history, smaller: small.note, larger: large.note, root: root, path: path))
  }

  /// What the signatures of two sights come to.
  private enum Keys {
    /// Both are signed by the keys that were in force.
    case signed(LogKeyHistory)
    /// One is signed by keys that were not any more.
    case retired(RetiredKeyEvidence)
    /// The larger may be signed by keys that came into force later than all that is at hand.
    case unknown
  }

  /// Both checkpoints must be signed by the keys that follow from the genesis that the log's name is made of.
  private static func keys(
    of sights: [LogSight], genesis: [UInt8], verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> Keys {
    guard case .genesis = try UnverifiedEntry(parsing: genesis).content else {
      throw ComparisonRefusal.noGenesis
    }
    // The larger log tells of every change that matters here; where it is not at hand, the smaller of some.
    let known = sights.last { $0.log != nil }
    let history = try known?.log.map {
      try LogKeyHistory(reading: $0, upTo: known?.checkpoint.size ?? 0, with: verifier, curves: curves)
    }
    let all = history ?? LogKeyHistory(genesis: genesis, changes: [])
    let (founding, chain) = try all.verified(with: verifier, curves: curves)
    for sight in sights {
      guard sight.checkpoint.isOf(origin: founding.origin) else { throw ComparisonRefusal.otherLog }
      do {
        guard
          try chain.haveSigned(sight.note, size: sight.checkpoint.size, evenDoubted: true, with: curves)
        else { throw ComparisonRefusal.otherLog }
      } catch LogKeyRefusal.retired {
        return .retired(RetiredKeyEvidence(history: all, checkpoint: sight.note))
      } catch NoteRefusal.unsigned {
        guard !chain.isFixed, sight.checkpoint.size > known?.checkpoint.size ?? 0 else {
          throw NoteRefusal.unsigned
        }
        return .unknown
      }
    }
    return .signed(all)
  }
}

/// Why two files cannot be compared.
package enum ComparisonRefusal: CodedRefusal, Hashable {
  /// They are of different logs, or not signed by the log's keys.
  case otherLog
  /// Neither holds the genesis, from which the log's keys follow.
  case noGenesis
  /// The larger log does not lead to its own root.
  case damaged

  /// The stable name.
  package var code: String {
    switch self {
    case .otherLog: "compare.otherLog"
    case .noGenesis: "compare.noGenesis"
    case .damaged: "compare.damaged"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .otherLog: "the two are not checkpoints of one log, signed by its keys"
    case .noGenesis: "neither of the two holds entry 0, from which the log's keys follow"
    case .damaged: "the hashes of the larger log do not lead to its signed root"
    }
  }
}
