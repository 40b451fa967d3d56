import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// Who floods a DAO with proposals comes to an end of it, and a flood that is refused leaves nothing.
@Suite struct SpamAttackTests {
  private static let quota = [
    (from: "propose_with: \"1\"", to: "propose_with: \"60\"\n    quota: {each: 2, within: 7d}")
  ]

  @Test func `attack 48: proposals without power, over a thousand of them, leave nothing`() async throws {
    let dao = try await memoryDAO(holdings: [400, 300, 200, 50], edits: Self.quota)
    let statement = try dao.submission(MemoryDAO.resolution("Spam"), by: 3)
    let before = try dao.export().digest
    for number in 0..<1_000 {
      let other = try statement.with("signed_at", .integer(Timepoint.founding.milliseconds + UInt64(number)))
      do {
        try await dao.submit(other, by: 3)
        Issue.record("spam was taken")
      } catch { #expect((error as? any CodedRefusal)?.code == "proposer.belowThreshold") }
    }
    #expect(try dao.export().digest == before)
    #expect(dao.store.refusals().first { $0.code == "proposer.belowThreshold" }?.count == 1_000)
    _ = try await dao.propose("Honest", by: 1)
  }

  @Test func `attack 48: a member with power puts as many as the quota allows, and others are not kept out`()
    async throws
  {
    let dao = try await memoryDAO(edits: Self.quota)
    let start = dao.clock.now()
    let first = try await dao.propose("First")
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.act(.cancel, on: dao.propose("Second")), by: 0)
    // Taking one back does not make room.
    try await expectRefusal(
      "proposer.overQuota", of: dao.submission(MemoryDAO.resolution("Third"), by: 0), by: 0, in: dao)
    _ = try await dao.propose("Of another member", by: 1)
    // Another track has a count of its own.
    _ = try await dao.propose(content: dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")]))
    dao.clock.set(start + .days(7) - Span(milliseconds: 1))
    try await expectRefusal(
      "proposer.overQuota", of: dao.submission(MemoryDAO.resolution("Third"), by: 0), by: 0, in: dao)
    dao.clock.set(start + .days(7))
    _ = try await dao.propose("Third")
    try await expectRefusal(
      "proposer.overQuota", of: dao.submission(MemoryDAO.resolution("Fourth"), by: 0), by: 0, in: dao)
    #expect(try dao.state(first) != .canceled)
  }
}
