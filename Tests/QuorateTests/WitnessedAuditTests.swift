import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// What the step about time says where witnesses had seen entries before the operator says they were received.
@Suite struct WitnessedAuditTests {
  private typealias DAO = SampleDAO<MemoryLogStore>

  private static func time(_ report: AuditReport) -> String? { report.faults["time"] }

  @Test(arguments: [
    (
      id: "as far as clocks may differ", ahead: Span.minutes(5), trusts: true, isRehearsal: false, holds: true
    ),
    ("a second more", Span(milliseconds: 301_000), true, false, false),
    ("two days", .days(2), true, false, false),
    ("nobody's witnesses", .days(2), false, false, true),
    ("a rehearsal, whose time is its own", .days(2), true, true, true),
  ])
  func `attack: what the auditor's own witnesses had seen was received by then`(
    id: String, ahead: Span, trusts: Bool, isRehearsal: Bool, holds: Bool
  ) async throws {
    let dao = try SampleDAO(preparedOn: MemoryLogStore(), isRehearsal: isRehearsal)
    try await dao.found()
    try await dao.register([400, 300, 200, 100])
    let seen = dao.clock.now() + .minutes(1)
    dao.clock.set(seen + ahead)
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
    let note = try SampleWitnesses.cosigned(try await dao.signed(), at: [seen, seen, seen])
    let policy = try SampleWitnesses.policy()
    let report = try await BundleSample.audit(
      try BundleSample.bytes(of: dao, cosigned: note, policy: policy), pinned: dao.id,
      policy: trusts ? policy : nil)
    #expect((report.verdict == .holds) == holds, "\(report.faults)")
    #expect((Self.time(report) == nil) == holds)
    if !holds { #expect(Self.time(report)?.contains("but witnesses had seen it by") == true) }
  }

  /// A log whose charter named witnesses once, with an entry that is dated hours ahead and a checkpoint on record by which
  /// witnesses had seen it long before.
  private static func contradicted() async throws -> (dao: DAO, right: Timepoint) {
    let policy = try SampleWitnesses.policy()
    let dao = try SampleDAO(
      preparedOn: MemoryLogStore(),
      edits: [SampleWitnesses.edit(policy: policy, requiredFor: ["text.resolution"])])
    dao.documents.keep(policy.bytes)
    try await dao.found()
    try await dao.register([400, 300, 200, 100])
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    let plain = try SampleCharter.yaml(name: dao.genesis.name, founders: dao.genesis.founders, edits: [])
    let amendment = try ProposalContent(
      title: "Go on without", kind: "charter.amend", text: "As discussed.",
      actions: [.amendCharter(hash: dao.documents.keep(Array(plain.utf8)))], authors: [], discussion: "")
    let id = try await dao.queued(content: amendment)
    dao.clock.advance(.minutes(5))
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(1))
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
    let note = try SampleWitnesses.cosigned(try await dao.signed(), at: [right, right])
    try await dao.submit(dao.delegation(to: 3, by: 2), by: 2)
    try await dao.record(note)
    return (dao, right)
  }

  @Test func `a checkpoint that contradicts the clock fails, unless the operator's correction follows it`()
    async throws
  {
    let (dao, right) = try await Self.contradicted()
    let before = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(Self.time(before)?.contains("but witnesses had seen it by") == true, "\(before.faults)")
    dao.clock.set(right + .minutes(1))
    _ = try await dao.chamber.correctClock(curves: SampleWitnesses.curves)
    let after = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(after.verdict == .holds && after.voids.isEmpty, "\(after.faults) \(after.voids)")
    // It speaks for what stands in front of it, and for nothing behind.
    dao.clock.set(right + .days(2))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let note = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [right + .minutes(2), right + .minutes(2)])
    try await dao.submit(dao.delegation(to: 3, by: 1), by: 1)
    try await dao.record(note)
    let again = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(Self.time(again)?.contains("but witnesses had seen it by") == true, "\(again.faults)")
  }
}
