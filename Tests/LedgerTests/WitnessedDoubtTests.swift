import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Decisions that rest on witnesses, and not on the keys of a log.
@Suite struct WitnessedDoubtTests {
  /// Carries a resolution out, by the time of witnesses where the DAO has them.
  private func decided(_ dao: MemoryDAO, witnessed: Bool) async throws {
    let id = try await dao.propose()
    for _ in 0..<30 where try dao.state(id) != .executed {
      dao.clock.advance(.minutes(1))
      if witnessed { try await dao.witness() }
      for member in 0..<4 { _ = try? await dao.vote(on: id, by: member) }
      for deed in [Act.Deed.queue, .execute] { _ = try? await dao.submit(dao.act(deed, on: id), by: 0) }
    }
    #expect(try dao.state(id) == .executed)
  }

  @Test(arguments: [true, false])
  func `what witnesses have settled is not in doubt when the keys were stolen`(witnessed: Bool) async throws {
    let plan = try SampleLogKeys.plan
    let dao =
      try await witnessed
      ? MemoryDAO.witnessed(on: MemoryLogStore(), keyPlan: plan)
      : MemoryDAO(on: MemoryLogStore(), keyPlan: plan)
    try await decided(dao, witnessed: witnessed)
    try await dao.rotate(doubtedFrom: 1)
    #expect(try dao.logKeys.doubts.count == 1)
    #expect(try dao.chamber.read { try $0.decisionsInDoubt() }.count == (witnessed ? 0 : 1))
    try dao.expectReplayed()
  }
}
