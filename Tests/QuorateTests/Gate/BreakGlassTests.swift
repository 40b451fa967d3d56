import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Breaking glass: a gate opened against its rules, by those whom the charter names, for a short while.
@Suite struct BreakGlassTests {
  private static let one = SafetySample.model(1)
  private static let rules =
    "gate: {approval_at_most: 90d, waiver_at_most: 30d, stale_after: 1d, break_glass: {by: council, at_most: 4h}}"

  /// Signs an order by some members.
  private func breakGlass(
    _ scope: BrakeScope, lasting: Span = .minutes(60), signers: Int = 2, _ dao: SampleDAO<MemoryLogStore>
  ) async throws {
    let until = dao.clock.now() + lasting
    for member in 0..<signers {
      try await dao.submit(
        dao.brake(.breakGlass, scope, incident: "INC-7", until: until, by: member), by: member)
    }
  }

  private func code(
    _ request: GateRequest, _ dao: SampleDAO<MemoryLogStore>, at now: Timepoint? = nil
  ) throws -> GateCode {
    let house = dao.gatehouse()
    let now = now ?? dao.clock.now()
    return try house.ask(request, knowing: try house.follow(dao.store).knowledge(live: now), at: now).code
  }

  @Test func `it opens exactly the model in the environment, until it ends`() async throws {
    let dao = try await SampleDAO.guarded(gate: Self.rules)
    try await breakGlass(.model(Self.one, environment: "production"), dao)
    let ends = dao.clock.now() + .minutes(60)
    for oms in [Self.one, SafetySample.model(2)] {
      for dir in [Self.one, SafetySample.model(2)] {
        for environment in ["production", "staging"] {
          let model = ModelDigests(omsRoot: oms.omsRoot, dirHash: dir.dirHash)
          let isExact = model == Self.one && environment == "production"
          let found = try code(GateRequest(in: environment, model: model), dao)
          #expect((found == .glassBroken) == isExact && (found.outcome == .allow) == isExact)
        }
      }
    }
    let request = GateRequest(in: "production", model: Self.one)
    #expect(try code(request, dao, at: ends - Span(milliseconds: 1)) == .glassBroken)
    #expect(try code(request, dao, at: ends) == .noApproval)
    #expect(try code(GateRequest(.release, in: "production", model: Self.one), dao) == .noApproval)
    #expect(try code(GateRequest(in: "production", oci: Digest.sha256([1])), dao) == .unproven)
  }

  @Test func `never against a pause, whichever came first`() async throws {
    let dao = try await SampleDAO.guarded(gate: Self.rules)
    let request = GateRequest(in: "production", model: Self.one)
    try await breakGlass(.model(Self.one, environment: "production"), dao)
    #expect(try code(request, dao) == .glassBroken)
    try await dao.pause(.environment("production"), signers: 2)
    #expect(try code(request, dao) == .paused)
    let other = try await SampleDAO.guarded(gate: Self.rules)
    try await other.pause(.all, signers: 2)
    try await breakGlass(.model(Self.one, environment: "production"), other)
    #expect(try code(request, other) == .paused)
  }

  @Test func `it takes the council's signatures, its limits, and a charter that allows it`() async throws {
    let dao = try await SampleDAO.guarded(gate: Self.rules)
    let request = GateRequest(in: "production", model: Self.one)
    try await breakGlass(.model(Self.one, environment: "production"), signers: 1, dao)
    #expect(try code(request, dao) == .noApproval, "one of two signatures opens nothing")
    for scope in [BrakeScope.all, .environment("production"), .model(Self.one, environment: nil)] {
      await #expect(throws: AdmissionRefusal.brake(.scope)) { try await breakGlass(scope, dao) }
    }
    await #expect(throws: AdmissionRefusal.brake(.tooLong(limit: .minutes(240)))) {
      try await breakGlass(
        .model(Self.one, environment: "production"), lasting: .minutes(241), dao)
    }
    await #expect(throws: AdmissionRefusal.roleMissing("council")) {
      let order = try dao.brake(.breakGlass, .model(Self.one, environment: "production"), by: 3)
      try await dao.submit(order, by: 3)
    }
    let plain = try await SampleDAO.guarded()
    await #expect(throws: AdmissionRefusal.brake(.notAllowed)) {
      try await breakGlass(.model(Self.one, environment: "production"), plain)
    }
  }

  @Test func `an order by file opens nothing`() async throws {
    let dao = try await SampleDAO.guarded(gate: Self.rules)
    let until = dao.clock.now() + .minutes(60)
    let parts = try (0...1).map { member in
      let statement = try dao.brake(
        .breakGlass, .model(Self.one, environment: "production"), until: until, by: member)
      guard case .brake(let act) = statement else { throw SampleFault("not an order") }
      return BrakeFile.Part(act: act, signature: try dao.sign(statement, by: member))
    }
    let order = try BrakeFile(parts).verified(dao: dao.id, verifier: dao.gatehouse().verifier)
    let house = dao.gatehouse()
    let found = try house.ask(
      GateRequest(in: "production", model: Self.one),
      knowing: try house.follow(dao.store).knowledge(orders: [order]), at: dao.clock.now())
    #expect(found.code == .noApproval && found.remarks.count == 1)
  }
}
