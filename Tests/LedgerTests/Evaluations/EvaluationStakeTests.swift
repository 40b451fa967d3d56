import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// Whose scores count in a round, and how much: frozen when it is opened.
@Suite struct EvaluationStakeTests {
  private func stakes(_ round: RoundRecord, in dao: MemoryDAO) throws -> [UInt128] {
    try dao.chamber.read { view in
      try dao.keys.indices.map { try view.stake(of: dao.account($0), in: round).units }
    }
  }

  @Test func `attack: power that comes after the opening is no stake, and what goes stays`() async throws {
    let dao = try await memoryDAO(holdings: [400, 300, 200, 0], edits: [SampleEvaluation.edit()])
    let round = try await dao.openRound()
    try await dao.register([1, 1, 1, 5000])
    #expect(try stakes(round, in: dao) == [400, 300, 200, 0])
    try await expectRefusal(
      "evaluation.noStake", of: dao.commitment([1, 1], in: round, by: 3), by: 3, in: dao)
    let later = try await dao.openRound("Again")
    #expect(try stakes(later, in: dao) == [1, 1, 1, 5000])
  }

  @Test func `attack: what was borrowed for the opening is no stake where an earlier moment limits it`()
    async throws
  {
    let dao = try await memoryDAO(
      holdings: [400, 300, 200, 1],
      edits: [
        SampleEvaluation.edit(),
        ("read: snapshot-at-submission", "read: {min: [lookback 1m, opening]}"),
      ])
    dao.clock.advance(.minutes(2))
    try await dao.register([400, 10, 200, 9000])
    let round = try await dao.openRound()
    #expect(round.electorates.count == 2)
    #expect(try stakes(round, in: dao) == [400, 10, 200, 1])
    try await dao.submit(dao.commitment([5, 5], in: round, by: 3), by: 3)
    #expect(try dao.findings(round).stake == Power(611))
  }

  @Test(
    arguments: [
      ("{role: council}", [1, 1, 0, 0], 2), ("{role: council, house: holders}", [400, 300, 0, 0], 700),
      ("{house: holders}", [400, 300, 200, 100], 1000),
    ] as [(String, [UInt128], UInt128)])
  func `stake is a seat, power, or the power of seats`(
    _ stake: String, _ expected: [UInt128], _ total: UInt128
  ) async throws {
    let dao = try await memoryDAO(founders: 2, edits: [SampleEvaluation.edit(stake: stake)])
    let round = try await dao.openRound()
    #expect(try stakes(round, in: dao) == expected)
    let findings = try dao.findings(round)
    #expect(findings.stake == Power(total) && findings.consensus == nil)
    // Whoever has a seat is named though they did nothing; holders are too many for that.
    #expect(
      findings.exclusions.map(\.reason) == (stake.contains("role") ? [.notCommitted, .notCommitted] : []))
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `too little stake finds nothing`() async throws {
    let dao = try await memoryDAO(edits: [SampleEvaluation.edit(needs: "1/2")])
    let round = try await dao.openRound()
    for member in [0, 3] { try await dao.submit(dao.commitment([7, 7], in: round, by: member), by: member) }
    dao.clock.advance(.minutes(10))
    try await dao.submit(dao.reveal([7, 7], in: round, by: 0), by: 0)
    #expect(try dao.findings(round).consensus == nil)
    try await dao.submit(dao.reveal([7, 7], in: round, by: 3), by: 3)
    #expect(try dao.findings(round).consensus == [7, 7], "500 of 1000 are a half")
  }
}
