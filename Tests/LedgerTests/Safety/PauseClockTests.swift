import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Trust 3: pauses under an operator whose clock is ahead, once it is set right.
@Suite struct PauseClockTests {
  private func dao() async throws -> MemoryDAO {
    try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: SafetySample.edits())
  }

  private func record(_ id: Digest, _ dao: MemoryDAO) throws -> BrakeRecord {
    try dao.chamber.read { try $0.brake(id).orThrow("no such order") }
  }

  @Test func `trust 3: a pause that was dated ahead stops from the correction on, and not later`()
    async throws
  {
    let dao = try await dao()
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .minutes(600))
    let until = dao.clock.now() + .days(1)
    let id = try await dao.pause()
    #expect(try !record(id, dao).stops(at: right))
    try await dao.correct(to: right)
    #expect(try record(id, dao).stops(at: right))
    #expect(try record(id, dao).end == until)
    try dao.expectReplayed()
  }

  /// A pause may last three days.
  @Test func `trust 3: a pause that was dated ahead lasts no longer than one may`() async throws {
    let dao = try await dao()
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(30))
    let id = try await dao.pause()
    try await dao.correct(to: right)
    #expect(try record(id, dao).stops(at: right))
    #expect(try record(id, dao).end == right + .days(3))
    #expect(try record(id, dao).hasLapsed(at: right + .days(3)))
    try dao.expectReplayed()
  }

  @Test func `trust 17: a clock that is set forward and back lends a council no time`() async throws {
    let dao = try await dao()
    let first = try await dao.pause(lasting: .days(3))
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(30))
    let second = try await dao.pause(incident: "INC-2", lasting: .days(3))
    try await dao.correct(to: right)
    #expect(try record(first, dao).stops(at: right))
    #expect(try !record(second, dao).stops(at: right), "the budget is spent")
    #expect(try !record(second, dao).stops(at: right + .days(31)))
    try dao.expectReplayed()
  }

  @Test func `trust 3: an order to resume that was dated ahead ends the pause at the correction`()
    async throws
  {
    let dao = try await dao()
    let until = dao.clock.now() + .days(2)
    let id = try await dao.pause(lasting: .days(2))
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(1))
    try await dao.take(dao.brake(.resume, until: until, ending: id), by: 0)
    #expect(try record(id, dao).stops(at: right + .minutes(1)))
    try await dao.correct(to: right)
    #expect(try !record(id, dao).stops(at: right + .minutes(1)))
    try dao.expectReplayed()
  }
}
