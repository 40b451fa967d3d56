import CanonicalEncoding
import Governance
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

@Suite struct ForkTests {
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func compare(_ first: LogSight, _ second: LogSight) throws -> LogComparison {
    try LogComparison(first, second, with: Secp256k1Verifier(), curves: curves)
  }

  /// A log, or its checkpoint alone, at one of the sizes it had.
  private static func sight(
    _ dao: SampleDAO<MemoryLogStore>, size: UInt64, entries: Bool = true
  ) throws -> LogSight {
    let stored = try #require(dao.store.checkpoints(from: size, limit: 1).first)
    return try LogSight(
      note: try SignedNote(parsing: Array(stored.note.utf8)), log: entries ? dao.store : nil)
  }

  /// Two logs of one DAO that are the same for three entries and differ from there on.
  private static func fork() async throws -> (SampleDAO<MemoryLogStore>, SampleDAO<MemoryLogStore>) {
    var logs: [SampleDAO<MemoryLogStore>] = []
    for member in [1, 2] {
      let dao = try await SampleDAO(on: MemoryLogStore())
      try await dao.submit(dao.delegation(to: 1, by: 3), by: 3)
      for number in 0..<6 {
        try await dao.submit(dao.delegation(to: (number % 2) * 3, by: member), by: member)
      }
      logs.append(dao)
    }
    return (logs[0], logs[1])
  }

  @Test func `of one log, the smaller is the beginning of the larger, at all sizes`() async throws {
    let (dao, _) = try await Self.fork()
    for small in 1...9 as ClosedRange<UInt64> {
      for large in small...9 {
        let found = try Self.compare(
          try Self.sight(dao, size: large), try Self.sight(dao, size: small, entries: false))
        switch found {
        case .same: #expect(small == large)
        case .extends(let evidence):
          #expect(small < large)
          let roots = try [small, large].map { size in
            try Checkpoint(parsing: try Self.sight(dao, size: size).note.text).root
          }
          try ConsistencyProof.verify(
            oldSize: small, oldRoot: roots[0], newSize: large, newRoot: roots[1],
            path: evidence.pair.path)
        default: Issue.record("\(small), \(large): \(found)")
        }
      }
    }
  }

  @Test func `attack 62: two histories are proven by a file that needs nothing else`() async throws {
    let (ours, theirs) = try await Self.fork()
    for small in 1...9 as ClosedRange<UInt64> {
      for large in small...9 {
        let found = try Self.compare(
          try Self.sight(ours, size: small), try Self.sight(theirs, size: large))
        guard case .fork(let evidence) = found else {
          // They are the same up to the third entry.
          #expect(small <= 3, "\(small), \(large)")
          continue
        }
        #expect(small > 3)
        let read = try ForkEvidence(parsing: evidence.bytes)
        let proven = try read.verify(with: Secp256k1Verifier(), curves: Self.curves)
        #expect(proven.dao == ours.id && proven.smaller.size == small && proven.larger.size == large)
      }
    }
  }

  @Test func `checkpoints of two sizes without entries cannot be told apart from a fork`() async throws {
    let (ours, theirs) = try await Self.fork()
    let found = try Self.compare(
      try Self.sight(ours, size: 5), try Self.sight(theirs, size: 7, entries: false))
    guard case .undecided = found else { return #expect(Bool(false), "\(found)") }
    let bare = try Self.sight(ours, size: 5, entries: false)
    #expect(throws: ComparisonRefusal.noGenesis) { try Self.compare(bare, bare) }
  }

  @Test func `another log, or one that its keys did not sign, is not compared`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let other = try await SampleDAO(on: MemoryLogStore(), random: 4)
    let (ours, theirs) = (try Self.sight(dao, size: 2), try Self.sight(other, size: 2))
    #expect(throws: ComparisonRefusal.otherLog) { try Self.compare(ours, theirs) }
    let half = try SignedNote(text: ours.note.text, signatures: [ours.note.signatures[0]])
    let unsigned = try LogSight(note: half, log: dao.store)
    #expect(throws: ComparisonRefusal.otherLog) { try Self.compare(ours, unsigned) }
  }

  @Test func `evidence that was altered, or contradicts nothing, proves nothing`() async throws {
    let (ours, theirs) = try await Self.fork()
    let found = try Self.compare(try Self.sight(ours, size: 6), try Self.sight(theirs, size: 9))
    guard case .fork(let evidence) = found else { return #expect(Bool(false)) }
    let bytes = evidence.bytes
    let truth = try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves)
    var accepted = 0
    for byte in bytes.indices {
      let altered = try? ForkEvidence(parsing: bytes.flipping(byte, 0))
      guard let proven = try? altered?.verify(with: Secp256k1Verifier(), curves: Self.curves) else {
        continue
      }
      accepted += 1
      #expect(proven == truth, "byte \(byte)")
    }
    // Nobody signs the instant at which the genesis was received.
    #expect(accepted <= 13)
    // The truth in the form of evidence.
    let (small, large) = (try Self.sight(ours, size: 6), try Self.sight(ours, size: 9))
    let path = try ConsistencyProof.path(from: 6, to: 9) { try ours.store.node($0) }
    let honest = ForkEvidence(
      CheckpointPair(history: evidence.pair.history, smaller: small.note, larger: large.note, path: path),
      root: try Checkpoint(parsing: small.note.text).root)
    #expect(throws: ForkRefusal.noContradiction) {
      try honest.verify(with: Secp256k1Verifier(), curves: Self.curves)
    }
  }

  @Test func `that a log only grew is proven in a file, and nothing else is`() async throws {
    let (ours, theirs) = try await Self.fork()
    let found = try Self.compare(try Self.sight(ours, size: 6), try Self.sight(ours, size: 9))
    guard case .extends(let evidence) = found else { return #expect(Bool(false)) }
    let verifier = Secp256k1Verifier()
    let truth = try evidence.verify(with: verifier, curves: Self.curves)
    #expect((truth.smaller.size, truth.larger.size) == (6, 9))
    for byte in evidence.bytes.indices {
      let altered = try? ConsistencyEvidence(parsing: evidence.bytes.flipping(byte, 0))
      // Nobody signs the instant at which the genesis was received.
      if let proven = try? altered?.verify(with: verifier, curves: Self.curves) {
        #expect(proven == truth, "byte \(byte)")
      }
    }
    // The same path between checkpoints that contradict each other, and one of another log.
    let pair = evidence.pair
    for (small, large) in [(theirs, ours), (ours, theirs)] {
      let mixed = ConsistencyEvidence(
        CheckpointPair(
          history: pair.history, smaller: try Self.sight(small, size: 6).note,
          larger: try Self.sight(large, size: 9).note, path: pair.path))
      #expect(throws: ForkRefusal.inconsistent) { try mixed.verify(with: verifier, curves: Self.curves) }
    }
    let turned = ConsistencyEvidence(
      CheckpointPair(history: pair.history, smaller: pair.larger, larger: pair.smaller, path: pair.path))
    #expect(throws: ForkRefusal.inconsistent) { try turned.verify(with: verifier, curves: Self.curves) }
  }
}
