internal import CanonicalEncoding
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
  case same(ConsistencyEvidence)
  /// The smaller is the beginning of the larger one.
  case extends(ConsistencyEvidence)
  /// They are two histories.
  case fork(ForkEvidence)
  /// Keys that the log had retired have signed one of them.
  case retired(RetiredKeyEvidence)
  /// The log's keys have changed in two ways: with the proof, where one pair has signed both.
  case keys(KeyForkEvidence?)
  /// Only the entries of the larger one could say.
  case undecided

  /// The file that proves what is wrong with the log's keys; `nil` where nothing is, or nothing can be proven.
  package var evidence: [UInt8]? {
    switch self {
    case .fork(let evidence): evidence.bytes
    case .retired(let evidence): evidence.bytes
    case .keys(let evidence): evidence?.bytes
    case .same, .extends, .undecided: nil
    }
  }

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
    let history: LogKeyHistory
    switch try Self.keys(of: small, large, verifier: verifier, curves: curves) {
    case .signed(let known): history = known
    case .retired(let evidence):
      self = .retired(evidence)
      return
    case .split(let evidence):
      self = .keys(evidence)
      return
    case .unknown:
      self = .undecided
      return
    }
    let sizes = (small.checkpoint.size, large.checkpoint.size)
    func pair(_ path: [Digest] = []) -> CheckpointPair {
      CheckpointPair(history: history, smaller: small.note, larger: large.note, path: path)
    }
    if sizes.0 == sizes.1 {
      let isSame = small.checkpoint.root == large.checkpoint.root
      self =
        isSame
        ? .same(ConsistencyEvidence(pair())) : .fork(ForkEvidence(pair(), root: large.checkpoint.root))
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
      ? .extends(ConsistencyEvidence(pair(path))) : .fork(ForkEvidence(pair(path), root: root))
  }

  /// What the signatures of two sights come to.
  private enum Keys {
    /// Both are signed by the keys that were in force.
    case signed(LogKeyHistory)
    /// One is signed by keys that were not any more.
    case retired(RetiredKeyEvidence)
    /// They changed in two ways, or one is signed by keys that came into force later.
    case split(KeyForkEvidence?)
    /// The larger may be signed by keys that came into force later than all that is at hand.
    case unknown
  }

  /// The keys as the entries of a sight change them.
  private typealias Known = (history: LogKeyHistory, genesis: Genesis, chain: LogKeyChain)

  /// - Returns: `nil` where the sight holds no genesis.
  private static func known(
    of sight: LogSight, verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> Known? {
    guard let log = sight.log, let first = try log.entries(from: 0, limit: 1).first,
      case .genesis = try UnverifiedEntry(parsing: first.bytes).content
    else { return nil }
    let history = try LogKeyHistory(
      reading: log, upTo: sight.checkpoint.size, with: verifier, curves: curves)
    let (genesis, chain) = try history.verified(with: verifier, curves: curves)
    return (history, genesis, chain)
  }

  /// Both checkpoints must be signed by the keys that follow from the genesis that the log's name is made of.
  private static func keys(
    of small: LogSight, _ large: LogSight, verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> Keys {
    let larger = try known(of: large, verifier: verifier, curves: curves)
    // Beside the larger log, a smaller one that does not read says nothing.
    let smaller =
      larger == nil
      ? try known(of: small, verifier: verifier, curves: curves)
      : try? known(of: small, verifier: verifier, curves: curves)
    guard var all = larger ?? smaller else { throw ComparisonRefusal.noGenesis }
    for sight in [small, large] where !sight.checkpoint.isOf(origin: all.genesis.origin) {
      throw ComparisonRefusal.otherLog
    }
    if let larger, let smaller, smaller.genesis.daoID == larger.genesis.daoID {
      do throws(LogKeyRefusal) {
        // A change that the larger log leaves out is a change all the same.
        if try smaller.chain.goesOn(from: larger.chain) { all = smaller }
      } catch { return .split(KeyForkEvidence(smaller.history, larger.history)) }
    }
    let size = (larger == nil ? small : large).checkpoint.size
    return try signatures(of: [small, large], by: all, seen: size, curves: curves)
  }

  /// - Parameter seen: The size up to which every change is known.
  private static func signatures(
    of sights: [LogSight], by known: Known, seen: UInt64, curves: any NoteCurves
  ) throws -> Keys {
    for sight in sights {
      let size = sight.checkpoint.size
      do {
        guard try known.chain.haveSigned(sight.note, size: size, evenDoubted: true, with: curves) else {
          throw ComparisonRefusal.otherLog
        }
      } catch LogKeyRefusal.retired(_, let since) {
        // Recoverers may have gone their own way, while the keys in the genesis have gone on with the log.
        guard known.chain.wereHandedOver(by: since) else { return .split(nil) }
        return .retired(RetiredKeyEvidence(history: known.history, checkpoint: sight.note))
      } catch LogKeyRefusal.early {
        return .split(nil)
      } catch NoteRefusal.unsigned {
        guard !known.chain.isFixed, size > seen else { throw NoteRefusal.unsigned }
        return .unknown
      }
    }
    return .signed(known.history)
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
