import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// Every unit of power counts once, and is fixed when a proposal is submitted.
@Suite struct PowerAttackTests {
  @Test func `attack 30: of 64 ballots of one voter at once exactly one counts`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballots = try (0..<64).map { number in
      try dao.ballot(["For", "Against", "Abstain"][number % 3], on: proposal, by: 1)
        .with("signed_at", .integer(Timepoint.founding.milliseconds + UInt64(number)))
    }
    #expect(Set(ballots.map(\.id)).count == 64)
    let size = try dao.export().leaves.count
    let codes = await withTaskGroup(of: String.self) { group in
      for ballot in ballots {
        group.addTask {
          do { try await dao.submit(ballot, by: 1) } catch {
            return (error as? any CodedRefusal)?.code ?? "\(error)"
          }
          return "counted"
        }
      }
      return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    #expect(codes == ["counted": 1, "ballot.stale": 63])
    #expect(try dao.export().leaves.count == size + 1)
    #expect(try dao.sums(proposal).reduce(0, +) == 300)
  }

  @Test func `attack 30: one ballot sent 64 times at once has one entry`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let size = try dao.export().leaves.count
    let indexes = try await withThrowingTaskGroup(of: UInt64.self) { group in
      for _ in 0..<64 { group.addTask { try await dao.submit(ballot, by: 1) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(indexes == [UInt64(size)])
    #expect(try dao.export().leaves.count == size + 1)
    #expect(try dao.sums(proposal) == [300, 0, 0])
  }

  @Test func `attack 32: what is bought after the snapshot does not vote`() async throws {
    let dao = try await memoryDAO(holdings: [400, 300, 200, 100, 0], registers: false)
    try await dao.register([400, 300, 200])
    let proposal = try await dao.open()
    try await dao.register([400, 300, 900_000, 800_000, 700_000])
    for buyer in [3, 4] {
      try await expectRefusal(
        "weight.notInSnapshot", of: dao.ballot(on: proposal, by: buyer), by: buyer, in: dao)
    }
    try await dao.vote(on: proposal, by: 2)
    #expect(try dao.sums(proposal) == [200, 0, 0], "power as it stood, not as it stands")
  }

  @Test func `attack 33: another snapshot does not take the place of the one that was frozen`() async throws {
    let dao = try await memoryDAO()
    let honest = try dao.registration([400, 300, 200, 101])
    let other = try dao.registration([1, 1, 1, 900])
    for key in ["root", "file", "totals"] {
      let values = zip(other.body.values, type(of: other.body).schema.fields).filter { $0.1.key == key }
      let mixed = try honest.with(key, try #require(values.first).0)
      try await expectRefusal("snapshot.rootMismatch", of: mixed, by: 0, in: dao)
    }
    let proposal = try await dao.open()
    try await dao.submit(other, by: 0)
    let later = try await dao.open("Adopt another roadmap")
    let ballot = try dao.ballot(on: proposal, by: 3)
    let frozen = try dao.ballot(on: later, by: 3)
    guard case .ballot(let newer) = frozen else { return }
    let swapped = try ballot.with("electorates_hash", .digest(newer.electoratesHash))
    try await expectRefusal("ballot.electorateMismatch", of: swapped, by: 3, in: dao)
    try await dao.submit(ballot, by: 3)
    try await dao.submit(frozen, by: 3)
    #expect(try dao.sums(proposal) == [100, 0, 0])
    #expect(try dao.sums(later) == [900, 0, 0])
  }

  @Test func `attack 38: a delegator who votes takes back exactly its own power`() async throws {
    let dao = try await memoryDAO()
    try await dao.take(dao.delegation(to: 2, by: 0), by: 0)
    try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 2)
    #expect(try dao.sums(proposal) == [900, 0, 0])
    try await dao.vote("Against", on: proposal, by: 0)
    #expect(try dao.sums(proposal) == [500, 400, 0])
    try await dao.vote("Against", on: proposal, by: 2)
    #expect(try dao.sums(proposal) == [0, 900, 0])
    try await dao.vote("Abstain", on: proposal, by: 1)
    #expect(try dao.sums(proposal) == [0, 600, 300])
  }

  @Test func `attack 39: a delegation made or taken back after submission counts later only`() async throws {
    let dao = try await memoryDAO()
    try await dao.take(dao.delegation(to: 2, by: 0), by: 0)
    let proposal = try await dao.open()
    try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
    try await dao.vote("For", on: proposal, by: 2)
    #expect(try dao.sums(proposal) == [600, 0, 0], "member 1 lent too late for this proposal")
    try await dao.take(dao.delegation(.revoke, to: 2, by: 0), by: 0)
    #expect(try dao.sums(proposal) == [600, 0, 0], "and member 0 took it back too late")
    let later = try await dao.open("Adopt another roadmap")
    try await dao.vote("For", on: later, by: 2)
    #expect(try dao.sums(later) == [500, 0, 0])
  }

  @Test func `attack 39: after the delegate voted, changing the delegate moves nothing`() async throws {
    let dao = try await memoryDAO()
    try await dao.take(dao.delegation(to: 2, by: 0), by: 0)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 2)
    try await dao.take(dao.delegation(to: 3, by: 0), by: 0)
    try await dao.vote("Against", on: proposal, by: 3)
    #expect(try dao.sums(proposal) == [600, 100, 0])
  }

  @Test func `attack 39: a delegation for one topic does not count for another`() async throws {
    let dao = try await memoryDAO()
    try await dao.take(dao.delegation(to: 3, topic: "models", by: 0), by: 0)
    try await dao.take(dao.delegation(to: 3, topic: "general", by: 1), by: 1)
    let expiry = dao.clock.now() + .minutes(1)
    try await dao.take(dao.delegation(to: 3, topic: "*", expires: expiry, by: 2), by: 2)
    let first = try await dao.open()
    let second = try await dao.open("After it expired")
    try await dao.vote(on: first, by: 3)
    try await dao.vote(on: second, by: 3)
    #expect(try dao.sums(first) == [600, 0, 0])
    #expect(try dao.sums(second) == [400, 0, 0])
  }
}
