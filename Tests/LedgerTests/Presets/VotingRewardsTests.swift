import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// What voting earns in a DAO of members with 400, 300, 200 and 100.
@Suite struct VotingRewardsTests {
  private static let rules = "rewards: {weights: {general: 3, charter: 1/2}, otherwise: 1}\n\ntracks:"

  private func shares(
    _ dao: MemoryDAO, from: Timepoint = .earliest, until: Timepoint = .latest, of pool: UInt128 = 6000
  ) throws -> (votes: Int, shares: [Int: UInt128]) {
    let hash = dao.genesis.charterHash
    let rules = try #require(try dao.documents.charter(hash)?.rewards)
    let rewards = try #require(
      try dao.chamber.read {
        try VotingRewards(by: rules, in: $0, from: from, until: until, at: dao.clock.now())
      })
    var shares: [Int: UInt128] = [:]
    for member in dao.keys.indices where rewards.accounts.contains(dao.account(member)) {
      shares[member] = rewards.reward(of: dao.account(member), from: pool)
    }
    return (rewards.votes.count, shares)
  }

  @Test func `power that voted earns by the weight of the topic, and what did not is paid to nobody`()
    async throws
  {
    let dao = try await memoryDAO(edits: [("\ntracks:", "\n" + Self.rules)])
    let first = try await dao.open()
    try await dao.vote("For", on: first, by: 0)
    try await dao.vote("Against", on: first, by: 3)
    #expect(try shares(dao).votes == 0, "it is still voted on")
    let closed = try dao.standing(first).decision.schedule.closes
    dao.clock.set(closed)
    #expect(try shares(dao).shares == [0: 2400, 3: 600])
    // An amendment weighs a sixth of a resolution.
    let second = try await dao.propose(
      content: dao.amendment("Other words", edits: [("semantics: 1", "semantics: 1\n# Other words.")]))
    dao.clock.set(try dao.standing(second).decision.schedule.opens)
    try await dao.vote("For", on: second, by: 1)
    dao.clock.set(try dao.standing(second).decision.schedule.closes)
    let both = try shares(dao, of: 7000)
    #expect(both.votes == 2 && both.shares == [0: 2400, 1: 300, 3: 600])
    #expect(try shares(dao, until: closed).votes == 0)
    #expect(try shares(dao, from: closed, until: closed + Span(milliseconds: 1)).shares == [0: 2400, 3: 600])
    #expect(try shares(dao, from: closed + Span(milliseconds: 1)).shares == [1: 1800])
  }

  @Test func `power that was lent earns for whoever voted with it`() async throws {
    let dao = try await memoryDAO(edits: [("\ntracks:", "\n" + Self.rules)])
    try await dao.take(dao.delegation(to: 3, by: 0), by: 0)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 3)
    dao.clock.set(try dao.standing(proposal).decision.schedule.closes)
    #expect(try shares(dao).shares == [3: 3000])
  }

  @Test(arguments: [
    ("rewards: {weights: {nothing: 3}}", "charter.undefined"),
    ("rewards: {weights: {general: -1}}", "charter.malformed"),
    ("rewards: {weights: {general: 3}, paid: 5}", "charter.malformed"),
  ])
  func `weights of topics that no kind has, and other faults, are refused`(_ text: String, _ code: String)
    async
  {
    var found: String?
    do { _ = try await memoryDAO(edits: [("\ntracks:", "\n\(text)\n\ntracks:")]) } catch {
      found = (error as? any CodedRefusal)?.code
    }
    #expect(found == code, "\(text)")
  }
}
