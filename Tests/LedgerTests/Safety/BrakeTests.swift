import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// A council's brake: who may pull it, for how long, and how it is let go.
@Suite struct BrakeTests {
  private func safetyDAO(
    founders: Int = 1, brake: String = "brake: {pause_by: council, revoke_by: council}"
  ) async throws -> MemoryDAO {
    try await memoryDAO(
      holdings: [400, 300, 200, 100, 50, 10], founders: founders, edits: SafetySample.edits(brake: brake))
  }

  private func record(_ id: Digest, _ dao: MemoryDAO) throws -> BrakeRecord {
    try dao.chamber.read { try $0.brake(id).orThrow("no such order") }
  }

  private func stops(_ id: Digest, at now: Timepoint, _ dao: MemoryDAO) throws -> Bool {
    try record(id, dao).stops(at: now)
  }

  // MARK: Who

  @Test(arguments: [1, 2, 3, 5]) func `a pause takes effect with the last signature it needs, and not before`(
    _ founders: Int
  ) async throws {
    let dao = try await safetyDAO(founders: founders)
    let needs = founders / 2 + 1
    let until = Timepoint.founding + .days(1)
    var id = Digest.zero
    for member in 0..<needs {
      let statement = try dao.brake(until: until, by: member)
      if case .brake(let act) = statement { id = act.orderID }
      try await dao.take(statement, by: member)
      #expect(try stops(id, at: .founding, dao) == (member + 1 == needs))
    }
    #expect(try record(id, dao).signatures.count == needs)
    if needs < founders {
      try await expectRefusal("brake.inEffect", of: dao.brake(until: until, by: needs), by: needs, in: dao)
    }
    try await expectRefusal(
      "role.missing", of: dao.brake(until: until, by: 5), by: 5, in: dao)
  }

  @Test func `signatures under different orders do not add up`() async throws {
    let dao = try await safetyDAO(founders: 3)
    let until = Timepoint.founding + .days(1)
    try await dao.take(dao.brake(until: until, by: 0), by: 0)
    try await expectRefusal("act.alreadySigned", of: dao.brake(until: until, by: 0), by: 0, in: dao)
    let others = [
      try dao.brake(.pause, .environment("production"), until: until, by: 1),
      try dao.brake(incident: "INC-2", until: until, by: 1),
      try dao.brake(until: until - Span(milliseconds: 1), by: 1),
    ]
    for (number, other) in others.enumerated() {
      try await dao.take(other.with("sequence", .integer(UInt64(number + 1))), by: 1)
    }
    #expect(try dao.chamber.read { try $0.brakes() }.allSatisfy { $0.effective == nil })
  }

  @Test func `attack 53: a council can stop for a while, and nothing else`() async throws {
    let dao = try await safetyDAO()
    let long = try dao.brake(lasting: Span(milliseconds: 3 * 86_400_000 + 1))
    try await expectRefusal("brake.tooLong", of: long, by: 0, in: dao)
    try await expectRefusal("brake.over", of: dao.brake(until: .founding), by: 0, in: dao)
    for scope in [BrakeScope.all, .environment("production"), .family("minilm")] {
      try await expectRefusal("brake.scope", of: dao.brake(.revoke, scope), by: 0, in: dao)
    }
    let none = try await safetyDAO(brake: "brake: {pause_by: council}")
    let model = BrakeScope.model(SafetySample.model(1), environment: nil)
    try await expectRefusal("brake.notAllowed", of: none.brake(.revoke, model), by: 0, in: none)
    let named = try dao.brake(ending: .sha256([1]))
    try await expectRefusal("brake.mismatch", of: named, by: 0, in: dao)
  }

  // MARK: How long

  @Test func `attack 54: a pause ends by itself unless it is ratified`() async throws {
    let dao = try await safetyDAO()
    let id = try await dao.pause(lasting: .days(3))
    let end = Timepoint.founding + .days(3)
    #expect(try stops(id, at: end - Span(milliseconds: 1), dao) && !stops(id, at: end, dao))
    #expect(try record(id, dao).hasLapsed(at: end) && !record(id, dao).hasLapsed(at: .founding))
  }

  @Test func `attack 54: the same incident is not paused longer by another order`() async throws {
    let dao = try await safetyDAO()
    try await dao.pause(.environment("production"), lasting: .days(1))
    let deadline = Timepoint.founding + .days(1)
    // It may be widened up to its deadline, and not drawn out, under any scope.
    try await dao.pause(.all, lasting: .days(1))
    for scope in [BrakeScope.all, .environment("staging")] {
      let later = try dao.brake(.pause, scope, until: deadline + Span(milliseconds: 1))
      try await expectRefusal("brake.sameIncident", of: later, by: 0, in: dao)
    }
    dao.clock.set(deadline)
    try await expectRefusal("brake.sameIncident", of: dao.brake(lasting: .minutes(1)), by: 0, in: dao)
  }

  @Test func `trust 17: without votes three days in fourteen are paused, whatever the incidents are called`()
    async throws
  {
    let dao = try await safetyDAO()
    try await dao.pause(.environment("production"), incident: "A", lasting: .days(2))
    dao.clock.set(.founding + .days(5))
    try await dao.pause(.environment("production"), incident: "B", lasting: .days(1))
    dao.clock.set(.founding + .days(7))
    for scope in [BrakeScope.all, .environment("production"), .family("x")] {
      let more = try dao.brake(.pause, scope, incident: "C", lasting: .minutes(1))
      try await expectRefusal("brake.budgetSpent", of: more, by: 0, in: dao)
    }
    // Elsewhere there is time left, and after fourteen days here too.
    try await dao.pause(.environment("staging"), incident: "C", lasting: .days(3))
    dao.clock.set(.founding + .days(14))
    try await expectRefusal(
      "brake.budgetSpent",
      of: dao.brake(
        .pause, .environment("production"), incident: "D",
        lasting: Span(milliseconds: 2 * 86_400_000 + 60_000)),
      by: 0, in: dao)
    try await dao.pause(.environment("production"), incident: "D", lasting: .days(2))
  }

  // MARK: The vote

  @Test func `the vote on a pause opens with it, and nobody words it`() async throws {
    let dao = try await safetyDAO(founders: 3)
    let id = try await dao.pause(.environment("production"), signers: 2)
    let number = try #require(try record(id, dao).proposal)
    let proposal = try #require(try dao.chamber.read { try $0.proposal(number: number) })
    #expect(proposal.kind == "emergency.ratify" && proposal.received == .founding)
    let content = try #require(try dao.chamber.read { try $0.content(of: proposal) })
    #expect(content.hash == proposal.contentHash && content.actions.count == 1)
    #expect(content.actions[0].words.contains(id.description))
    #expect(content.text.contains("environment production") && content.text.contains("INC-1"))
    // A proposal of a person has another identity and another number.
    #expect(try await dao.propose() != proposal.id)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `a pause that is ratified stays until a vote lifts it, and the council cannot`() async throws {
    let dao = try await safetyDAO()
    let id = try await dao.pause(lasting: .days(1))
    let number = try #require(try record(id, dao).proposal)
    let proposal = try #require(try dao.chamber.read { try $0.proposal(number: number) }).id
    dao.clock.advance(.minutes(1))
    for member in 0..<3 { try await dao.vote(on: proposal, by: member) }
    dao.clock.advance(.minutes(5))
    try await dao.take(dao.act(.queue, on: proposal), by: 0)
    dao.clock.advance(.minutes(2))
    try await dao.take(dao.act(.execute, on: proposal), by: 0)
    let later = Timepoint.founding + .days(60)
    #expect(try stops(id, at: later, dao))
    let resume = try dao.brake(.resume, until: .founding + .days(1), ending: id)
    try await expectRefusal("brake.ratified", of: resume, by: 0, in: dao)
    try await dao.carryOut(#"{"type":"emergency.lift","pause":"\#(id)","conditions":"patched"}"#)
    #expect(try !stops(id, at: dao.clock.now(), dao) && !stops(id, at: later, dao))
  }

  @Test func `a pause that lapsed is not ratified afterwards`() async throws {
    let dao = try await safetyDAO()
    let id = try await dao.pause(lasting: .minutes(9))
    let text = #"{"type":"emergency.ratify","pause":"\#(id)","until":"2026-12-31T00:00:00Z"}"#
    let proposal = try await dao.queued(content: SafetySample.content(text))
    dao.clock.set(.founding + .minutes(9))
    try await expectRefusal("brake.over", of: dao.act(.execute, on: proposal), by: 0, in: dao)
    try await expectRefusal(
      "brake.over", of: dao.submission(SafetySample.content(text), by: 0), by: 0, in: dao)
    let unknown = text.replacing(id.description, with: Digest.sha256([1]).description)
    try await expectRefusal(
      "brake.unknown", of: dao.submission(SafetySample.content(unknown), by: 0), by: 0, in: dao)
  }

  @Test func `the council ends its own pause, in the same words`() async throws {
    let dao = try await safetyDAO(founders: 3)
    let id = try await dao.pause(signers: 2)
    let until = Timepoint.founding + .days(1)
    let others = [
      try dao.brake(.resume, .environment("production"), until: until, ending: id),
      try dao.brake(.resume, incident: "INC-2", until: until, ending: id),
      try dao.brake(.resume, until: until - .minutes(1), ending: id),
    ]
    for other in others { try await expectRefusal("brake.mismatch", of: other, by: 0, in: dao) }
    for member in 0..<2 {
      #expect(try stops(id, at: .founding, dao))
      try await dao.take(dao.brake(.resume, until: until, ending: id, by: member), by: member)
    }
    #expect(try !stops(id, at: dao.clock.now(), dao) && !record(id, dao).hasLapsed(at: until))
    // What was ended early is not begun again for the same incident.
    try await expectRefusal("brake.sameIncident", of: dao.brake(lasting: .minutes(1)), by: 0, in: dao)
  }

  // MARK: Revoking

  @Test func `a council revokes what was approved so far, and a later vote approves again`() async throws {
    let dao = try await safetyDAO()
    let model = SafetySample.model(1)
    try await dao.carryOut(.deployModel(SafetySample.deployment(model)))
    try await dao.take(dao.brake(.revoke, .model(model, environment: "production")), by: 0)
    try await dao.carryOut(.deployModel(SafetySample.deployment(model)))
    let revoked = try dao.chamber.read { view in
      try view.approvals(of: model, in: "production").map { try view.isRevoked($0, at: dao.clock.now()) }
    }
    #expect(revoked == [true, false])
  }

  @Test func `a pause takes effect although nobody could vote on it`() async throws {
    let dao = try await memoryDAO(edits: SafetySample.edits(), registers: false)
    let id = try await dao.pause()
    #expect(try stops(id, at: .founding, dao) && record(id, dao).proposal == nil)
  }
}
