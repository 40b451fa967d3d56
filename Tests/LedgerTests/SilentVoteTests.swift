import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Votes in which nobody votes, under rules whose tests hold all the same.
@Suite struct SilentVoteTests {
  private static let everybody =
    "{test: floor, name: members, house: holders, count: electorate, at_least: \"1\"}"

  private static func dao(_ course: String) async throws -> MemoryDAO {
    try await memoryDAO(edits: [
      (
        "    veto_by: council\n    tests:\n",
        "    veto_by: council\n\(course)    tests:\n      - \(everybody)\n"
      )
    ])
  }

  @Test func `a quorum that holds without a ballot is late at the first ballot, and moves nothing before`()
    async throws
  {
    let dao = try await Self.dao("    late_quorum: {test: members, by: 4m}\n")
    let (silent, voted) = (try await dao.propose("Silent"), try await dao.open("Voted"))
    let planned = try dao.standing(silent).decision.schedule.closes
    dao.clock.advance(.minutes(3))
    try await dao.vote(on: voted, by: 0)
    #expect(try dao.standing(voted).decision.schedule.closes == dao.clock.now() + .minutes(4))
    for minutes in [1, 2, 10] as [UInt64] {
      dao.clock.advance(.minutes(minutes))
      #expect(try dao.standing(silent).decision.schedule.closes == planned)
    }
    #expect(try dao.standing(silent).decision.decided == planned)
  }

  @Test(arguments: [0, 1, 3])
  func `an early rule that holds without a ballot decides when it begins to apply, and then stays decided`(
    _ from: UInt64
  ) async throws {
    let rule = "{name: known, outcome: defeated, from: \(from)m, when: [\(Self.everybody)]}"
    let dao = try await Self.dao("    early: [\(rule)]\n")
    let proposal = try await dao.open()
    let decided = dao.clock.now() + .minutes(from)
    if from > 0 {
      dao.clock.set(decided - Span(milliseconds: 1))
      #expect(try dao.state(proposal) == .active)
      dao.clock.set(decided)
    }
    for minutes in [0, 1, 2] as [UInt64] {
      dao.clock.advance(.minutes(minutes))
      let decision = try dao.standing(proposal).decision
      #expect(decision.state == .defeated && decision.decided == decided && decision.decidedBy == "known")
    }
    try await expectRefusal("ballot.closed", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
  }
}
