import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// Proposals that are executed only after another.
@Suite struct PredecessorTests {
  private static func content(after: Digest?, title: String = "The second step") throws -> ProposalContent {
    try ProposalContent(
      title: title, kind: "text.resolution", text: "As discussed.", actions: [], authors: [], discussion: "",
      after: after)
  }

  @Test func `what comes after another is executed after it, whichever was queued first`() async throws {
    let dao = try await memoryDAO()
    let first = try await dao.propose("The first step")
    let second = try await dao.propose(content: Self.content(after: first))
    dao.clock.advance(.minutes(1))
    for proposal in [first, second] {
      for member in 0..<3 { try await dao.vote(on: proposal, by: member) }
    }
    dao.clock.advance(.minutes(5))
    try await dao.take(dao.act(.queue, on: second), by: 0)
    dao.clock.advance(.minutes(2))
    try await expectRefusal("predecessor.notExecuted", of: dao.act(.execute, on: second), by: 0, in: dao)
    try await dao.take(dao.act(.queue, on: first), by: 0)
    dao.clock.advance(.minutes(2))
    try await expectRefusal("predecessor.notExecuted", of: dao.act(.execute, on: second), by: 0, in: dao)
    try await dao.take(dao.act(.execute, on: first), by: 0)
    try await dao.take(dao.act(.execute, on: second), by: 0)
    #expect(try dao.state(second) == .executed)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `what comes after a proposal that was stopped is never executed`() async throws {
    let dao = try await memoryDAO()
    let first = try await dao.propose("The first step")
    try await dao.take(dao.act(.veto, on: first), by: 0)
    let second = try await dao.queued(content: Self.content(after: first))
    dao.clock.advance(.minutes(2))
    try await expectRefusal("predecessor.over", of: dao.act(.execute, on: second), by: 0, in: dao)
  }

  @Test func `what takes effect by itself can wait for nothing`() async throws {
    let dao = try await memoryDAO(edits: [
      ("text.resolution: {track: standard, ", "text.resolution: {execution: by-itself, track: standard, ")
    ])
    let first = try await dao.propose("The first step")
    try await expectRefusal(
      "predecessor.nothingToExecute", of: dao.submission(Self.content(after: first), by: 0), by: 0, in: dao)
  }

  @Test func `content without a predecessor has the bytes it had, and with one another identity`() throws {
    let plain = try Self.content(after: nil)
    #expect(!String(decoding: plain.canonicalBytes, as: UTF8.self).contains("after"))
    let later = try Self.content(after: .sha256([7]))
    #expect(later.hash != plain.hash)
    for content in [plain, later] {
      #expect(try ProposalContent(canonical: content.canonicalBytes) == content)
    }
  }
}
