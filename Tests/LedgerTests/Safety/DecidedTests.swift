import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// Protocols, waivers, people, keys and grants: what execution puts on record, and what it refuses.
@Suite struct DecidedTests {
  private func safetyDAO(gate: String = "gate: {waiver_at_most: 10d}") async throws -> MemoryDAO {
    try await memoryDAO(founders: 3, edits: SafetySample.edits(gate: gate))
  }

  private func refuse(_ code: String, _ text: String, _ dao: MemoryDAO) async throws {
    try await expectRefusal(code, of: dao.submission(SafetySample.content(text), by: 0), by: 0, in: dao)
  }

  // MARK: Protocols

  private func safety(_ kind: String, _ version: Int, _ hash: Digest, _ more: String = "") -> String {
    """
    {"type":"protocol.\(kind)","id":"frontier","version":\(version),"sha256":"\(hash)"\(more)}
    """
  }

  @Test func `a protocol has one version in force, and the old one serves for its grace`() async throws {
    let dao = try await safetyDAO()
    let first = dao.documents.keep(SampleProtocol.bytes())
    let second = dao.documents.keep(SampleProtocol.bytes(version: 2, limit: "0.4"))
    let change = #","change":"loosening","grace":"2d","replaces":""#
    try await refuse("document.missing", safety("adopt", 1, .sha256([9])), dao)
    try await refuse("protocol.mismatch", safety("adopt", 2, first), dao)
    try await refuse("protocol.version", safety("adopt", 2, second), dao)
    try await refuse("protocol.malformed", safety("adopt", 1, dao.documents.keep([1])), dao)
    try await refuse("protocol.unknown", safety("amend", 2, second, change + "\(first)\""), dao)
    try await dao.carryOut(safety("adopt", 1, first))
    try await refuse("protocol.exists", safety("adopt", 2, second), dao)
    let third = dao.documents.keep(SampleProtocol.bytes(version: 3, limit: "0.4"))
    try await refuse("protocol.staleParent", safety("amend", 2, second, change + "\(third)\""), dao)
    try await refuse("protocol.version", safety("amend", 3, third, change + "\(first)\""), dao)
    try await dao.carryOut(safety("amend", 2, second, change + "\(first)\""))
    let amended = dao.clock.now()
    let versions = try dao.chamber.read { try $0.protocolVersions("frontier") }
    #expect(versions.inForce(at: .latest) == versions[1])
    let grace = amended + .days(2)
    #expect(versions.serves(versions[0], at: grace - Span(milliseconds: 1)))
    #expect(!versions.serves(versions[0], at: grace) && versions.serves(versions[1], at: .latest))
    try await refuse("protocol.unknown", safety("retire", 1, first, #","reason":"x""#), dao)
    try await dao.carryOut(safety("retire", 2, second, #","reason":"x""#))
    #expect(try dao.chamber.read { try $0.protocolVersions("frontier") }.inForce(at: amended) == nil)
  }

  @Test(arguments: [("0.6", "tightening"), ("0.5", "neutral"), ("0.4", "loosening")])
  func `trust 20: an amendment is what it does, whatever it calls itself`(_ limit: String, _ expected: String)
    async throws
  {
    let dao = try await safetyDAO()
    let first = dao.documents.keep(SampleProtocol.bytes())
    let second = dao.documents.keep(SampleProtocol.bytes(version: 2, limit: limit))
    try await dao.carryOut(safety("adopt", 1, first))
    for change in ["tightening", "neutral", "loosening"] {
      let text = safety("amend", 2, second, #","change":"\#(change)","replaces":"\#(first)""#)
      if change == expected {
        _ = try await dao.propose(content: SafetySample.content(text))
      } else {
        try await refuse("protocol.change", text, dao)
      }
    }
  }

  @Test func `a threshold and a waiver name rules that there are`() async throws {
    let dao = try await safetyDAO()
    func threshold(_ trigger: String, _ safeguard: String) -> String {
      """
      {"type":"capability.threshold","domain":"cyber","level":"high","protocol":"frontier",\
      "triggers":["\(trigger)"],"safeguards":["\(safeguard)"]}
      """
    }
    try await refuse("protocol.unknown", threshold("hacks", "refusals"), dao)
    try await dao.carryOut(safety("adopt", 1, dao.documents.keep(SampleProtocol.bytes())))
    try await refuse("rule.unknown", threshold("hacks", "none"), dao)
    try await refuse("rule.unknown", threshold("none", "refusals"), dao)
    try await dao.carryOut(threshold("hacks", "refusals"))
  }

  @Test func `trust 19: who made a model is named wherever a protocol governs`() async throws {
    let dao = try await safetyDAO()
    try await dao.carryOut(safety("adopt", 1, dao.documents.keep(SampleProtocol.bytes())))
    let silent = ProposalAction.deployModel(try SafetySample.deployment(SafetySample.model(1)))
    try await expectRefusal(
      "deployment.producerMissing", of: dao.submission(SafetySample.content(silent), by: 0), by: 0, in: dao)
    let open = try SafetySample.deployment(SafetySample.model(1), #""producer":"lab-three""#)
    try await dao.carryOut(.deployModel(open))
    // The protocol governs production only.
    try await dao.carryOut(.deployModel(SafetySample.deployment(SafetySample.model(1), in: "staging")))
  }

  @Test func `a deployment names protocols that are in force, by content`() async throws {
    let dao = try await safetyDAO()
    let first = dao.documents.keep(SampleProtocol.bytes())
    try await dao.carryOut(safety("adopt", 1, first))
    for (id, version, hash, isSound) in [
      ("frontier", 1, first, true), ("frontier", 2, first, false), ("frontier", 1, Digest.sha256([1]), false),
      ("other", 1, first, false),
    ] {
      let more =
        #""producer":"lab-three","protocols":[{"id":"\#(id)","version":\#(version),"sha256":"\#(hash)"}]"#
      let action = ProposalAction.deployModel(try SafetySample.deployment(SafetySample.model(1), more))
      let statement = try dao.submission(SafetySample.content(action), by: 0)
      if isSound {
        try await dao.take(statement, by: 0)
      } else {
        try await expectRefusal("protocol.unknown", of: statement, by: 0, in: dao)
      }
    }
  }

  @Test func `a waiver ends when the charter says, if not before`() async throws {
    let dao = try await safetyDAO()
    let model = SafetySample.model(1)
    func waiver(_ expires: String, _ safety: String = "frontier") -> String {
      """
      {"type":"waiver.grant","protocol":"\(safety)","rule":"refusals","oms_root":"\(model.omsRoot)",\
      "dir_hash":"\(model.dirHash)","environment":"production","control":"c","reason":"r",\
      "expires":"\(expires)T00:00:00Z"}
      """
    }
    try await refuse("protocol.unknown", waiver("2026-12-20"), dao)
    try await dao.carryOut(safety("adopt", 1, dao.documents.keep(SampleProtocol.bytes())))
    try await refuse("action.over", waiver("2026-11-20"), dao)
    try await dao.carryOut(waiver("2027-12-20"))
    let granted = dao.clock.now()
    let record = try #require(try dao.chamber.read { try $0.waivers(of: model, in: "production") }.first)
    #expect(record.ends == granted + .days(10))
    #expect(record.counts(at: granted) && !record.counts(at: granted + .days(10)))
    #expect(try dao.chamber.read { try $0.waivers(of: model, in: "staging") }.isEmpty)
  }

  // MARK: People

  private func accredit(_ account: AccountKey, until: String = "2027-12-31", key: String = "") -> String {
    """
    {"type":"evaluator.accredit","account":"\(account.text)","name":"Ada","organisation":"lab-one",\
    "scopes":["garak"],"conflicts":"none","expires":"\(until)T00:00:00Z"\(key)}
    """
  }

  @Test func `evidence needs an accredited evaluator, a commission before the run, and the run's own model`()
    async throws
  {
    let dao = try await safetyDAO()
    let model = SafetySample.model(1)
    try await dao.carryOut(accredit(dao.account(1)))
    let started = dao.clock.now()
    let until = started + .days(1)
    let commission = try dao.prepare { preparing, _ in
      try preparing.commission(
        "garak.report.jsonl", of: model, plan: .sha256([1]), until: until, evaluator: dao.account(1),
        by: dao.account(0))
    }
    try await dao.take(commission, by: 0)
    let later = started + Span(milliseconds: 1)
    dao.clock.set(later)
    let file = dao.documents.keep(Array("report".utf8))
    func attestation(
      _ format: String = "garak.report.jsonl", _ model: ModelDigests = model, commission id: Digest? = nil,
      from: Timepoint = later, to: Timepoint = later, evidence: Digest? = nil, configuration: [String] = [],
      by member: Int = 1
    ) throws -> Statement {
      try dao.prepare { preparing, _ in
        try preparing.attestation(
          .passed, evidence: evidence ?? file, format: format, configuration: configuration, of: model,
          commission: id ?? commission.id, started: from, ended: to, by: dao.account(member))
      }
    }
    let (one, two) = ("a=\(Digest.sha256([1]))", "b=\(Digest.sha256([1]))")
    let attacks: [(String, Statement, Int)] = [
      ("attestation.notAccredited", try attestation(by: 2), 2),
      ("attestation.notCommissioned", try attestation(commission: .sha256([2])), 1),
      ("attestation.otherRun", try attestation("jsonl"), 1),
      ("attestation.notCommissioned", try attestation("garak.report.jsonl", SafetySample.model(2)), 1),
      ("attestation.untimely", try attestation(from: started), 1),
      ("attestation.untimely", try attestation(from: until, to: until), 1),
      ("attestation.untimely", try attestation(from: later + Span(milliseconds: 1)), 1),
      ("time.signedAhead", try attestation(to: later + .minutes(6)), 1),
      ("document.missing", try attestation(evidence: .sha256([3])), 1),
      ("attestation.form", try attestation("Garak"), 1),
      ("attestation.form", try attestation(configuration: ["task"]), 1),
      ("attestation.form", try attestation(configuration: [two, one]), 1),
      ("attestation.form", try attestation(configuration: [one, one]), 1),
    ]
    for (code, statement, member) in attacks {
      try await expectRefusal(code, of: statement, by: member, in: dao)
    }
    try await dao.take(attestation(), by: 1)
    let records = try dao.chamber.read { try $0.evidence(on: model) }
    #expect(records.map(\.evaluator) == [dao.account(1)])
    #expect(try dao.chamber.read { try $0.commissions(of: model) }.map(\.plan) == [.sha256([1])])
    let text = #"{"type":"evaluator.revoke","account":"\#(dao.account(1).text)","reason":"r"}"#
    try await dao.carryOut(text)
    try await expectRefusal("attestation.notAccredited", of: attestation(), by: 1, in: dao)
    try await refuse("evaluator.unknown", text, dao)
  }

  @Test func `an elected council has the brake, for its term and until a charter says otherwise`()
    async throws
  {
    let dao = try await safetyDAO()
    try await dao.carryOut(SafetySample.election([dao.account(3)], needs: 1, term: "2026-12-10"))
    let sitting = try dao.chamber.read { try $0.sittingCouncils(at: dao.clock.now()) }
    #expect(sitting.map(\.name) == ["council"] && sitting.first?.role.members == [dao.account(3)])
    #expect(sitting.first?.term == Timepoint("2026-12-10T00:00:00Z"))
    try await expectRefusal("role.missing", of: dao.brake(by: 0), by: 0, in: dao)
    try await dao.take(dao.brake(by: 3), by: 3)
    // And the veto, on what is submitted from then on.
    let proposal = try await dao.open()
    try await expectRefusal("role.missing", of: dao.act(.veto, on: proposal), by: 0, in: dao)
    try await dao.take(dao.act(.veto, on: proposal, by: 3), by: 3)
    dao.clock.set(.founding + .days(30))
    #expect(try dao.chamber.read { try $0.sittingCouncils(at: dao.clock.now()) }.isEmpty)
    try await expectRefusal("role.missing", of: dao.brake(incident: "B", by: 3), by: 3, in: dao)
    try await dao.take(dao.brake(incident: "B", by: 0), by: 0)
  }

  @Test func `a recall leaves as many as must sign`() async throws {
    let dao = try await safetyDAO()
    try await refuse("council.tooFew", recall([0, 1], dao), dao)
    try await refuse("council.notSeated", recall([3], dao), dao)
    try await refuse("role.unknown", recall([0], dao).replacing("\"council\"", with: "\"senate\""), dao)
    try await dao.carryOut(recall([1], dao))
    try await expectRefusal("role.missing", of: dao.brake(by: 1), by: 1, in: dao)
  }

  private func recall(_ members: [Int], _ dao: MemoryDAO) -> String {
    let accounts = members.map { dao.account($0) }.sorted().map { "\"\($0.text)\"" }
    return """
      {"type":"council.recall","role":"council","accounts":[\(accounts.joined(separator: ","))],"reason":"r"}
      """
  }

  /// Members 0, 1 and 2 are the charter's own; member 1 is recalled as one of them, or as one who was elected.
  @Test(arguments: ["as the charter's own", "as elected"])
  func `who was recalled stays out when the term of others ends, until elected again`(_ when: String)
    async throws
  {
    let dao = try await safetyDAO()
    let others = SafetySample.election([dao.account(3)], needs: 1, term: "2026-12-10")
    if when == "as elected" {
      try await dao.carryOut(
        SafetySample.election([1, 2, 3].map { dao.account($0) }, needs: 2, term: "2026-12-09"))
    }
    try await dao.carryOut(recall([1], dao))
    try await dao.carryOut(others)
    dao.clock.set(.founding + .days(30))
    try await expectRefusal("role.missing", of: dao.brake(incident: "B", by: 1), by: 1, in: dao)
    try await expectRefusal("role.missing", of: dao.brake(incident: "B", by: 3), by: 3, in: dao)
    try await dao.take(dao.brake(incident: "B", by: 0), by: 0)
    // Once elected again, nothing is held against a member when that term is over.
    try await dao.carryOut(
      SafetySample.election([0, 1].map { dao.account($0) }, needs: 2, term: "2027-01-20"))
    dao.clock.set(.founding + .days(90))
    for member in [1, 2] {
      try await dao.take(dao.brake(incident: "C", by: member), by: member)
    }
    try dao.expectReplayed()
  }

  // MARK: Keys

  @Test func `a key is registered once for a purpose, rotated and revoked`() async throws {
    let dao = try await safetyDAO()
    func key(_ byte: UInt8) -> (spki: String, id: Digest) {
      let bytes = [UInt8](repeating: byte, count: 91)
      return ("0x" + Hex.encode(bytes), .sha256(bytes))
    }
    func register(_ byte: UInt8, _ purpose: String = "release") -> String {
      """
      {"type":"key.register","purpose":"\(purpose)","holder":"Ada","algorithm":"ecdsa-p256",\
      "spki":"\(key(byte).spki)"}
      """
    }
    func rotate(_ from: UInt8, _ to: UInt8) -> String {
      """
      {"type":"key.rotate","purpose":"release","replaces":"\(key(from).id)","algorithm":"ed25519",\
      "spki":"\(key(to).spki)"}
      """
    }
    try await refuse("key.unknown", rotate(1, 2), dao)
    try await dao.carryOut(register(1))
    try await refuse("key.exists", register(1), dao)
    try await dao.carryOut(register(1, "producer"))
    try await dao.carryOut(rotate(1, 2))
    for again in [register(1), rotate(2, 1)] { try await refuse("key.exists", again, dao) }
    try await refuse("key.unknown", rotate(1, 3), dao)
    let revoke = """
      {"type":"key.revoke","purpose":"release","key":"\(key(2).id)","reason":"stolen",\
      "compromised_since":"2026-12-01T12:00:00Z"}
      """
    try await dao.carryOut(revoke)
    let record = try #require(try dao.chamber.read { try $0.registeredKey(key(2).id, for: .release) })
    // What it signed after the theft does not count, although it was registered then.
    #expect(!record.counts(at: record.origin.at))
    #expect(try dao.chamber.read { try $0.registeredKeys(for: .release) }.count == 2)
  }

  // MARK: Grants

  @Test func `what is drawn never exceeds what was granted`() async throws {
    let dao = try await safetyDAO()
    let grant = try await dao.carryOut(
      """
      {"type":"resource.allocate","holder":"\(dao.account(1).text)","unit":"gpu-hours","amount":"100",\
      "purpose":"p","expires":"2026-12-20T00:00:00Z"}
      """)
    func draw(_ amount: UInt128, on id: Digest = grant, by member: Int = 1) throws -> Statement {
      try dao.prepare { preparing, _ in
        try preparing.draw(amount, on: id, purpose: "a job", reference: .zero, by: dao.account(member))
      }
    }
    try await expectRefusal("grant.notHolder", of: draw(1, by: 0), by: 0, in: dao)
    try await expectRefusal("grant.unknown", of: draw(1, on: .sha256([1])), by: 1, in: dao)
    try await expectRefusal("grant.form", of: draw(0), by: 1, in: dao)
    for amount in [101, UInt128.max] {
      try await expectRefusal("grant.exceeded", of: draw(amount), by: 1, in: dao)
    }
    try await dao.take(draw(60), by: 1)
    try await expectRefusal("grant.exceeded", of: draw(41), by: 1, in: dao)
    try await dao.take(draw(40), by: 1)
    try await expectRefusal("grant.exceeded", of: draw(1), by: 1, in: dao)
    #expect(try dao.chamber.read { try $0.grant(grant) }?.drawn == 100)
    dao.clock.set(Timepoint(milliseconds: 1_797_724_800_000))
    try await expectRefusal("grant.over", of: draw(1), by: 1, in: dao)
  }

  // MARK: Incidents

  @Test func `reports add up, and a breach of a deadline stays on record`() async throws {
    let dao = try await safetyDAO()
    func report(
      regimes: [String] = ["us-ny-raise"], notified: [String] = [], discovered: Timepoint = .founding,
      by member: Int = 3
    ) throws -> Statement {
      try dao.prepare { preparing, _ in
        try preparing.incident(
          "INC-1", severity: .serious, systems: ["search"], discovered: discovered, facts: .zero,
          regimes: regimes, notified: notified, by: dao.account(member))
      }
    }
    try await expectRefusal("incident.regimeUnknown", of: report(regimes: ["mars"]), by: 3, in: dao)
    try await expectRefusal("incident.form", of: report(notified: ["us-ca-sb53"]), by: 3, in: dao)
    try await expectRefusal("incident.form", of: report(discovered: .founding + .days(1)), by: 3, in: dao)
    let first = try report()
    try await dao.take(first, by: 3)
    let stale = try report().with("previous", .digest(.zero))
    try await expectRefusal("incident.stale", of: stale, by: 3, in: dao)
    try await expectRefusal("incident.rewritten", of: report(regimes: ["us-ca-sb53"]), by: 3, in: dao)
    try await expectRefusal(
      "incident.rewritten", of: report(discovered: .founding - .days(1)), by: 3, in: dao)
    dao.clock.set(.founding + .days(3) + Span(milliseconds: 1))
    try await dao.take(report(notified: ["us-ny-raise"]), by: 3)
    try await expectRefusal("incident.rewritten", of: report(), by: 3, in: dao)
    let clock = try #require(try dao.chamber.read { try $0.clocks(of: "INC-1") }.first)
    #expect(clock.deadline == .founding + .days(3) && clock.state(at: dao.clock.now()) == .late)
    #expect(clock.state(at: .founding) == .running && clock.state(at: clock.deadline) == .running)
  }
}
