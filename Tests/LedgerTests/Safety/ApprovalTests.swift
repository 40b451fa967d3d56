import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// What execution puts on record about models, and what takes it back.
@Suite struct ApprovalTests {
  private static let one = SafetySample.model(1)
  private static let two = SafetySample.model(2)

  private func safetyDAO(_ edits: [(from: String, to: String)] = SafetySample.edits()) async throws
    -> MemoryDAO
  {
    try await memoryDAO(edits: edits)
  }

  private func approvals(_ model: ModelDigests, in environment: String = "production", _ dao: MemoryDAO)
    throws
    -> [ApprovalRecord]
  {
    try dao.chamber.read { try $0.approvals(of: model, in: environment) }
  }

  private func revoke(_ model: ModelDigests, _ environments: String = "") -> String {
    """
    {"type":"model.revoke","oms_root":"\(model.omsRoot)","dir_hash":"\(model.dirHash)",\
    \(environments.isEmpty ? "" : "\"environments\":[\(environments)],")"reason":"it leaks"}
    """
  }

  @Test func `attack 58: an approval is for one pair of digests and one environment`() async throws {
    let dao = try await safetyDAO()
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    let mixed = [
      ModelDigests(omsRoot: Self.one.omsRoot, dirHash: Self.two.dirHash),
      ModelDigests(omsRoot: Self.two.omsRoot, dirHash: Self.one.dirHash), Self.two,
    ]
    #expect(try approvals(Self.one, dao).count == 1)
    for model in mixed { #expect(try approvals(model, dao).isEmpty) }
    #expect(try approvals(Self.one, in: "staging", dao).isEmpty)
    #expect(try approvals(Self.one, in: "production2", dao).isEmpty)
  }

  static let ends: [(id: String, more: String, days: UInt64?, error: String?)] = [
    (id: "left out", more: "", days: 90, error: nil),
    (id: "sooner", more: #""expires":"2026-12-21T12:00:00Z""#, days: nil, error: nil),
    (id: "later than the charter allows", more: #""expires":"2029-01-01T00:00:00Z""#, days: 90, error: nil),
    (id: "over", more: #""expires":"2026-11-01T00:00:00Z""#, days: nil, error: "action.over"),
    (
      id: "begins after it ends", more: #""not_before":"2027-12-01T00:00:00Z""#, days: nil,
      error: "action.over"
    ),
  ]

  @Test(arguments: ends) func `every approval ends, at the latest when the charter says`(
    _ row: (id: String, more: String, days: UInt64?, error: String?)
  ) async throws {
    let dao = try await safetyDAO()
    let action = ProposalAction.deployModel(try SafetySample.deployment(Self.one, row.more))
    if let error = row.error {
      try await expectRefusal(error, of: dao.submission(SafetySample.content(action), by: 0), by: 0, in: dao)
      return
    }
    try await dao.carryOut(action)
    let record = try #require(try approvals(Self.one, dao).first)
    let expected = row.days.map { record.origin.at + .days($0) } ?? Timepoint(milliseconds: 1_797_854_400_000)
    #expect(record.ends == expected && record.begins == record.origin.at)
  }

  @Test func `a revocation takes back what was approved before it, where it says, and nothing later`()
    async throws
  {
    let dao = try await safetyDAO()
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one, in: "staging")))
    try await dao.carryOut(revoke(Self.one, #""production""#))
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    let now = dao.clock.now()
    let (production, staging) = (try approvals(Self.one, dao), try approvals(Self.one, in: "staging", dao))
    let revoked = try dao.chamber.read { view in
      try (production + staging).map { try view.isRevoked($0, at: now) }
    }
    #expect(revoked == [true, false, false])
    try await dao.carryOut(revoke(Self.one))
    let all = try dao.chamber.read { view in
      try (production + staging).map { try view.isRevoked($0, at: dao.clock.now()) }
    }
    #expect(all == [true, true, true])
  }

  @Test func `attack: what was voted on before a revocation approves nothing after it`() async throws {
    let dao = try await safetyDAO()
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    let again = try await dao.queued(
      content: SafetySample.content(.deployModel(SafetySample.deployment(Self.one))))
    try await dao.carryOut(revoke(Self.one))
    try await dao.submit(dao.act(.execute, on: again), by: 0)
    func revoked() throws -> [Bool] {
      try dao.chamber.read { view in
        try view.approvals(of: Self.one, in: "production").map { try view.isRevoked($0, at: dao.clock.now()) }
      }
    }
    #expect(try revoked() == [true, true])
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    #expect(try revoked() == [true, true, false])
  }

  @Test func `what is retired stays denied, also when it is approved again`() async throws {
    let dao = try await safetyDAO()
    try await dao.carryOut(
      """
      {"type":"model.retire","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)",\
      "from":"2026-12-02T00:00:00Z","handling":"destroy","reason":"superseded"}
      """)
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    let record = try #require(try approvals(Self.one, dao).first)
    let from = Timepoint(milliseconds: 1_796_169_600_000)
    for (instant, expected) in [
      (from - Span(milliseconds: 1), false), (from, true), (from + .days(900), true),
    ] {
      #expect(try dao.chamber.read { try $0.isRevoked(record, at: instant) } == expected)
    }
  }

  // MARK: Derivation and rollback

  private func derivation(_ parent: ModelDigests, _ child: ModelDigests) -> String {
    """
    {"type":"model.derive","parent":{"oms_root":"\(parent.omsRoot)","dir_hash":"\(parent.dirHash)"},\
    "relation":"finetune","delta":["\(Digest.sha256([1]))"],"child":{"oms_root":"\(child.omsRoot)",\
    "dir_hash":"\(child.dirHash)","environment":"production","name":"Child","locations":[],"runtime":{}}}
    """
  }

  @Test func `a derivation approves the child by its own digests and inherits nothing`() async throws {
    let dao = try await safetyDAO()
    let text = derivation(Self.one, Self.two)
    try await expectRefusal(
      "derivation.parentUnknown", of: dao.submission(SafetySample.content(text), by: 0), by: 0, in: dao)
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    #expect(try approvals(Self.two, dao).isEmpty)
    try await dao.carryOut(text)
    let child = try #require(try approvals(Self.two, dao).first)
    #expect(child.parent == Self.one && child.deployment.name == "Child")
    // The end of the parent is not that of the child, nor the other way about.
    try await dao.carryOut(revoke(Self.one))
    #expect(try dao.chamber.read { try $0.isRevoked(child, at: dao.clock.now()) } == false)
  }

  private func rollback(_ model: ModelDigests, to target: ModelDigests) -> String {
    """
    {"type":"model.rollback","model":{"oms_root":"\(model.omsRoot)","dir_hash":"\(model.dirHash)"},\
    "target":{"oms_root":"\(target.omsRoot)","dir_hash":"\(target.dirHash)"},"environments":["production"],\
    "reason":"it regressed"}
    """
  }

  @Test func `attack 21 of trust: a rollback gives no approval and needs one that is in force`() async throws
  {
    let dao = try await safetyDAO()
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.two)))
    let text = rollback(Self.two, to: Self.one)
    try await expectRefusal(
      "rollback.notApproved", of: dao.submission(SafetySample.content(text), by: 0), by: 0, in: dao)
    try await dao.carryOut(
      .deployModel(SafetySample.deployment(Self.one, #""expires":"2026-12-02T00:00:00Z""#)))
    let late = try await dao.queued(content: SafetySample.content(text))
    try await dao.carryOut(rollback(Self.two, to: Self.one))
    #expect(try approvals(Self.one, dao).count == 1)
    dao.clock.set(Timepoint(milliseconds: 1_796_169_600_000))
    try await expectRefusal("act.wrongState", of: dao.act(.execute, on: late), by: 0, in: dao)
  }

  // MARK: Stages

  @Test func `stages open one after the other, each after its time`() async throws {
    let dao = try await safetyDAO()
    let more = """
      "stages":[{"name":"canary","max_traffic_permille":10,"min_dwell":"1d"},{"name":"half",\
      "max_traffic_permille":500},{"name":"all","max_traffic_permille":1000}]
      """
    let deployed = try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one, more)))
    let opened = dao.clock.now()
    func promotion(_ stage: String) -> String {
      #"{"type":"model.promote","deployment":"\#(deployed)","stage":"\#(stage)"}"#
    }
    for stage in ["canary", "all", "none"] {
      try await expectRefusal(
        "stage.order", of: dao.submission(SafetySample.content(promotion(stage)), by: 0), by: 0, in: dao)
    }
    // Waiting alone puts it right, so it can be voted on before.
    let half = try await dao.queued(content: SafetySample.content(promotion("half")))
    dao.clock.advance(.minutes(2))
    try await expectRefusal("stage.dwell", of: dao.act(.execute, on: half), by: 0, in: dao)
    #expect(try approvals(Self.one, dao).first?.openStage?.name == "canary")
    dao.clock.set(opened + .days(1) - .minutes(10))
    let due = try await dao.queued(content: SafetySample.content(promotion("half")))
    dao.clock.set(opened + .days(1) - Span(milliseconds: 1))
    try await expectRefusal("stage.dwell", of: dao.act(.execute, on: due), by: 0, in: dao)
    dao.clock.set(opened + .days(1))
    try await dao.submit(dao.act(.execute, on: due), by: 0)
    #expect(try approvals(Self.one, dao).first?.openStage?.name == "half")
    try await dao.carryOut(promotion("all"))
    #expect(try approvals(Self.one, dao).first?.openStage?.maxTrafficPermille == 1000)
    try await expectRefusal(
      "stage.order", of: dao.submission(SafetySample.content(promotion("all")), by: 0), by: 0, in: dao)
  }

  @Test func `what is replayed is what was stored`() async throws {
    let dao = try await safetyDAO()
    try await dao.carryOut(.deployModel(SafetySample.deployment(Self.one)))
    try await dao.carryOut(derivation(Self.one, Self.two))
    try await dao.carryOut(revoke(Self.one))
    try await dao.pause(.model(Self.two, environment: nil))
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed && stored.contains { $0.key.space == .brake })
  }
}
