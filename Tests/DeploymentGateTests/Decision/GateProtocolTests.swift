import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// What safety protocols and evidence have to do with a gate.
@Suite struct GateProtocolTests {
  private static let one = SafetySample.model(1)

  /// A DAO with a protocol in force and two accredited evaluators of different organisations: members 1 and 2.
  private func protocolDAO() async throws -> GateDAO {
    let dao = try await gateDAO()
    let hash = dao.documents.keep(SampleProtocol.bytes())
    try await dao.carryOut(#"{"type":"protocol.adopt","id":"frontier","version":1,"sha256":"\#(hash)"}"#)
    for member in 1...2 {
      try await dao.carryOut(
        """
        {"type":"evaluator.accredit","account":"\(dao.account(member).text)","name":"E\(member)",\
        "organisation":"lab-\(member)","scopes":["frontier"],"conflicts":"none",\
        "expires":"2027-12-31T00:00:00Z"}
        """)
    }
    try await dao.approve(Self.one, #""producer":"lab-nine""#)
    return dao
  }

  /// Commissions a run and attests its result a minute later.
  private func attest(
    _ refusals: String, verdict: EvidenceAttestation.Verdict = .passed, model: ModelDigests = one,
    by member: Int, _ dao: GateDAO
  ) async throws {
    let commission = try dao.prepare { preparing, _ in
      try preparing.commission(
        "json", of: model, plan: .zero, until: .latest, evaluator: dao.account(member), by: dao.account(0))
    }
    try await dao.submit(commission, by: 0)
    dao.clock.advance(.minutes(1))
    let text = #"{"refusals":\#(refusals),"hacks":0.1,"by":\#(member)}"#
    let file = dao.documents.keep(Array(text.utf8))
    let now = dao.clock.now()
    let statement = try dao.prepare { preparing, _ in
      try preparing.attestation(
        verdict, evidence: file, format: "json", of: model, commission: commission.id, started: now,
        ended: now,
        by: dao.account(member))
    }
    try await dao.submit(statement, by: member)
  }

  @Test func `evidence of two organisations opens, of one it does not`() async throws {
    let dao = try await protocolDAO()
    #expect(try dao.code() == .indeterminate)
    try await attest("0.9", by: 1, dao)
    #expect(try dao.code() == .indeterminate)
    try await attest("0.9", by: 1, dao)
    #expect(try dao.code() == .indeterminate, "one organisation that speaks twice is one")
    try await attest("0.8", by: 2, dao)
    let answer = try dao.ask(GateRequest(in: "production", model: Self.one))
    #expect(answer.isAllowed && answer.verdicts.map(\.safety.id) == ["frontier"])
    // Where the protocol does not govern, nothing is asked.
    try await dao.approve(Self.one, in: "staging")
    #expect(try dao.code(in: "staging") == .allowed)
  }

  @Test(arguments: ["0.49", "NaN", "\"0.9\"", "null"]) func `a result that fails, or shows nothing, closes`(
    _ refusals: String
  ) async throws {
    let dao = try await protocolDAO()
    try await attest("0.9", by: 1, dao)
    try await attest(refusals, by: 2, dao)
    #expect(try dao.code() == (refusals == "0.49" ? .ruleFails : .indeterminate))
  }

  @Test func `trust 10: an accredited failure blocks for its time, whatever the rules measure`() async throws
  {
    let dao = try await protocolDAO()
    try await attest("0.9", by: 1, dao)
    try await attest("0.9", by: 2, dao)
    #expect(try dao.code() == .allowed)
    try await attest("0.9", verdict: .failed, by: 2, dao)
    let answer = try dao.ask(GateRequest(in: "production", model: Self.one))
    #expect(answer.code == .ruleFails && answer.sentence.contains("says that the model failed"))
    // Also where no protocol governs it.
    try await dao.approve(Self.one, in: "staging")
    let free = try dao.ask(GateRequest(in: "staging", model: Self.one))
    #expect(free.code == .ruleFails && free.verdicts.isEmpty && free.sentence.contains("model failed"))
  }

  @Test func `trust 10: a proposal adds protocols to those that govern it, and leaves none out`() async throws
  {
    let dao = try await protocolDAO()
    let hash = dao.documents.keep(SampleProtocol.bytes("extra", governing: "actions: [weights.release]"))
    try await dao.carryOut(#"{"type":"protocol.adopt","id":"extra","version":1,"sha256":"\#(hash)"}"#)
    for member in 1...2 { try await attest("0.9", by: member, dao) }
    #expect(
      try dao.ask(GateRequest(in: "production", model: Self.one)).verdicts.map(\.safety.id) == ["frontier"])
    let two = SafetySample.model(2)
    try await dao.approve(
      two, #""producer":"lab-nine","protocols":[{"id":"extra","sha256":"\#(hash)","version":1}]"#)
    let answer = try dao.ask(GateRequest(in: "production", model: two))
    #expect(answer.verdicts.map(\.safety.id).sorted() == ["extra", "frontier"])
  }

  @Test func `trust 19: whoever made the model does not judge it`() async throws {
    let dao = try await protocolDAO()
    try await dao.approve(Self.one, #""producer":"lab-1""#)
    try await attest("0.9", by: 1, dao)
    try await attest("0.9", by: 2, dao)
    // The newest approval names lab-1 as the producer; the older one does not.
    let answer = try dao.ask(GateRequest(in: "production", model: Self.one))
    #expect(answer.approval?.deployment.producer == "lab-nine")
    try await dao.carryOut(
      """
      {"type":"model.revoke","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)","reason":"r"}
      """)
    try await dao.approve(Self.one, #""producer":"lab-1""#)
    #expect(try dao.code() == .indeterminate)
  }

  @Test func `attack 78: evidence about another model, or that is lost or old, shows nothing`() async throws {
    let dao = try await protocolDAO()
    for member in 1...2 { try await attest("0.9", model: SafetySample.model(2), by: member, dao) }
    #expect(try dao.code() == .indeterminate)
    for member in 1...2 { try await attest("0.9", by: member, dao) }
    #expect(try dao.code() == .allowed)
    let later = dao.clock.now() + .days(31)
    #expect(try dao.code(at: later) == .indeterminate)
    let record = try #require(try dao.chamber.read { try $0.evidence(on: Self.one) }.last)
    dao.documents.lose(record.evidence)
    #expect(try dao.code() == .indeterminate)
  }

  @Test func `a waiver lets a rule be passed over for a while, and the answer names it`() async throws {
    let dao = try await protocolDAO()
    for member in 1...2 { try await attest("0.1", by: member, dao) }
    #expect(try dao.code() == .ruleFails)
    try await dao.carryOut(
      """
      {"type":"waiver.grant","protocol":"frontier","rule":"refusals","oms_root":"\(Self.one.omsRoot)",\
      "dir_hash":"\(Self.one.dirHash)","environment":"production","control":"rate limit","reason":"flaky",\
      "expires":"2026-12-10T00:00:00Z"}
      """)
    let answer = try dao.ask(GateRequest(in: "production", model: Self.one))
    #expect(answer.isAllowed && answer.waivers.map(\.rule) == ["refusals"])
    #expect(answer.waivers.first?.control == "rate limit")
    let ends = try #require(answer.waivers.first).ends
    #expect(try dao.code(at: ends) == .ruleFails)
  }

  @Test func `a threshold set by vote makes its safeguards mandatory`() async throws {
    let dao = try await protocolDAO()
    for member in 1...2 { try await attest("0.9", by: member, dao) }
    #expect(try dao.code() == .allowed)
    try await dao.carryOut(
      """
      {"type":"capability.threshold","domain":"cyber","level":"high","protocol":"frontier",\
      "triggers":["hacks"],"safeguards":["refusals"]}
      """)
    // The trigger is shown to fail, so the safeguard is not due.
    #expect(try dao.code() == .allowed)
  }

  @Test
  func
    `trust 21: what was approved under an old version passes that, and after its grace the one of the day`()
    async throws
  {
    let dao = try await protocolDAO()
    for member in 1...2 { try await attest("0.6", by: member, dao) }
    #expect(try dao.code() == .allowed)
    let (old, new) = (
      Digest.sha256(SampleProtocol.bytes()),
      dao.documents.keep(SampleProtocol.bytes(version: 2, limit: "0.7"))
    )
    try await dao.carryOut(
      """
      {"type":"protocol.amend","id":"frontier","version":2,"sha256":"\(new)","replaces":"\(old)",\
      "change":"tightening","grace":"2d"}
      """)
    let amended = dao.clock.now()
    #expect(try dao.code() == .allowed)
    let back = GateRequest(.rollBack, in: "production", model: Self.one)
    #expect(try dao.ask(back).code == .ruleFails, "going back needs the protocols of the day")
    #expect(try dao.code(at: amended + .days(2) - Span(milliseconds: 1)) == .allowed)
    #expect(try dao.code(at: amended + .days(2)) == .ruleFails)
  }

  @Test func `what was approved under a protocol that is over is closed`() async throws {
    let dao = try await protocolDAO()
    let hash = Digest.sha256(SampleProtocol.bytes())
    try await dao.approve(
      Self.one,
      #""producer":"lab-nine","protocols":[{"id":"frontier","version":1,"sha256":"\#(hash)"}]"#)
    for member in 1...2 { try await attest("0.6", by: member, dao) }
    #expect(try dao.code() == .allowed)
    try await dao.carryOut(
      #"{"type":"protocol.retire","id":"frontier","version":1,"sha256":"\#(hash)","reason":"r"}"#)
    let retired = dao.clock.now()
    #expect(try dao.code() == .allowed)
    // The older approval did not name it, and no protocol governs any more.
    let answer = try dao.ask(GateRequest(in: "production", model: Self.one), at: retired + .days(7))
    #expect(answer.isAllowed && answer.approval?.deployment.protocols.isEmpty == true)
  }
}
