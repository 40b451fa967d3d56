import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// What was decided while a log's keys were in somebody else's hands.
@Suite struct LogKeyDoubtTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func approved() async throws -> (dao: DAO, proposal: UInt64, execution: UInt64) {
    let dao = try await SampleDAO(
      on: MemoryLogStore(), founders: 3,
      edits: SafetySample.edits(gate: "gate: {approval_at_most: 90d, waiver_at_most: 30d, stale_after: 1d}"),
      keyPlan: try SampleLogKeys.plan)
    let id = try await dao.approve()
    let proposal = try dao.chamber.read { try $0.proposal(id) }.orThrow()
    return (dao, proposal.index, try dao.export().head.orThrow().size - 1)
  }

  @Test func `a gate lets nothing run that was decided under stolen keys, until it is decided again`()
    async throws
  {
    let (_, proposal, execution) = try await Self.approved()
    #expect(proposal < execution)
    for first in 0...execution + 1 {
      let (dao, _, _) = try await Self.approved()
      let house = dao.gatehouse()
      #expect(try house.code(after: dao.store, at: dao.clock.now()) == .allowed)
      #expect(try await dao.rotate(doubtedFrom: first) == execution + 1)
      // It rests on every entry from the proposal's to the one that gave it effect.
      let isSuspended = first <= execution
      let expected: GateCode = isSuspended ? .doubted : .allowed
      #expect(try house.code(after: dao.store, at: dao.clock.now()) == expected, "from \(first)")
      #expect(try dao.gatehouse().code(after: dao.store, at: dao.clock.now()) == expected, "from \(first)")
      let found = try dao.chamber.read { try $0.decisionsInDoubt() }
      #expect(found.map(\.proposal.display) == (isSuspended ? ["P-0001"] : []))
      let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
      #expect(report.verdict == .holds, "\(report.faults)")
      let record = try dao.chamber.read { try $0.proposal(number: 1) }.orThrow()
      let release = Result { try dao.chamber.read { try $0.release(of: record, at: dao.clock.now()) } }
      #expect((try? release.get()) != nil ? !isSuspended : isSuspended, "from \(first)")
      #expect(report.trust.contains { $0.contains("suspended until decided again: P-0001") } == isSuspended)
      guard first == execution else { continue }
      try await dao.approve()
      #expect(try house.code(after: dao.store, at: dao.clock.now()) == .allowed)
    }
  }

  @Test func `keys that were never lost leave everything as it was`() async throws {
    let (dao, _, execution) = try await Self.approved()
    try await dao.rotate()
    // Of the second pair, for what came before it, nothing can be in doubt.
    try await dao.rotate(doubtedFrom: 0)
    #expect(try dao.logKeys.doubts == [LogKeyDoubt(from: execution + 1, until: execution + 2)])
    #expect(try dao.gatehouse().code(after: dao.store, at: dao.clock.now()) == .allowed)
  }

  @Test func `a receipt under a checkpoint by stolen keys is not believed, and a newer proof is`()
    async throws
  {
    let (dao, proposal, execution) = try await Self.approved()
    let old = try dao.checkpoint(execution + 1, by: 0)
    let early = try dao.checkpoint(proposal, by: 0)
    try await dao.rotate(doubtedFrom: proposal)
    let now = try await dao.signed()
    func code(_ note: SignedNote) async throws -> String {
      let receipt = try await dao.chamber.receipt(index: proposal - 1, under: note)
      do {
        _ = try receipt.verify(
          keys: dao.logKeys, dao: dao.id, with: Secp256k1Verifier(), curves: Self.curves)
        return "yes"
      } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
    }
    #expect(try await code(old) == "logKeys.doubted")
    #expect(try await code(early) == "yes")
    #expect(try await code(now) == "yes")
    // A contradiction stays one, whoever had the keys.
    let forked = try dao.checkpoint(execution + 1, by: 0, root: .sha256([1]))
    let found = try LogComparison(
      try LogSight(note: now, log: dao.store), try LogSight(note: forked, log: nil),
      with: Secp256k1Verifier(), curves: Self.curves)
    guard case .fork(let evidence) = found else { return #expect(Bool(false), "\(found)") }
    _ = try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves)
  }

  @Test(arguments: [
    (UInt64(3), UInt64(5), UInt64(0), UInt64(2), false), (3, 5, 0, 3, true), (3, 5, 4, 4, true),
    (3, 5, 5, 9, false), (3, 5, 0, 9, true), (3, 4, 3, 3, true), (3, 4, 4, 4, false),
  ])
  func `a stretch ends before the entry that brought other keys`(
    from: UInt64, until: UInt64, first: UInt64, last: UInt64, touches: Bool
  ) {
    #expect(LogKeyDoubt(from: from, until: until).touches(first...last) == touches)
  }
}
