import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// An operator who shows some people another change of the log's keys.
@Suite struct KeyForkTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func dao(_ plan: LogKeyPlan? = nil) async throws -> DAO {
    try await SampleDAO(on: MemoryLogStore(), keyPlan: try plan ?? SampleLogKeys.plan)
  }

  /// A log of the same genesis that has one entry more.
  private static func longer() async throws -> DAO {
    let dao = try await Self.dao()
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    return dao
  }

  private static func sight(_ dao: DAO) throws -> LogSight {
    let newest = try dao.store.checkpoint().orThrow()
    return try LogSight(note: try SignedNote(parsing: Array(newest.note.utf8)), log: dao.store)
  }

  /// What two logs have to do with each other, which must not depend on their order.
  private static func comparison(_ one: DAO, _ other: DAO) throws -> LogComparison {
    let verifier = Secp256k1Verifier()
    let found = try LogComparison(try sight(one), try sight(other), with: verifier, curves: curves)
    let reverse = try LogComparison(try sight(other), try sight(one), with: verifier, curves: curves)
    #expect("\(found)".prefix(8) == "\(reverse)".prefix(8))
    return found
  }

  private static func proven(_ found: LogComparison) throws -> KeyForkEvidence.Proven? {
    guard case .keys(let evidence?) = found else { return nil }
    let read = try KeyForkEvidence(parsing: evidence.bytes)
    #expect(read.bytes == evidence.bytes)
    return try read.verify(with: Secp256k1Verifier(), curves: curves)
  }

  @Test
  func `attack: a change of keys at two places of the log is evidence against the keys that signed both`()
    async throws
  {
    let (dao, other) = (try await Self.dao(), try await Self.longer())
    #expect(dao.id == other.id)
    for log in [dao, other] { try await log.rotate() }
    let proven = try Self.proven(try Self.comparison(dao, other))
    #expect(proven?.dao == dao.id && proven?.number == 1 && proven?.indices.sorted() == [2, 3])
  }

  @Test func `attack: two changes at one place that commit to other keys are evidence`() async throws {
    let (dao, other) = (try await Self.dao(), try await Self.dao())
    try await dao.rotate()
    _ = try await other.chamber.changeKeys(
      to: try SampleLogKeys.pair(1), committing: try SampleLogKeys.pair(3).commitment, curves: Self.curves)
    // Under keys of their own, which no history of the other log holds.
    try await dao.rotate()
    _ = try await other.chamber.changeKeys(
      to: try SampleLogKeys.pair(3), committing: try SampleLogKeys.pair(4).commitment, curves: Self.curves)
    try await other.submit(other.delegation(to: 2, by: 1), by: 1)
    let proven = try Self.proven(try Self.comparison(dao, other))
    #expect(proven?.dao == dao.id && proven?.number == 1 && proven?.indices == [2, 2])
  }

  @Test func `attack: a log that goes on under the old keys is told by the change in the smaller one`()
    async throws
  {
    let (dao, other) = (try await Self.dao(), try await Self.longer())
    try await dao.rotate()
    try await other.submit(other.delegation(to: 0, by: 1), by: 1)
    guard case .retired(let evidence) = try Self.comparison(dao, other) else {
      return #expect(Bool(false), "they had signed that they would not")
    }
    let proven = try RetiredKeyEvidence(parsing: evidence.bytes)
      .verify(with: Secp256k1Verifier(), curves: Self.curves)
    #expect(proven.retiredBy == 2 && proven.checkpoint.size == 4)
  }

  @Test func `a recovery against a rotation is two histories, and nobody's contradiction`() async throws {
    let plan = try SampleLogKeys.recoverablePlan
    let (dao, other) = (try await Self.dao(plan), try await Self.dao(plan))
    try await dao.rotate()
    _ = try await other.chamber.announce(try other.recovery(by: [0, 1]), curves: Self.curves)
    other.clock.advance(.days(1))
    _ = try await other.chamber.changeKeys(
      to: try SampleLogKeys.pair(3), committing: try SampleLogKeys.pair(4).commitment, by: .recovery,
      curves: Self.curves)
    guard case .keys(nil) = try Self.comparison(dao, other) else {
      return #expect(Bool(false), "no pair has signed both")
    }
  }

  @Test func `attack: recoverers who go their own way make no evidence against a log that goes on`()
    async throws
  {
    let plan = try SampleLogKeys.recoverablePlan
    let (dao, other) = (try await Self.dao(plan), try await Self.dao(plan))
    for member in [1, 2] { try await dao.submit(dao.delegation(to: 0, by: member), by: member) }
    try await dao.submit(dao.delegation(to: 1, by: 3), by: 3)
    _ = try await other.chamber.announce(try other.recovery(by: [0, 1]), curves: Self.curves)
    other.clock.advance(.days(1))
    _ = try await other.chamber.changeKeys(
      to: try SampleLogKeys.pair(3), committing: try SampleLogKeys.pair(4).commitment, by: .recovery,
      curves: Self.curves)
    guard case .keys(nil) = try Self.comparison(dao, other) else {
      return #expect(Bool(false), "the pair in the genesis has given nothing up")
    }
    // Nor does the file that somebody writes by hand.
    let history = try LogKeyHistory(
      reading: other.store, upTo: try other.export().head.orThrow().size, with: Secp256k1Verifier(),
      curves: Self.curves)
    #expect(throws: ForkRefusal.noContradiction) {
      try RetiredKeyEvidence(history: history, checkpoint: try Self.sight(dao).note)
        .verify(with: Secp256k1Verifier(), curves: Self.curves)
    }
  }

  @Test func `logs of one history of keys are compared by their roots as ever`() async throws {
    let dao = try await Self.dao()
    let before = try Self.sight(dao)
    try await dao.rotate()
    let found = try LogComparison(
      before, try Self.sight(dao), with: Secp256k1Verifier(), curves: Self.curves)
    guard case .extends = found else { return #expect(Bool(false), "\(found)") }
  }

  @Test func `what is no contradiction of the pair in force proves nothing`() async throws {
    let (dao, other) = (try await Self.dao(), try await Self.longer())
    for log in [dao, other] {
      try await log.rotate()
      try await log.rotate()
    }
    func history(_ dao: DAO) throws -> LogKeyHistory {
      try LogKeyHistory(
        reading: dao.store, upTo: try dao.export().head.orThrow().size, with: Secp256k1Verifier(),
        curves: Self.curves)
    }
    let (ours, theirs) = (try history(dao), try history(other))
    let evidence = try KeyForkEvidence(ours, theirs).orThrow()
    #expect(KeyForkEvidence(ours, ours) == nil)
    let genesis = evidence.history
    let recovery = try SampleLogKeys.entry(
      LogKeyChange(
        origin: dao.genesis.origin, number: 1, index: 9, right: .recovery,
        before: try SampleLogKeys.pair(0), after: try SampleLogKeys.pair(3),
        next: try SampleLogKeys.pair(4).commitment), by: [3])
    let alone = LogEntry.bytes(.change(recovery), received: .founding)
    for (first, second) in [
      (ours.changes[0], ours.changes[0]), (ours.changes[0], ours.changes[1]),
      (ours.changes[1], theirs.changes[1]), (ours.changes[0], alone), (ours.changes[0], genesis.genesis),
    ] {
      #expect(throws: ForkRefusal.noContradiction) {
        try KeyForkEvidence(history: genesis, first: first, second: second)
          .verify(with: Secp256k1Verifier(), curves: Self.curves)
      }
    }
    // Any bit altered, it proves the same or nothing.
    let truth = try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves)
    let bytes = evidence.bytes
    for byte in stride(from: 0, to: bytes.count, by: 7) {
      let altered = try? KeyForkEvidence(parsing: bytes.flipping(byte, 0))
      if let proven = try? altered?.verify(with: Secp256k1Verifier(), curves: Self.curves) {
        #expect(proven == truth, "byte \(byte)")
      }
    }
  }
}
