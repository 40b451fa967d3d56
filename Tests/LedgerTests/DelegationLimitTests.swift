import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing
import Voting

/// What a charter says about delegations beside their mode, in a DAO of members with 400, 300, 200 and 100.
@Suite struct DelegationLimitTests {
  private static let full = "delegation: {mode: full, depth: 8}"

  private func dao(_ delegation: String, edits: [(from: String, to: String)] = []) async throws -> MemoryDAO {
    try await memoryDAO(edits: [(Self.full, "delegation: \(delegation)")] + edits)
  }

  @Test func `attack 38: a cap holds however much is lent, and own power is never cut`() async throws {
    let dao = try await dao("{mode: full, depth: 8, cap: 35%}")
    for lender in [0, 1] { try await dao.take(dao.delegation(to: 3, by: lender), by: lender) }
    try await dao.take(dao.delegation(to: 0, by: 2), by: 2)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 3)
    // 100 of its own and 900 lent, of which 250 count.
    #expect(try dao.sums(proposal) == [350, 0, 0])
    try await dao.vote("Against", on: proposal, by: 0)
    // 400 of its own, which is above the cap already: nothing of the 200 counts.
    #expect(try dao.sums(proposal) == [350, 400, 0])
    let count = try dao.count(proposal)
    #expect(count.capped == Power(250) && count.isConserved)
  }

  @Test func `attack 38: sums that are kept ballot by ballot have the same cap`() async throws {
    let early = """
      veto_by: council
          early:
            - name: majority
              outcome: passed
              when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 99%}]
      """
    let dao = try await dao(
      "{mode: full, depth: 8, cap: 35%}",
      edits: [
        (
          "veto_by: council\n    tests:\n      # Abstentions count",
          "\(early)\n    tests:\n      # Abstentions count"
        )
      ])
    for lender in [0, 1] { try await dao.take(dao.delegation(to: 3, by: lender), by: lender) }
    try await dao.take(dao.delegation(to: 0, by: 2), by: 2)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 3)
    #expect(try dao.keptSums(proposal) == [350, 0, 0])
    try await dao.vote("Against", on: proposal, by: 3)
    #expect(try dao.keptSums(proposal) == [0, 350, 0])
    try await dao.vote("For", on: proposal, by: 0)
    #expect(try dao.keptSums(proposal) == [400, 350, 0], "member 3 still has 300 lent, of which 250 count")
    try await dao.vote("Abstain", on: proposal, by: 1)
    #expect(try dao.keptSums(proposal) == [400, 100, 300])
  }

  @Test func `a delegation lasts no longer than the charter allows`() async throws {
    let dao = try await dao("{mode: full, depth: 8, lasts_at_most: 30d}")
    let limit = Timepoint.founding + .days(30)
    let longer = try dao.delegation(to: 3, expires: limit + Span(milliseconds: 1), by: 0)
    try await expectRefusal("delegation.tooLong", of: longer, by: 0, in: dao)
    try await dao.take(dao.delegation(to: 3, expires: limit, by: 0), by: 0)
    let proposal = try await dao.open()
    try await dao.vote(on: proposal, by: 3)
    #expect(try dao.sums(proposal) == [500, 0, 0])
  }

  @Test func `a charter may keep delegations for everything from a topic, or all of them`() async throws {
    let topics: [(text: String, lent: [UInt128])] = [
      ("{order: [topic, everything]}", [1000, 0, 0]), ("{order: [topic]}", [400, 0, 0]),
      ("{order: [everything]}", [700, 0, 0]),
      ("{order: [topic, everything], never: [general]}", [100, 0, 0]),
      ("{order: [topic, everything], everything_except: [general]}", [400, 0, 0]),
      ("{order: [topic, everything], everything_except: [models]}", [1000, 0, 0]),
    ]
    for (text, lent) in topics {
      let dao = try await dao("{mode: full, depth: 8, topics: \(text)}")
      try await dao.take(dao.delegation(to: 3, topic: "general", by: 1), by: 1)
      for lender in [0, 2] { try await dao.take(dao.delegation(to: 3, by: lender), by: lender) }
      let proposal = try await dao.open()
      try await dao.vote(on: proposal, by: 3)
      #expect(try dao.sums(proposal) == lent, "\(text)")
    }
  }

  @Test func `with overrides a delegate cannot pass on what it is lent`() async throws {
    let override = try await dao("{mode: override}")
    try await override.take(override.delegation(to: 2, by: 0), by: 0)
    try await override.take(override.delegation(to: 3, by: 2), by: 2)
    let proposal = try await override.open()
    try await override.vote(on: proposal, by: 3)
    #expect(try override.sums(proposal) == [300, 0, 0], "one step, not two")
  }
}
