import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// Attack 59: a key that was revoked, or whose holder has left, does nothing from the entry on that says so; what it did
/// before stays.
@Suite struct RevokedKeyTests {
  private func safetyDAO(_ edits: [(from: String, to: String)] = []) async throws -> MemoryDAO {
    try await memoryDAO(
      holdings: [400, 300, 200, 100, 50, 10], founders: 3, edits: SafetySample.edits() + edits)
  }

  private func recall(_ member: Int, _ dao: MemoryDAO) -> String {
    """
    {"type":"council.recall","role":"council","accounts":["\(dao.account(member).text)"],"reason":"r"}
    """
  }

  private func election(_ members: [Int], _ dao: MemoryDAO) -> String {
    let seats = members.map { dao.account($0) }.sorted().enumerated().map {
      #"{"account":"\#($1.text)","organisation":"org-\#($0)"}"#
    }
    return """
      {"type":"council.elect","role":"council","needs":2,"seats":[\(seats.joined(separator: ","))],\
      "term":"2027-12-31T00:00:00Z"}
      """
  }

  private func isInEffect(_ order: Statement, _ dao: MemoryDAO) throws -> Bool {
    guard case .brake(let act) = order else { return false }
    return try dao.chamber.read { try $0.brake(act.orderID)?.effective } != nil
  }

  @Test(arguments: [BrakeOrder.Deed.pause, .revoke])
  func `attack 59: an order is not completed by a key that has left the council`(
    _ deed: BrakeOrder.Deed
  ) async throws {
    let dao = try await safetyDAO()
    let scope = deed == .pause ? BrakeScope.all : .model(SafetySample.model(1), environment: nil)
    let until = dao.clock.now() + .days(1)
    try await dao.take(dao.brake(deed, scope, until: until, by: 1), by: 1)
    try await dao.carryOut(recall(1, dao))
    try await expectRefusal(
      "role.missing", of: dao.brake(deed, scope, incident: "INC-2", until: until, by: 1), by: 1, in: dao)
    let second = try dao.brake(deed, scope, until: until, by: 0)
    try await dao.take(second, by: 0)
    #expect(try !isInEffect(second, dao), "a signature of somebody who left was counted")
    try await dao.take(dao.brake(deed, scope, until: until, by: 2), by: 2)
    #expect(try isInEffect(second, dao))
  }

  @Test func `attack 59: a seat that changes hands between two signatures has signed once`() async throws {
    let dao = try await safetyDAO()
    let until = dao.clock.now() + .days(1)
    try await dao.take(dao.brake(until: until, by: 1), by: 1)
    try await dao.carryOut(election([0, 2, 3], dao))
    let order = try dao.brake(until: until, by: 3)
    try await dao.take(order, by: 3)
    #expect(try !isInEffect(order, dao))
    try await expectRefusal("role.missing", of: dao.brake(incident: "B", by: 1), by: 1, in: dao)
    try await dao.take(dao.brake(until: until, by: 0), by: 0)
    #expect(try isInEffect(order, dao))
  }

  @Test func `attack 59: what a council signed before a member left stays good, and others end it`()
    async throws
  {
    let dao = try await safetyDAO()
    let until = dao.clock.now() + .days(1)
    let order = try dao.brake(until: until, by: 0)
    try await dao.take(order, by: 0)
    try await dao.take(dao.brake(until: until, by: 1), by: 1)
    try await dao.carryOut(recall(1, dao))
    guard case .brake(let act) = order else { return }
    let pause = try dao.chamber.read { try $0.brake(act.orderID).orThrow() }
    #expect(pause.stops(at: dao.clock.now()))
    func resume(_ member: Int) throws -> Statement {
      try dao.brake(.resume, until: until, ending: act.orderID, by: member)
    }
    try await expectRefusal("role.missing", of: resume(1), by: 1, in: dao)
    for member in [0, 2] { try await dao.take(resume(member), by: member) }
    #expect(try !dao.chamber.read { try $0.brake(act.orderID).orThrow() }.stops(at: dao.clock.now()))
  }

  /// Who may veto is frozen with a proposal; a council that was recalled since must not.
  @Test(arguments: [Act.Deed.veto, .reject])
  func `attack 59: a guardian who has left stops nothing that was put before`(_ deed: Act.Deed) async throws {
    let dao = try await safetyDAO([
      ("  text.resolution: {track: standard", "  text.resolution: {track: constitutional"),
      (
        "period: 7m",
        "period: 30m\n    guardians: [{act: reject, by: council, during: [waiting, voting]}]"
      ),
    ])
    let id = try await dao.propose("Adopt a roadmap", by: 4)
    try await dao.take(dao.act(deed, on: id, by: 1), by: 1)
    try await dao.carryOut(recall(1, dao))
    #expect(try dao.state(id) == .active)
    try await dao.take(dao.act(deed, on: id, by: 0), by: 0)
    #expect(try dao.state(id) == .active, "a signature of somebody who left was counted")
    try await expectRefusal("role.missing", of: dao.act(deed, on: id, by: 1), by: 1, in: dao)
    try await dao.take(dao.act(deed, on: id, by: 2), by: 2)
    #expect(try dao.state(id) == .canceled)
  }

  /// An evaluator with a run that was commissioned.
  private func commissioned(_ dao: MemoryDAO) async throws -> Digest {
    try await dao.carryOut(
      """
      {"type":"evaluator.accredit","account":"\(dao.account(1).text)","name":"Ada","organisation":"lab-one",\
      "scopes":["garak"],"conflicts":"none","expires":"2027-12-31T00:00:00Z"}
      """)
    let commission = try dao.prepare { preparing, _ in
      try preparing.commission(
        "garak.report.jsonl", of: SafetySample.model(1), plan: .zero, until: .latest,
        evaluator: dao.account(1), by: dao.account(0))
    }
    try await dao.take(commission, by: 0)
    dao.clock.advance(Span(milliseconds: 1))
    return commission.id
  }

  private func attestation(_ report: String, of commission: Digest, _ dao: MemoryDAO) throws -> Statement {
    let file = dao.documents.keep(Array(report.utf8))
    return try dao.prepare { preparing, _ in
      try preparing.attestation(
        .passed, evidence: file, format: "garak.report.jsonl", of: SafetySample.model(1),
        commission: commission, started: dao.clock.now(), ended: dao.clock.now(), by: dao.account(1))
    }
  }

  private func revocation(_ dao: MemoryDAO) -> String {
    #"{"type":"evaluator.revoke","account":"\#(dao.account(1).text)","reason":"r"}"#
  }

  @Test func `attack 59: an evaluator attests nothing from the revocation on, and earlier evidence stays`()
    async throws
  {
    let dao = try await safetyDAO()
    let commission = try await commissioned(dao)
    try await dao.take(attestation("one", of: commission, dao), by: 1)
    try await dao.carryOut(revocation(dao))
    // In the very instant of the revocation, too: the place in the log decides.
    try await expectRefusal(
      "attestation.notAccredited", of: attestation("two", of: commission, dao), by: 1, in: dao)
    #expect(try dao.chamber.read { try $0.evidence(on: SafetySample.model(1)) }.count == 1)
  }

  /// The log is a hundred days ahead when the evaluator is revoked, and is set right then.
  @Test func `attack 59: a clock that is set back gives no revoked key back`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: SafetySample.edits())
    let commission = try await commissioned(dao)
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(100))
    try await dao.carryOut(revocation(dao))
    try await dao.correct(to: right)
    try await expectRefusal(
      "attestation.notAccredited", of: attestation("two", of: commission, dao), by: 1, in: dao)
    try dao.expectReplayed()
  }
}

extension MemoryDAO {
  /// Witnesses see the log by an instant, and the log's clock is set right by that.
  func correct(to instant: Timepoint) async throws {
    let note = try SampleWitnesses.cosigned(try await signed(), at: [instant, instant])
    clock.set(instant)
    try await record(note, correctsTime: true)
  }
}
