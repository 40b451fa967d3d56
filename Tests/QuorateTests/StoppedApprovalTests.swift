import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import Voting

/// What an audit says of approvals that do not count any more, and that it is what a gate says.
@Suite struct StoppedApprovalTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private typealias State = (state: LedgerView<MemoryRecords, AnyDocuments>, asOf: Timepoint)

  /// What is done about the model after it was approved.
  enum Stop: String, CaseIterable, Sendable { case nothing, vote, council, lapse, stolenKeys, end, both }

  private static func approved() async throws -> DAO {
    let brake = "brake: {pause_by: council, revoke_by: council, after_lapse: {family: needs-approval}}"
    let dao = try await SampleDAO(
      on: MemoryLogStore(), founders: 3, edits: SafetySample.edits(brake: brake),
      keyPlan: try SampleLogKeys.plan)
    try await dao.carryOut(
      .deployModel(SafetySample.deployment(SafetySample.model(1), in: "production", #""family":"minilm""#)))
    return dao
  }

  private static func stop(_ stop: Stop, _ dao: DAO) async throws {
    let model = SafetySample.model(1)
    switch stop {
    case .nothing: break
    case .vote:
      try await dao.carryOut(
        #"{"type":"model.revoke","oms_root":"\#(model.omsRoot)","dir_hash":"\#(model.dirHash)","reason":"r"}"#
      )
    case .council:
      let until = dao.clock.now() + .days(1)
      for member in 0..<2 {
        let order = try dao.brake(
          .revoke, .model(model, environment: nil), incident: "INC-2", until: until, by: member)
        try await dao.submit(order, by: member)
      }
    case .lapse:
      try await dao.pause(.family("minilm"), signers: 2)
      dao.clock.advance(.days(2))
    case .stolenKeys: try await dao.rotate(doubtedFrom: 1)
    case .end: dao.clock.advance(.days(91))
    case .both:
      try await Self.stop(.council, dao)
      dao.clock.advance(.days(91))
    }
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
  }

  private static func audited(_ dao: DAO) async throws -> (state: State, report: AuditReport) {
    var auditor = Auditor(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: 1)
    let report = try await auditor.run(pinned: dao.id)
    return ((auditor.state, dao.clock.now()), report)
  }

  @Test(arguments: [
    (stop: Stop.nothing, words: "", code: GateCode.allowed),
    (.vote, "revoked by P-0002", .revoked), (.council, "revoked by the council (entry ", .revoked),
    (.lapse, "closed since the pause for INC-1 lapsed: it must be approved again", .lapsed),
    (.stolenKeys, "suspended: decided over entries 1 to ", .doubted), (.end, "ended at ", .expired),
    // What stopped it is told, whatever has come to its end since.
    (.both, "revoked by the council (entry ", .expired),
  ])
  func `an approval that stopped counting is told by the difference and on the page, as a gate has it`(
    stop: Stop, words: String, code: GateCode
  ) async throws {
    let dao = try await Self.approved()
    let before = try await Self.audited(dao)
    try await Self.stop(stop, dao)
    let after = try await Self.audited(dao)
    #expect(before.report.verdict == .holds && after.report.verdict == .holds, "\(after.report.faults)")
    #expect(try dao.gatehouse().code(after: dao.store, at: dao.clock.now()) == code)

    let changes = try LogDifference(before.state, after.state).changes
    let approvals = changes.filter { $0.subject == "approval" }
    #expect(approvals.count == (stop == .nothing ? 0 : 1))
    #expect(approvals.allSatisfy { $0.words.hasPrefix(words) && $0.words.contains("(was: until ") })
    let isSuspended = stop == .stolenKeys
    let suspended = changes.filter {
      $0.subject == "proposal" && $0.words.contains("suspended: decided over")
    }
    #expect(suspended.map(\.name) == (isSuspended ? ["P-0001"] : []))
    let keys = changes.filter { $0.subject == "log-keys" }.map(\.words)
    #expect(keys.count == (isSuspended ? 1 : 0) && keys.allSatisfy { $0.contains("count as stolen") })

    let html = try AuditPage(after.report, in: after.state.state, at: after.state.asOf).html
    #expect(html.contains("class=\"stop\"") == (stop != .nothing))
    #expect(html.contains("<td>no: ") == (stop != .nothing))
    #expect(html.contains("Revocations") == [.vote, .council, .both].contains(stop))
    #expect(html.contains("Orders of councils") == [.council, .lapse, .both].contains(stop))
    #expect(html.contains("Who sits in councils") && html.contains("by the charter"))
  }

  @Test func `an approval counts from its first instant to the last before its end`() async throws {
    let dao = try await Self.approved()
    let view = try await Self.audited(dao).state.state
    let approval = try #require(try view.approvals().first)
    let millisecond = Span(milliseconds: 1)
    for (instant, expected) in [
      (approval.begins - millisecond, ApprovalStanding.early), (approval.begins, .counts),
      (approval.ends - millisecond, .counts), (approval.ends, .ended),
    ] {
      #expect(try view.standing(of: approval, at: instant) == expected, "\(instant)")
    }
  }

  @Test func `what was approved again counts, beside what does not`() async throws {
    let dao = try await Self.approved()
    try await Self.stop(.council, dao)
    let before = try await Self.audited(dao)
    try await dao.approve()
    let after = try await Self.audited(dao)
    let standings = try after.state.state.approvals().sorted { $0.origin.index < $1.origin.index }.map {
      try after.state.state.standing(of: $0, at: after.state.asOf).stop == nil
    }
    #expect(standings == [false, true])
    let approvals = try LogDifference(before.state, after.state).changes.filter { $0.subject == "approval" }
    #expect(approvals.map(\.name) == ["MiniLM in production (P-0002)"])
    #expect(approvals.allSatisfy { $0.words.hasPrefix("until ") })
  }

  @Test(arguments: [
    (id: "heads", unit: AssetUnit.members, powers: [1, 1], words: "<p>2 members; single-admin."),
    ("one head", .members, [1], "<p>1 member; single-admin."),
    ("heads that weigh more", .members, [1, 2], "<p>2 members with 3 members; single-admin."),
    ("holdings", .plain, [1, 1], "<p>2 members with 2; single-admin."),
  ])
  func `members who count for one each are told once, and single-admin in words`(
    id: String, unit: AssetUnit, powers: [UInt128], words: String
  ) async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    let house = try AuditPage.Holders(
      "safety", label: ElectorateRecord.singleAdmin, powers: powers.map { Power($0) }, unit: unit)
    let html = AuditPage(report, name: "x", subjects: [], holders: [house], force: nil).html
    #expect(html.contains(words) && html.contains("One registrar&#39;s signature"), "\(id)")
    let other = try AuditPage.Holders("safety", label: "seats on record", powers: [Power(1)], unit: unit)
    #expect(
      !AuditPage(report, name: "x", subjects: [], holders: [other], force: nil).html.contains("signature put")
    )
  }
}
