import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// What a gate answers when a safety protocol that few agreed to has lapsed.
@Suite struct GateLapseTests {
  private static let one = SafetySample.model(1)
  private static let span = Span.days(10)

  /// A DAO whose tightenings lapse after ten days, with two evaluators who found 0.55 of the model.
  private func lapsingDAO(protocols: [(version: Int, limit: String, change: String)]) async throws -> GateDAO
  {
    let plain = "  protocol.amend: {track: standard, topic: safety}\n"
    let registrar = "electorates_by: registrar\n"
    let edits =
      SafetySample.edits() + [
        (
          from: plain,
          to: "  protocol.amend: {track: constitutional, topic: safety}\n"
            + "  protocol.amend/tightening: {track: standard, topic: safety}\n"
        ), (from: registrar, to: registrar + "tightening: {lapses_after: 10d}\n"),
      ]
    let dao = try await SampleDAO(on: MemoryLogStore(), founders: 3, edits: edits)
    var former: Digest?
    for row in protocols {
      let hash =
        row.change == "confirming"
        ? former ?? .zero : dao.documents.keep(SampleProtocol.bytes(version: row.version, limit: row.limit))
      let body = #""id":"frontier","version":\#(row.version),"sha256":"\#(hash)""#
      let more = former.map { #","change":"\#(row.change)","replaces":"\#($0)""# } ?? ""
      try await dao.carryOut("{\"type\":\"protocol.\(former == nil ? "adopt" : "amend")\",\(body)\(more)}")
      former = hash
    }
    for member in 1...2 {
      try await dao.carryOut(
        """
        {"type":"evaluator.accredit","account":"\(dao.account(member).text)","name":"E\(member)",\
        "organisation":"lab-\(member)","scopes":["frontier"],"conflicts":"none",\
        "expires":"2027-12-31T00:00:00Z"}
        """)
    }
    return dao
  }

  private func attest(_ refusals: String, by member: Int, _ dao: GateDAO) async throws {
    let commission = try dao.prepare { preparing, _ in
      try preparing.commission(
        "json", of: Self.one, plan: .zero, until: .latest, evaluator: dao.account(member), by: dao.account(0))
    }
    try await dao.submit(commission, by: 0)
    dao.clock.advance(.minutes(1))
    let file = dao.documents.keep(Array(#"{"refusals":\#(refusals),"hacks":0.1,"by":\#(member)}"#.utf8))
    let now = dao.clock.now()
    let statement = try dao.prepare { preparing, _ in
      try preparing.attestation(
        .passed, evidence: file, format: "json", of: Self.one, commission: commission.id, started: now,
        ended: now, by: dao.account(member))
    }
    try await dao.submit(statement, by: member)
  }

  /// When the newest version lapses.
  private func end(_ dao: GateDAO) throws -> Timepoint {
    try dao.chamber.read { try $0.protocolVersions("frontier").last?.lapse?.at }.orThrow("it does not lapse")
  }

  @Test func `a stricter version that lapsed asks nothing any more`() async throws {
    let dao = try await lapsingDAO(protocols: [
      (1, "0.5", ""), (1, "0.5", "confirming"), (2, "0.6", "tightening"),
    ])
    try await dao.approve(Self.one, #""producer":"lab-nine""#)
    for member in 1...2 { try await attest("0.55", by: member, dao) }
    let end = try end(dao)
    let before = try dao.ask(GateRequest(in: "production", model: Self.one), at: end - Span(milliseconds: 1))
    #expect(before.code == .ruleFails && before.remarks.contains { $0.contains("frontier 2 lapses at") })
    let after = try dao.ask(GateRequest(in: "production", model: Self.one), at: end)
    #expect(after.isAllowed && after.verdicts.map(\.safety.version) == [1] && after.remarks.isEmpty)
  }

  @Test func `a lapse denies nothing that the protocol did not`() async throws {
    let dao = try await lapsingDAO(protocols: [(1, "0.5", "")])
    let hash = dao.documents.keep(SampleProtocol.bytes())
    try await dao.approve(
      Self.one,
      #""producer":"lab-nine","protocols":[{"id":"frontier","sha256":"\#(hash)","version":1}]"#)
    let end = try end(dao)
    #expect(try dao.code(at: end) == .indeterminate, "what it asked for is asked for still")
    for member in 1...2 { try await attest("0.55", by: member, dao) }
    for instant in [end - Span(milliseconds: 1), end, end + .days(2)] {
      #expect(try dao.code(at: instant) == .allowed)
    }
    // To go back to it, it must be in force.
    let back = GateRequest(.rollBack, in: "production", model: Self.one)
    #expect(try dao.ask(back, at: end).code == .protocolOver)
    // Who did not name it is not asked.
    dao.clock.set(end)
    try await dao.approve(SafetySample.model(2))
    #expect(try dao.code(SafetySample.model(2)) == .allowed)
  }
}
