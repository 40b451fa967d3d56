import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Votes whose sums leave the range of powers: nobody can count them, and everything else goes on.
@Suite struct UncountableTests {
  /// Four members whose powers add up to less than 2^128, and a method by which their votes do not.
  private static func dao(_ more: [(from: String, to: String)] = []) async throws -> MemoryDAO {
    let large = UInt128(10_000_000_000_000_000_000) * 100_000_000_000_000_000
    return try await memoryDAO(
      holdings: [large, large, large, large],
      edits: [("method: single-choice", "method: {method: score, max: 1000}")] + more)
  }

  private static let words = "For: 1000, Against: 0, Abstain: 0"

  @Test func `attack: a vote that overflows is defeated, and keeps nobody from telling the log`()
    async throws
  {
    let dao = try await Self.dao()
    let proposal = try await dao.open()
    for member in 0..<4 { try await dao.vote(Self.words, on: proposal, by: member) }
    dao.clock.advance(.minutes(5))
    let standing = try dao.standing(proposal)
    #expect(standing.decision.state == .defeated && standing.decision.tests.isEmpty)
    #expect(standing.counts.isEmpty && standing.facts.uncountable == ["holders": "weight.overflow"])
    #expect(standing.facts.isConsistent)
    try await expectRefusal("act.wrongState", of: dao.act(.queue, on: proposal), by: 0, in: dao)
    // The next one is of fewer votes, and is decided.
    let next = try await dao.open("Another roadmap")
    try await dao.vote("For: 1, Against: 0, Abstain: 0", on: next, by: 1)
    dao.clock.advance(.minutes(5))
    #expect(try dao.state(next) == .succeeded)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `attack: where sums are kept, the ballot that overflows them is refused, and the others count`()
    async throws
  {
    let late = ("    veto_by: council\n", "    veto_by: council\n    late_quorum: {test: quorum, by: 1m}\n")
    let dao = try await Self.dao([late])
    let proposal = try await dao.open()
    try await dao.vote("For: 100, Against: 0, Abstain: 0", on: proposal, by: 0)
    try await expectRefusal(
      "weight.overflow", of: dao.ballot(Self.words, on: proposal, by: 1), by: 1, in: dao)
    dao.clock.advance(.minutes(5))
    #expect(try dao.state(proposal) == .succeeded)
  }
}
