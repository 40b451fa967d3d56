import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Tracks whose decisions depend on the order of ballots, in a living DAO of members with 400, 300, 200 and 100.
@Suite struct CourseTests {
  private func dao(_ course: String) async throws -> MemoryDAO {
    let place = "veto_by: council\n    tests:\n      # Abstentions count"
    return try await memoryDAO(edits: [
      (place, "veto_by: council\n\(course)\n    tests:\n      # Abstentions count")
    ])
  }

  private static let majority = """
        early:
          - name: majority
            outcome: passed
            when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 1/2}]
    """

  @Test func `attack 38: sums kept ballot by ballot are the count's after every ballot`() async throws {
    let dao = try await dao(Self.majority)
    // 3 lends to 2, who lends to 1: voting in the middle takes power away from the one further on.
    try await dao.take(dao.delegation(to: 2, by: 3), by: 3)
    try await dao.take(dao.delegation(to: 1, by: 2), by: 2)
    let proposal = try await dao.open()
    for (choice, member, sums) in [
      ("Against", 1, [0, 600, 0]), ("Against", 2, [0, 600, 0]), ("Abstain", 2, [0, 300, 300]),
      ("Against", 3, [0, 400, 200]), ("Against", 2, [0, 600, 0]), ("For", 0, [400, 600, 0]),
    ] as [(String, Int, [UInt128])] {
      try await dao.vote(choice, on: proposal, by: member)
      let standing = try dao.standing(proposal)
      #expect(try dao.sums(proposal) == sums)
      #expect(standing.facts.isConsistent && standing.facts.state != nil)
      #expect(standing.decision.state == .active)
    }
  }

  @Test func `an early majority decides at once, and later ballots are refused`() async throws {
    let dao = try await dao(Self.majority)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 0)
    #expect(try dao.state(proposal) == .active)
    try await dao.vote("For", on: proposal, by: 1)
    let standing = try dao.standing(proposal)
    #expect(standing.decision.state == .succeeded && standing.decision.decidedBy == "majority")
    await #expect(throws: AdmissionRefusal.self) { try await dao.vote("Against", on: proposal, by: 2) }
    try await dao.take(dao.act(.queue, on: proposal), by: 0)
    #expect(try dao.state(proposal) == .queued)
  }

  @Test func `attack 45: a swing at the end moves the close, and the log says to when`() async throws {
    let dao = try await dao(
      "    wait_for_quiet: {increase: 1m, house: holders, option: For, against: Against}")
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 2)
    let before = try dao.standing(proposal).decision.schedule.closes
    dao.clock.set(before - Span(milliseconds: 1))
    try await dao.vote("Against", on: proposal, by: 0)
    let decision = try dao.standing(proposal).decision
    #expect(decision.isExtended && decision.schedule.closes > before)
    dao.clock.set(before + Span(milliseconds: 1))
    #expect(try dao.state(proposal) == .active)
    try await dao.vote("For", on: proposal, by: 1)
  }
}
