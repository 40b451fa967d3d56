import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// Gates for computation and data: nothing runs that was not granted, and nothing that was not drawn for.
@Suite struct GrantGateTests {
  private static let job = SampleActions.digest(300)

  private static func allocate(
    _ dao: GateDAO, _ amount: UInt128 = 100, _ more: String = ""
  ) async throws -> Digest {
    try await dao.carryOut(
      """
      {"type":"resource.allocate","holder":"\(dao.account(1).text)","unit":"gpu-hours","amount":"\(amount)",\
      "purpose":"evaluation","expires":"2027-06-20T00:00:00Z"\(more)}
      """)
  }

  private static func draw(
    _ amount: UInt128, for reference: Digest = job, on grant: Digest, in dao: GateDAO
  ) async throws {
    let statement = try dao.prepare { preparing, _ in
      try preparing.draw(amount, on: grant, purpose: "a job", reference: reference, by: dao.account(1))
    }
    _ = try await dao.submit(statement, by: 1)
  }

  private static func use(
    _ amount: UInt128, of grant: GrantName, for job: Digest? = job, unit: String? = "gpu-hours",
    provider: String? = nil, holder: AccountKey? = nil, _ action: GateRequest.Action = .use
  ) -> GateRequest {
    GateRequest(
      action, in: "production",
      grant: .amount(
        AmountQuestion(
          of: grant, [.init(amount, unit)], holder: holder, provider: provider, reference: job)))
  }

  @Test func `attack: a budget that is only left is shown to many providers, and none of them runs`()
    async throws
  {
    let dao = try await gateDAO()
    let grant = try await Self.allocate(dao)
    let name = GrantName.id(grant)
    let undrawn = try dao.ask(Self.use(24, of: name))
    #expect(undrawn.code == .undrawn && undrawn.missing == 24 && undrawn.obligations.isEmpty)
    #expect(try dao.ask(Self.use(24, of: name, .draw)).isAllowed)
    // What was drawn for another job does not count, nor does part of what it takes.
    try await Self.draw(30, for: SampleActions.digest(301), on: grant, in: dao)
    try await Self.draw(20, on: grant, in: dao)
    #expect(try dao.ask(Self.use(24, of: name)).missing == 4)
    try await Self.draw(4, on: grant, in: dao)
    let allowed = try dao.ask(Self.use(24, of: name))
    #expect(allowed.code == .allowed && allowed.obligations.contains(.once(24, unit: "gpu-hours")))
    #expect(allowed.obligations.contains(.holder(dao.account(1))))
    #expect(try dao.ask(Self.use(25, of: name)).missing == 1)
    #expect(try dao.ask(Self.use(24, of: name, for: SampleActions.digest(302))).code == .undrawn)
    #expect(try dao.ask(Self.use(1, of: name, for: .zero)).code == .unnamed)
    #expect(try dao.ask(Self.use(1, of: name, for: nil)).code == .unnamed)
  }

  @Test func `what may be drawn is what admission would take`() async throws {
    let dao = try await gateDAO()
    let grant = try await Self.allocate(dao, 100, #","at_most":{"amount":"40","every":"7d"}"#)
    for (amount, refusal) in [
      (UInt128.max, "grant.exceeded"), (101, "grant.exceeded"), (100, "grant.pace"), (41, "grant.pace"),
      (40, nil),
      (1, "grant.pace"),
    ] as [(UInt128, String?)] {
      let answer = try dao.ask(Self.use(amount, of: .number(1), .draw))
      #expect(
        answer.isAllowed == (refusal == nil) && (answer.isAllowed || answer.code == .grant), "\(amount)")
      #expect(answer.grant?.record.origin.id == grant)
      var found: String?
      do { try await Self.draw(amount, on: grant, in: dao) } catch {
        found = (error as? any CodedRefusal)?.code
      }
      #expect(found == refusal, "\(amount)")
    }
  }

  @Test func `each thing in the way of a grant has its own code`() async throws {
    let dao = try await gateDAO()
    let grant = try await Self.allocate(dao, 100, #","provider":"akash""#)
    let name = GrantName.id(grant)
    try await Self.draw(10, on: grant, in: dao)
    func code(_ request: GateRequest) throws -> GateCode { try dao.ask(request).code }
    #expect(try code(Self.use(10, of: name, provider: "akash")) == .allowed)
    #expect(try code(Self.use(10, of: .id(.sha256([1])), provider: "akash")) == .noApproval)
    #expect(try code(Self.use(10, of: .number(99), provider: "akash")) == .noApproval)
    #expect(try code(Self.use(10, of: name, provider: "render")) == .grant)
    #expect(try code(Self.use(10, of: name)) == .grant)
    #expect(try code(Self.use(10, of: name, .draw)) == .allowed)
    #expect(try code(Self.use(10, of: name, unit: "uakt", provider: "akash")) == .grant)
    #expect(try code(Self.use(0, of: name, provider: "akash")) == .grant)
    let other = Self.use(10, of: name, provider: "akash", holder: dao.account(0))
    #expect(try code(other) == .holder)
    #expect(try code(GateRequest(.use, in: "production")) == .unnamed)
    let known = dao.clock.now()
    #expect(try dao.ask(Self.use(10, of: name, provider: "akash"), fresh: known - .days(2)).code == .stale)
    let end = try #require(Timepoint("2027-06-20"))
    #expect(try dao.ask(Self.use(10, of: name, provider: "akash"), at: end).code == .expired)
    try await dao.pause(.environment("production"), signers: 2)
    #expect(try code(Self.use(10, of: name, provider: "akash")) == .paused)
    dao.clock.advance(.days(2))
    #expect(try code(Self.use(10, of: name, provider: "akash")) == .allowed)
    try await dao.carryOut(#"{"type":"grant.revoke","grant":"\#(grant)","reason":"unused"}"#)
    #expect(try code(Self.use(10, of: name, provider: "akash")) == .revoked)
    #expect(try code(Self.use(10, of: name, .draw)) == .revoked)
  }

  @Test func `no sequence of draws and checks passes more than was granted, by a slow count`() async throws {
    let dao = try await gateDAO()
    let granted: UInt128 = 120
    let grant = try await Self.allocate(dao, granted)
    let jobs = (0..<6).map { SampleActions.digest(310 + $0) }
    var drawn: [(job: Digest, amount: UInt128)] = []
    // The most that ever passed for each job: a job may run once for all that was drawn for it.
    var passed: [Digest: UInt128] = [:]
    var numbers = RepeatableNumbers(seed: 11)
    for _ in 0..<120 {
      let (job, amount) = (jobs[numbers.below(jobs.count)], UInt128(numbers.below(12) + 1))
      let all = drawn.map(\.amount).reduce(0, +)
      if numbers.below(2) == 0 {
        let isAllowed = try dao.ask(Self.use(amount, of: .id(grant), for: job, .draw)).isAllowed
        #expect(isAllowed == (all + amount <= granted))
        do {
          try await Self.draw(amount, for: job, on: grant, in: dao)
          drawn.append((job, amount))
          #expect(isAllowed)
        } catch {
          #expect(!isAllowed)
        }
      } else {
        let answer = try dao.ask(Self.use(amount, of: .id(grant), for: job))
        let own = drawn.filter { $0.job == job }.map(\.amount).reduce(0, +)
        #expect(answer.isAllowed == (amount <= own))
        if answer.isAllowed { passed[job] = max(passed[job] ?? 0, amount) }
      }
    }
    let total = drawn.map(\.amount).reduce(0, +)
    #expect(total <= granted && total > granted - 12 && passed.count > 3)
    #expect(passed.values.reduce(0, +) <= total)
  }

  // MARK: Data

  @Test func `attack: an algorithm is let in by its content, and every other version of it is not`()
    async throws
  {
    let dao = try await gateDAO()
    let (data, algorithm) = (SampleActions.digest(320), SampleActions.digest(321))
    func ask(_ data: Digest, _ algorithm: Digest, _ member: Int = 2) throws -> GateDecision {
      try dao.ask(
        GateRequest(
          .compute, in: "production",
          grant: .data(DataQuestion(dataset: data, algorithm: algorithm, holder: dao.account(member)))))
    }
    #expect(try ask(data, algorithm).code == .noApproval)
    let grant = try await dao.carryOut(
      """
      {"type":"data.access","dataset":"\(data)","algorithm":"\(algorithm)","holder":"\(dao.account(2).text)",\
      "purpose":"statistics","expires":"2027-06-20T00:00:00Z"}
      """)
    let allowed = try ask(data, algorithm)
    #expect(allowed.code == .allowed && allowed.obligations.contains(.purpose("statistics")))
    #expect(allowed.obligations.contains(.inPlace) && allowed.obligations.contains(.holder(dao.account(2))))
    #expect(try ask(data, .sha256([1])).code == .noApproval)
    #expect(try ask(.sha256([1]), algorithm).code == .noApproval)
    #expect(try ask(algorithm, data).code == .noApproval)
    #expect(try ask(data, algorithm, 1).code == .holder)
    try await dao.carryOut(#"{"type":"grant.revoke","grant":"\#(grant)","reason":"done"}"#)
    #expect(try ask(data, algorithm).code == .revoked)
  }

  // MARK: Trust

  @Test func `attack: data that trusts nothing lets nothing be run, and what it trusts only as it is`()
    async throws
  {
    let dao = try await gateDAO()
    let data = SampleActions.digest(330)
    func ask(_ files: String?, on data: Digest) throws -> GateDecision {
      let algorithm = files.map {
        PublishedAlgorithm(name: "did:op:a", files: $0, container: "C", service: nil, publisher: "0xab")
      }
      return try dao.ask(
        GateRequest(
          .run, in: "production", grant: .trust(TrustQuestion(dataset: data, algorithm: algorithm))))
    }
    func trust(_ change: String, _ replaces: String?, _ list: String) async throws {
      try await dao.carryOut(
        #"{"type":"dataset.trust","dataset":"\#(data)","change":"\#(change)",\#(replaces.map { #""replaces":"\#($0)","# } ?? "")"#
          + #""trust":{"quorate":"algorithm-trust/1","use":"compute"\#(list)}}"#)
    }
    func inForce() throws -> String? {
      try dao.chamber.read { try $0.trust(on: data, at: dao.clock.now()) }?.trust.trust.hash.description
    }
    let nothing = try ask("F", on: data)
    #expect(nothing.code == .untrusted && nothing.sentence.contains("algorithm.nothingTrusted"))
    try await trust("loosening", nil, #","algorithms":[{"name":"did:op:a","files":"F","container":"C"}]"#)
    let allowed = try ask("F", on: data)
    #expect(allowed.code == .allowed && allowed.obligations == [.inPlace])
    for (files, code) in [("G", "algorithm.contentDiffers"), (nil, "algorithm.raw")] as [(String?, String)] {
      let denied = try ask(files, on: data)
      #expect(denied.code == .untrusted && denied.sentence.contains(code), "\(denied.sentence)")
    }
    #expect(try ask("F", on: .sha256([1])).code == .untrusted, "other data trusts nothing")
    // What changes must be said, and about the list in force.
    let first = try #require(try inForce())
    for (change, replaces, code) in [
      ("tightening", first, "trust.change"), ("loosening", nil, "trust.stale"),
      ("loosening", Digest.sha256([2]).description, "trust.stale"),
    ] as [(String, String?, String)] {
      let refusal = await #expect(throws: (any Error).self) {
        try await trust(change, replaces, #","publishers":["0xab"]"#)
      }
      #expect((refusal as? any CodedRefusal)?.code == code)
    }
    try await trust("loosening", first, #","publishers":["0xab"]"#)
    #expect(try ask("G", on: data).code == .allowed)
    try await trust("tightening", try inForce(), "")
    #expect(try ask("G", on: data).sentence.contains("algorithm.nothingTrusted"))
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }
}
