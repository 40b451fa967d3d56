import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog
import Voting

/// Rounds by the time of witnesses, where the charter names any.
@Suite struct WitnessedEvaluationTests {
  private func dao() async throws -> MemoryDAO {
    try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [SampleEvaluation.edit()])
  }

  private func phase(_ round: RoundRecord, in dao: MemoryDAO) throws -> EvaluationPhase {
    try dao.round(round.id).phase(at: dao.clock.now())
  }

  @Test func `a round opens, is sealed and ends when witnesses have seen that`() async throws {
    let dao = try await dao()
    let round = try await dao.openRound()
    #expect(try phase(round, in: dao) == .waiting)
    try await expectRefusal(
      "evaluation.notOpen", of: dao.commitment([1, 1], in: round, by: 1), by: 1, in: dao)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    let opened = dao.clock.now()
    #expect(try dao.round(round.id).schedule?.opened == opened, "not when the operator says it was opened")
    try await dao.submit(dao.commitment([1, 1], in: round, by: 1), by: 1)
    dao.clock.set(opened + .minutes(10))
    #expect(try phase(round, in: dao) == .sealing)
    let reveal = try dao.reveal([1, 1], in: round, by: 1)
    try await expectRefusal("evaluation.revealEarly", of: reveal, by: 1, in: dao)
    dao.clock.advance(.minutes(3))
    try await dao.witness()
    #expect(try phase(round, in: dao) == .revealing)
    try await dao.submit(reveal, by: 1)
    // The whole time for reveals runs from the seal, however late witnesses were.
    dao.clock.advance(.minutes(5))
    #expect(try phase(round, in: dao) == .settling)
    try await expectRefusal(
      "evaluation.revealClosed", of: dao.reveal([1, 1], in: round, by: 1), by: 1, in: dao)
    try await dao.witness()
    #expect(try phase(round, in: dao) == .over)
    #expect(try dao.round(round.id).timeAssurance == .witnessed(dao.clock.now()))
    #expect(try dao.findings(round).consensus == [1, 1])
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `attack: a commitment that the operator dates back is refused once anything can be shown`()
    async throws
  {
    let dao = try await dao()
    let round = try await dao.openRound()
    try await dao.witness()
    let opened = dao.clock.now()
    try await dao.submit(dao.commitment([80, 80], in: round, by: 1), by: 1)
    dao.clock.set(opened + .minutes(10))
    try await dao.witness()
    try await dao.submit(dao.reveal([80, 80], in: round, by: 1), by: 1)
    // The friend has seen the scores now; the clock is set back for its commitment.
    dao.clock.set(opened + .minutes(4))
    try await expectRefusal(
      "clock.regressed", of: dao.commitment([80, 80], in: round, by: 2), by: 2, in: dao)
    // A clock that is only a little behind is taken to be where witnesses had been.
    dao.clock.set(opened + .minutes(9))
    try await expectRefusal(
      "evaluation.commitClosed", of: dao.commitment([80, 80], in: round, by: 2), by: 2, in: dao)
  }

  @Test func `attack: an opening dated back does not shorten the time for commitments`() async throws {
    let dao = try await dao()
    try await dao.witness()
    let round = try await dao.openRound()
    // Nine of the ten minutes have gone by when anybody sees it.
    dao.clock.advance(.minutes(9))
    try await dao.witness()
    dao.clock.advance(.minutes(9))
    try await dao.submit(dao.commitment([3, 3], in: round, by: 1), by: 1)
    #expect(try phase(round, in: dao) == .committing)
  }

  @Test func `witnesses are asked as long as a round waits for them`() async throws {
    let dao = try await dao()
    let policy = try SampleWitnesses.policy().hash
    func waits() throws -> Bool {
      try dao.chamber.read { try $0.policiesInUse(at: dao.clock.now()).contains(policy) }
    }
    try await dao.witness()
    #expect(try !waits())
    _ = try await dao.openRound()
    for _ in 0..<2 {
      #expect(try waits())
      try await dao.witness()
      dao.clock.advance(.minutes(10))
    }
    try await dao.witness()
    #expect(try !waits())
  }
}
