import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// The order of the log and the DAO's clock decide; what a client says about time does not.
@Suite struct TimeAttackTests {
  private static let year = Span.days(365)

  private static func signed(_ statement: Statement, at instant: Timepoint) throws -> Statement {
    try statement.with("signed_at", .integer(instant.milliseconds))
      .with("valid_until", .integer((Timepoint.founding + .days(800)).milliseconds))
  }

  @Test func `attack 31: a client clock a year ahead is refused, a year behind decides nothing`() async throws
  {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let now = dao.clock.now()
    let ahead = try Self.signed(dao.ballot("For", on: proposal, by: 1), at: now + Self.year)
    try await expectRefusal("time.signedAhead", of: ahead, by: 1, in: dao)
    let pinned = try Self.signed(dao.ballot("For", on: proposal, by: 1), at: now + .minutes(5))
    try await dao.submit(pinned, by: 1)
    let behind = try Self.signed(dao.ballot("Against", on: proposal, by: 1), at: now - Self.year)
    try await dao.submit(behind, by: 1)
    #expect(
      try dao.sums(proposal) == [0, 300, 0], "the later entry stands, whatever the clients' clocks said")
  }

  @Test func `attack 31: of ballots with one instant the higher sequence stands`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    for choice in ["For", "Against", "Abstain", "Against"] { try await dao.vote(choice, on: proposal, by: 1) }
    #expect(try dao.sums(proposal) == [0, 300, 0])
  }

  @Test func `attack 45: the last instant counts and the close does not`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.propose()
    let opens = Timepoint.founding + .minutes(1)
    dao.clock.set(opens - Span(milliseconds: 1))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
    dao.clock.set(opens)
    try await dao.vote(on: proposal, by: 0)
    dao.clock.set(opens + .minutes(5) - Span(milliseconds: 1))
    try await dao.vote(on: proposal, by: 1)
    dao.clock.set(opens + .minutes(5))
    try await expectRefusal("ballot.closed", of: dao.ballot(on: proposal, by: 2), by: 2, in: dao)
    #expect(try dao.sums(proposal) == [700, 0, 0])
  }

  @Test func `attack 49: where the clock goes back, writing halts and reading goes on`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    try await dao.vote(on: proposal, by: 0)
    let now = dao.clock.now()
    for span in [Span(milliseconds: 1), Span.days(365)] {
      dao.clock.set(now - span)
      try await expectRefusal("clock.regressed", of: dao.delegation(to: 2, by: 1), by: 1, in: dao)
      #expect(try dao.sums(proposal) == [400, 0, 0])
    }
    dao.clock.set(now)
    try await dao.vote(on: proposal, by: 1)
  }

  @Test func `attack 49: a clock that is a year ahead closes nothing that it has dated no entry by`()
    async throws
  {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    try await dao.vote(on: proposal, by: 0)
    let (now, entries) = (dao.clock.now(), dao.store.entries(from: 0, limit: .max).count)
    dao.clock.set(now + Self.year)
    #expect(try dao.state(proposal) != .active)
    try await expectRefusal("ballot.closed", of: dao.ballot(on: proposal, by: 1), by: 1, in: dao)
    dao.clock.set(now)
    #expect(try dao.state(proposal) == .active)
    #expect(dao.store.entries(from: 0, limit: .max).count == entries)
    try await dao.vote("Against", on: proposal, by: 1)
    #expect(try dao.sums(proposal) == [400, 300, 0])
    try dao.expectReplayed()
  }

  @Test func `attack 49: a second that the host's clock shows twice stops writing for that second alone`()
    async throws
  {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let second = Span(milliseconds: 1_000)
    dao.clock.advance(second)
    try await dao.vote(on: proposal, by: 0)
    let shown = dao.clock.now()
    // The clock steps back at the end of a leap second, and runs through it again.
    dao.clock.set(shown - second)
    try await expectRefusal("clock.regressed", of: dao.ballot(on: proposal, by: 1), by: 1, in: dao)
    dao.clock.set(shown - Span(milliseconds: 1))
    try await expectRefusal("clock.regressed", of: dao.ballot(on: proposal, by: 1), by: 1, in: dao)
    dao.clock.set(shown)
    try await dao.vote("Against", on: proposal, by: 1)
    #expect(try dao.sums(proposal) == [400, 300, 0])
    try dao.expectReplayed()
  }

  @Test func `attack 50: a ballot dated back is refused after the close`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    dao.clock.advance(.minutes(5))
    try await expectRefusal("ballot.closed", of: ballot, by: 1, in: dao)
    try await expectRefusal(
      "ballot.closed", of: Self.signed(ballot, at: .founding + .minutes(2)), by: 1, in: dao)
    #expect(try dao.state(proposal) == .defeated)
  }

  @Test func `attack 50: an operator cannot log it with an earlier instant either`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let inTime = dao.clock.now()
    dao.clock.advance(.minutes(5))
    try await dao.take(dao.delegation(to: 2, by: 3), by: 3)
    var bench = try ReplayBench(dao)
    let before = bench.records
    #expect(try bench.apply(bench.leaf(of: ballot, by: 1, at: inTime)) == "clock.regressed")
    #expect(try bench.apply(bench.leaf(of: ballot, by: 1)) == "ballot.closed")
    #expect(bench.records == before)
  }
}
