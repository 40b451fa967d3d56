import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// Changes of keys that look right without the state, and that a gate or a reader of the log must not follow.
@Suite struct LogKeyForgeryTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func dao(random: Int = 0) async throws -> DAO {
    try await SampleDAO(on: MemoryLogStore(), random: random, keyPlan: try SampleLogKeys.recoverablePlan)
  }

  /// Writes a recovery to pair 3 and the change it is to become, past every rule.
  private static func force(
    _ recovery: LogRecoveryEntry, in dao: DAO, received: Timepoint, changed: Timepoint
  ) async throws {
    try await dao.force(LogEntry.bytes(.recovery(recovery), received: received), statement: recovery.id)
    let change = LogKeyChange(
      origin: dao.genesis.origin, number: 1, index: try dao.export().head.orThrow().size, right: .recovery,
      before: try SampleLogKeys.pair(0), after: try SampleLogKeys.pair(3),
      next: try SampleLogKeys.pair(4).commitment)
    let entry = try SampleLogKeys.entry(change, by: [3])
    try await dao.force(LogEntry.bytes(.change(entry), received: changed), statement: entry.id)
  }

  /// The keys as they follow from the entries of a log alone.
  private static func followed(_ dao: DAO) throws -> LogKeyChain {
    try LogKeyChain(
      reading: dao.store, of: dao.genesis, upTo: try dao.export().head.orThrow().size,
      with: Secp256k1Verifier(), curves: curves)
  }

  /// What a gate says to the log under a checkpoint by the forged keys; a gate that has followed before, and a new one.
  private static func codes(_ dao: DAO, _ followed: MemoryGatehouse, by pair: Int = 3) throws -> [String] {
    let size = try dao.export().head.orThrow().size
    let note = String(decoding: try dao.checkpoint(size, by: pair).bytes, as: UTF8.self)
    let shown = PartialLog(
      dao.store, checkpoint: { $0.size == size ? StoredCheckpoint(size: size, note: note) : $0 })
    return [followed, dao.gatehouse()].map { gate in
      let before = gate.mirror.head()
      do {
        try gate.follow(shown)
        return "yes"
      } catch {
        #expect(gate.mirror.head() == before, "nothing is kept")
        return (error as? any CodedRefusal)?.code ?? "\(error)"
      }
    }
  }

  @Test func `attack: a recovery signed for another DAO of the same name and people changes no keys`()
    async throws
  {
    let (dao, other) = (try await Self.dao(), try await Self.dao(random: 5))
    let gate = dao.gatehouse()
    try gate.follow(dao.store)
    try await Self.force(
      try other.recovery(by: [0, 1]), in: dao, received: .founding, changed: .founding + .days(1))
    let chain = try Self.followed(dao)
    #expect(chain.periods.count == 1 && chain.pending == nil)
    #expect(try Self.codes(dao, gate) == ["note.unsigned", "note.unsigned"])
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.voids.map(\.code) == ["sig.wrongDomain", "logKeys.noRecovery"])
    try gate.follow(dao.store)
    // Nor does a file do what the log does not.
    let entries = dao.store.entries(from: 2, limit: 2).map(\.bytes)
    let history = LogKeyHistory(
      genesis: try dao.store.entries(from: 0, limit: 1).first.orThrow().bytes, changes: entries)
    #expect(throws: LogKeyRefusal.signature(.wrongDomain)) {
      try history.verified(with: Secp256k1Verifier(), curves: Self.curves)
    }
  }

  @Test func `attack: a recovery dated before the entry in front of it changes no keys`() async throws {
    let dao = try await Self.dao()
    dao.clock.set(.founding + .days(10))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let gate = dao.gatehouse()
    try gate.follow(dao.store)
    let late = Timepoint.founding + .days(10)
    try await Self.force(
      try dao.recovery(by: [0, 1]), in: dao, received: late - .days(1), changed: late)
    let chain = try Self.followed(dao)
    #expect(chain.periods.count == 1 && chain.pending == nil)
    #expect(try Self.codes(dao, gate) == ["note.unsigned", "note.unsigned"])
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.voids.map(\.code) == ["clock.regressed", "logKeys.noRecovery"])
    // An entry that does not read moves no clock, one without effect does.
    try gate.follow(dao.store)
    #expect(try gate.read { try $0.logKeys() } == chain)
  }

  @Test func `attack: a forged correction of the clock does not let a backdated recovery through a gate`()
    async throws
  {
    let dao = try await DAO.witnessed(on: MemoryLogStore(), keyPlan: try SampleLogKeys.recoverablePlan)
    dao.clock.set(.founding + .days(10))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let gate = dao.gatehouse()
    try gate.follow(dao.store)
    // The log's own checkpoint, and nobody's word for the time.
    let correction = try CheckpointEntry(
      note: try await dao.signed(), policy: try SampleWitnesses.policy().hash, growth: [],
      correctsTime: true)
    try await dao.force(
      LogEntry.bytes(correction, received: .founding + .days(1)), statement: correction.id)
    try await Self.force(
      try dao.recovery(by: [0, 1]), in: dao, received: .founding + .days(1),
      changed: .founding + .days(2))
    #expect(try Self.codes(dao, gate) == ["note.unsigned", "note.unsigned"])
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .fails)
    try gate.follow(dao.store)
    #expect(try gate.read { try $0.logKeys() }?.periods.count == 1)
  }

  @Test func `keys that change behind a clock that was set back are followed by everybody`() async throws {
    let dao = try await DAO.witnessed(on: MemoryLogStore(), keyPlan: try SampleLogKeys.recoverablePlan)
    let gate = dao.gatehouse()
    try gate.follow(dao.store)
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(300))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    dao.clock.set(right)
    let note = try SampleWitnesses.cosigned(try await dao.signed(), at: [right, right])
    try await dao.record(note, correctsTime: true)
    try await dao.rotate()
    let chain = try dao.logKeys
    #expect(chain.periods.count == 2)
    #expect(try Self.followed(dao) == chain)
    try gate.follow(dao.store)
    #expect(try gate.read { try $0.logKeys() } == chain)
    let size = try dao.export().head.orThrow().size
    let history = try LogKeyHistory(
      reading: dao.store, upTo: size, with: Secp256k1Verifier(), curves: Self.curves)
    #expect(history.changes.count == 1)
  }
}
