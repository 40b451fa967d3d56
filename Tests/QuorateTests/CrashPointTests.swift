import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// A store that fails at every point of a submission, alone and twice in a row.
@Suite struct CrashPointTests {
  /// A DAO over a store that can fail, and its twin over one that cannot.
  private static func twins() async throws -> (dao: SampleDAO<FaultyStore>, twin: SampleDAO<MemoryLogStore>) {
    (try await SampleDAO(on: FaultyStore()), try await SampleDAO(on: MemoryLogStore()))
  }

  @Test(arguments: CrashPoint.allCases)
  func `attack 65: after a failure the same statement gets its receipt and stands once`(_ point: CrashPoint)
    async throws
  {
    let (dao, twin) = try await Self.twins()
    let statement = try dao.delegation(to: 2, by: 1)
    let signature = try dao.sign(statement, by: 1)
    let before = try dao.export()
    dao.store.fail(at: point)
    await #expect(throws: StorageError.self) { try await dao.chamber.submit(statement, signature: signature) }
    #expect(!dao.store.isArmed, "the point was never reached")
    #expect(try dao.export().leaves.count == before.leaves.count + (point.leavesAnEntry ? 1 : 0))
    #expect(dao.store.refusals().isEmpty, "a failure was counted as a refusal")
    let receipt = try await dao.chamber.submit(statement, signature: signature)
    let verifier = Secp256k1Verifier()
    _ = try receipt.verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: LogCurves(verifier))
    try await twin.submit(statement, by: 1)
    #expect(try dao.export() == twin.export(), "not what a store that never fails has")
  }

  @Test(arguments: CrashPoint.allCases, CrashPoint.allCases)
  func `attack 65: two failures in a row lose and double nothing`(
    _ first: CrashPoint, _ second: CrashPoint
  ) async throws {
    let (dao, twin) = try await Self.twins()
    let statement = try dao.delegation(to: 2, by: 1)
    for point in [first, second] {
      dao.store.fail(at: point)
      _ = try? await dao.submit(statement, by: 1)
    }
    dao.store.fail(at: nil)
    let index = try await dao.submit(statement, by: 1)
    #expect(try await twin.submit(statement, by: 1) == index)
    #expect(try dao.export() == twin.export())
  }

  @Test(arguments: CrashPoint.allCases.filter(\.leavesAnEntry))
  func `what nobody was told of is signed with the next entry`(_ point: CrashPoint) async throws {
    let (dao, twin) = try await Self.twins()
    dao.store.fail(at: point)
    _ = try? await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    try await dao.submit(dao.delegation(to: 3, by: 2), by: 2)
    try await twin.submit(twin.delegation(to: 2, by: 1), by: 1)
    try await twin.submit(twin.delegation(to: 3, by: 2), by: 2)
    let (export, other) = (try dao.export(), try twin.export())
    #expect(export.leaves == other.leaves && export.head == other.head && export.records == other.records)
    #expect(export.checkpoints.last == other.checkpoints.last)
    let audit = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(audit.holds, "\(audit.faults)")
  }

  @Test(arguments: CrashPoint.allCases.filter { ![.findingTheStatement, .readingTheState].contains($0) })
  func `a founding that failed is done again`(_ point: CrashPoint) async throws {
    let dao = try SampleDAO(preparedOn: FaultyStore())
    let twin = try await SampleDAO(on: MemoryLogStore(), registers: false)
    dao.store.fail(at: point)
    await #expect(throws: StorageError.self) { try await dao.found() }
    try await dao.found()
    #expect(try dao.export() == twin.export())
  }

  @Test func `attack 64: an entry that reads back otherwise is never signed, by no later statement either`()
    async throws
  {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let signed = try dao.export().checkpoints
    let store = TamperedStore(base: dao.store, flip: .entry(2, byte: 100, bit: 3))
    let desk = try dao.desk(over: store)
    let statement = try dao.delegation(to: 2, by: 1)
    let other = try dao.delegation(to: 3, by: 2)
    for (statement, member) in [(statement, 1), (statement, 1), (other, 2), (other, 2)] {
      let signature = try dao.sign(statement, by: member)
      await #expect(throws: StorageError.self) { try await desk.submit(statement, signature: signature) }
    }
    await #expect(throws: StorageError.self) { try await desk.signHead(origin: dao.genesis.origin) }
    #expect(try dao.export().checkpoints == signed, "a checkpoint stands over an entry that is not there")
  }

  @Test(arguments: [
    Flip.entryHash(2, byte: 0, bit: 0), .entryHash(2, byte: 31, bit: 7),
    .node(NodeID(level: 1, index: 0), byte: 0, bit: 0), .node(NodeID(level: 1, index: 0), byte: 31, bit: 7),
  ])
  func `attack 64: a tree that reads back otherwise is never signed`(_ flip: Flip) async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let signed = try dao.export().checkpoints
    let desk = try dao.desk(over: TamperedStore(base: dao.store, flip: flip))
    let statement = try dao.delegation(to: 2, by: 1)
    let signature = try dao.sign(statement, by: 1)
    for _ in 0..<2 {
      await #expect(throws: StorageError.self) { try await desk.submit(statement, signature: signature) }
    }
    #expect(try dao.export().checkpoints == signed)
  }

  @Test func `no receipt is handed out that does not verify`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let flip = Flip.node(NodeID(level: 1, index: 0), byte: 7, bit: 1)
    let desk = try dao.desk(over: TamperedStore(base: dao.store, flip: flip))
    await #expect(throws: StorageError.self) { try await desk.receipt(index: 2, origin: dao.genesis.origin) }
    let sound = try await desk.receipt(index: 0, origin: dao.genesis.origin)
    #expect(sound.leaf == (try dao.export().leaves[0]))
  }
}
