import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// A brake reaches everything that it covers: by file as in the log, deployments as releases, with glass broken or not.
@Suite struct BrakeReachTests {
  private static let one = SafetySample.model(1)
  private static let two = SafetySample.model(2)
  /// The same weights beside another file.
  private static let beside = ModelDigests(omsRoot: one.omsRoot, dirHash: two.dirHash)

  /// Puts an order into effect.
  private func order(
    _ deed: BrakeOrder.Deed, _ scope: BrakeScope, incident: String = "R", in dao: GateDAO
  ) async throws {
    let until = dao.clock.now() + .days(1)
    for member in 0..<2 {
      try await dao.submit(
        try dao.brake(deed, scope, incident: incident, until: until, by: member), by: member)
    }
  }

  private func release(_ model: ModelDigests, in dao: GateDAO, orders: [SignedOrder] = []) throws -> GateCode
  {
    try dao.ask(GateRequest(.release, in: "production", model: model), orders: orders).code
  }

  private func approveRelease(_ model: ModelDigests, in dao: GateDAO) async throws {
    try await dao.carryOut(
      """
      {"type":"weights.release","oms_root":"\(model.omsRoot)","dir_hash":"\(model.dirHash)",\
      "name":"MiniLM","licence":"Apache-2.0","terms":"\(Digest.sha256([1]))"}
      """)
  }

  @Test func `trust 5: putting an order on record opens nothing that its file had closed`() async throws {
    let dao = try await gateDAO()
    for model in [Self.one, Self.beside, Self.two] { try await dao.approve(model) }
    let file = try dao.signed(.revoke, .model(Self.one, environment: nil), incident: "R")
    for isLogged in [false, true] {
      if isLogged { try await order(.revoke, .model(Self.one, environment: nil), in: dao) }
      for model in [Self.one, Self.beside] {
        let answer = try dao.ask(GateRequest(in: "production", model: model), orders: isLogged ? [] : [file])
        #expect(answer.code == .revoked, "\(isLogged): \(answer.sentence)")
      }
      #expect(try dao.code(Self.two) == .allowed)
    }
    try await dao.approve(Self.beside)
    #expect(try dao.code(Self.beside) == .allowed && dao.code(Self.one) == .revoked)
  }

  /// A council signs one pause after another and hands the files to gates, and none to the log.
  @Test func `attack: files of pauses take no more time together than the log would give them`() async throws
  {
    let dao = try await gateDAO(
      brake: "brake: {pause_by: council, revoke_by: council, at_most: 72h, budget: 72h, within: 14d}")
    try await dao.approve(Self.one)
    var files: [SignedOrder] = []
    var closed = 0
    for day in 0..<15 {
      if day % 3 == 0 {
        files.append(
          try dao.signed(.pause, .all, incident: "INC-\(day)", lasting: Span(milliseconds: 72 * 3_600_000)))
      }
      let code = try dao.ask(GateRequest(in: "production", model: Self.one), orders: files.reversed()).code
      #expect(code == (day < 3 ? .paused : .allowed), "\(day)")
      closed += code == .paused ? 1 : 0
      dao.clock.advance(.days(1))
    }
    #expect(closed == 3)
    // One that is signed for a day to come counts for nothing now.
    let later = try dao.signed(.pause, .all, incident: "LATER", lasting: .days(1))
    dao.clock.advance(.days(30))
    #expect(try dao.ask(GateRequest(in: "production", model: Self.one), orders: [later]).code == .allowed)
  }

  @Test func `attack: what was voted on before a brake is not carried out past it`() async throws {
    let needsApproval = "after_lapse: {model: needs-approval}"
    let dao = try await gateDAO(brake: "brake: {pause_by: council, revoke_by: council, \(needsApproval)}")
    for model in [Self.one, Self.two] { try await dao.approve(model) }
    let again = try await dao.queued(
      content: SafetySample.content(.deployModel(SafetySample.deployment(Self.one))))
    let paused = try await dao.queued(
      content: SafetySample.content(.deployModel(SafetySample.deployment(Self.two))))
    let file = try dao.signed(.revoke, .model(Self.one, environment: nil), incident: "R")
    try await dao.pause(.model(Self.two, environment: nil), incident: "P", lasting: .minutes(1), signers: 2)
    dao.clock.advance(.minutes(2))
    for proposal in [again, paused] {
      dao.clock.set(max(dao.clock.now(), try #require(try dao.standing(proposal).decision.executable)))
      try await dao.submit(dao.act(.execute, on: proposal), by: 0)
    }
    #expect(try dao.ask(GateRequest(in: "production", model: Self.one), orders: [file]).code == .revoked)
    #expect(try dao.code(Self.two) == .lapsed)
    // A vote on a later submission approves again.
    try await dao.approve(Self.two)
    #expect(try dao.code(Self.two) == .allowed)
  }

  @Test func `a vote takes back exactly the model it names`() async throws {
    let dao = try await gateDAO()
    for model in [Self.one, Self.beside] { try await dao.approve(model) }
    try await dao.carryOut(
      """
      {"type":"model.revoke","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)","reason":"r"}
      """)
    #expect(try dao.code(Self.one) == .revoked && dao.code(Self.beside) == .allowed)
  }

  @Test func `weights that cannot be called back are stopped by every brake`() async throws {
    let needsApproval = "after_lapse: {family: needs-approval}"
    let dao = try await gateDAO(brake: "brake: {pause_by: council, revoke_by: council, \(needsApproval)}")
    try await approveRelease(Self.one, in: dao)
    // The family is known from another environment alone.
    try await dao.approve(Self.one, in: "staging", #""family":"minilm""#)
    #expect(try release(Self.one, in: dao) == .allowed)
    let file = try dao.signed(.revoke, .model(Self.beside, environment: nil))
    #expect(try release(Self.one, in: dao, orders: [file]) == .revoked)
    try await dao.pause(.family("minilm"), signers: 2)
    #expect(try release(Self.one, in: dao) == .paused && dao.code(Self.one, in: "staging") == .paused)
    dao.clock.set(dao.clock.now() + .days(2))
    #expect(try release(Self.one, in: dao) == .lapsed && dao.code(Self.one, in: "staging") == .lapsed)
    try await approveRelease(Self.one, in: dao)
    #expect(try release(Self.one, in: dao) == .allowed)
  }

  @Test func `broken glass opens for its model, and against no pause`() async throws {
    let dao = try await gateDAO(
      gate: "gate: {approval_at_most: 90d, stale_after: 1d, break_glass: {by: council, at_most: 24h}}")
    try await dao.approve(Self.one, in: "staging", #""family":"minilm""#)
    #expect(try dao.code(Self.one) == .noApproval)
    try await order(.breakGlass, .model(Self.one, environment: "production"), in: dao)
    #expect(try dao.code(Self.one) == .glassBroken)
    let image = Digest.sha256([7])
    let named = try dao.ask(GateRequest(in: "production", model: Self.one, oci: image))
    #expect(named.code == .unproven && !named.isAllowed)
    try await dao.pause(.family("minilm"), incident: "P", signers: 2)
    #expect(try dao.code(Self.one) == .paused && dao.code(Self.one, in: "staging") == .paused)
  }
}
