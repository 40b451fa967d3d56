import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// Presets of chains with x/gov, founded and voted under: validators, deposits, power at the close, stages.
@Suite struct LateCountTests {
  private static let deposits = [
    "cosmos": "stake=10000000", "cosmos-expedited": "stake=50000000", "cosmos-next": "stake=50000000",
    "fetch": "stake=10000000", "akash": "stake=12500000000",
  ]

  /// Member 3 runs a validator: 600 of member 0, 300 of member 1, 100 of its own.
  private static func rows(_ dao: MemoryDAO, _ stakes: [Int] = [600, 300, 0, 100]) -> [Int: String] {
    let validator = dao.account(3).text
    let total = stakes.reduce(0, +)
    var rows: [Int: String] = [:]
    for (member, stake) in stakes.enumerated() where stake > 0 {
      rows[member] = "stake=\(validator):\(stake)"
    }
    rows[3] = "\(rows[3] ?? "stake=\(validator):0.5") validator=bonded:\(total);shares:\(total)"
    return rows
  }

  private func dao(_ preset: String) async throws -> MemoryDAO {
    let dao = try await presetDAO(preset)
    try await dao.register(rows: Self.rows(dao))
    return dao
  }

  /// A proposal of a kind, with its deposit.
  private func open(
    _ preset: String, _ dao: MemoryDAO, kind: String = "text.resolution"
  ) async throws -> Digest {
    let content =
      kind == "text.resolution"
      ? try MemoryDAO.resolution("Adopt a roadmap") : try dao.amendment("Other rules", edits: Self.edit)
    let proposal = try await dao.propose(content: content)
    let deposit = try #require(Self.deposits[preset])
    try await dao.take(dao.deposit([deposit], on: proposal), by: 0)
    return proposal
  }

  private static let edit = [(from: "semantics: 1", to: "semantics: 1\n# Other rules.")]

  private func sums(_ proposal: Digest, _ dao: MemoryDAO) throws -> [UInt128] {
    try #require(try dao.standing(proposal).counts["stakers"]).tally.options.map(\.power.units)
  }

  private func expectReplay(_ dao: MemoryDAO) throws {
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `the electorate that is named is the one that decided, and before the close the newest`()
    async throws
  {
    let dao = try await dao("cosmos")
    let proposal = try await open("cosmos", dao)
    let first = try dao.standing(proposal).electorates
    #expect(first.map(\.key) == ["stakers"] && first.map(\.moment) == ["at the close"])
    #expect(first.map(\.isSettled) == [false] && first[0].words.contains("so far entry"))
    try await dao.vote("Yes", on: proposal, by: 3)
    dao.clock.advance(.minutes(1))
    try await dao.register(rows: Self.rows(dao, [100, 300, 0, 100]))
    let counted = try dao.standing(proposal)
    #expect(counted.electorates[0].record.index > first[0].record.index)
    #expect(counted.counts["stakers"]?.tally.electorate.units == 500)
    dao.clock.set(counted.decision.schedule.closes + .minutes(1))
    try await dao.register(rows: Self.rows(dao, [1, 2, 0, 3]))
    let decided = try dao.standing(proposal)
    #expect(decided.electorates[0].record.index == counted.electorates[0].record.index)
    #expect(decided.electorates[0].isSettled && decided.counts["stakers"]?.tally.electorate.units == 500)
    // What is told of influence is of that electorate too: the validator casts all of it.
    let found = try dao.chamber.read { view in
      try view.reach(
        of: decided.rules.houses[0], on: decided.proposal, closing: decided.decision.closing)
    }
    let reach = try #require(found)
    #expect(reach.electorate.units == 500 && reach.shares.map(\.units) == [500, 0, 0])
  }

  @Test(arguments: ["cosmos", "cosmos-expedited", "cosmos-next", "akash", "fetch"])
  func `a DAO is founded with the preset, votes and decides`(_ preset: String) async throws {
    let dao = try await dao(preset)
    let proposal = try await open(preset, dao)
    try await dao.vote("Yes", on: proposal, by: 3)
    try await dao.vote("No", on: proposal, by: 1)
    let closes = try dao.standing(proposal).decision.schedule.closes
    #expect(try sums(proposal, dao).prefix(3) == [700, 0, 300])
    dao.clock.set(closes)
    #expect(try dao.standing(proposal).decision.passes)
    #expect(try dao.standing(proposal).decision.deposit == .returned)
    try await expectRefusal("ballot.closed", of: dao.ballot("Yes", on: proposal, by: 0), by: 0, in: dao)
    try expectReplay(dao)
  }

  @Test func `power is what it is at the close, by the electorate registered before it`() async throws {
    let dao = try await dao("cosmos")
    let proposal = try await open("cosmos", dao)
    try await dao.vote("Yes", on: proposal, by: 3)
    try await dao.vote("No", on: proposal, by: 1)
    // Member 1 stakes more before the close, and still more at it.
    let closes = try dao.standing(proposal).decision.schedule.closes
    dao.clock.set(closes - Span(milliseconds: 1))
    try await dao.register(rows: Self.rows(dao, [600, 800, 0, 100]))
    #expect(try sums(proposal, dao).prefix(3) == [700, 0, 800])
    dao.clock.set(closes)
    try await dao.register(rows: Self.rows(dao, [600, 0, 9000, 100]))
    #expect(try sums(proposal, dao).prefix(3) == [700, 0, 800])
    #expect(try dao.state(proposal) == .defeated)
    #expect(try dao.standing(proposal).facts.isConsistent)
    try expectReplay(dao)
  }

  @Test func `whoever has staked since the submission may vote once an electorate says so`() async throws {
    let dao = try await dao("cosmos")
    let proposal = try await open("cosmos", dao)
    try await expectRefusal("voter.notEligible", of: dao.ballot("Yes", on: proposal, by: 2), by: 2, in: dao)
    try await dao.register(rows: Self.rows(dao, [600, 300, 50, 100]))
    try await dao.vote("Yes", on: proposal, by: 2)
    #expect(try sums(proposal, dao).prefix(3) == [50, 0, 0])
  }

  // MARK: Stages

  private static let deploying = [
    (from: "charter.amend: {track: standard", to: "charter.amend: {track: expedited")
  ]

  private func expedited() async throws -> (dao: MemoryDAO, proposal: Digest) {
    let dao = try await presetDAO("cosmos-expedited", edits: Self.deploying)
    try await dao.register(rows: Self.rows(dao))
    return (dao, try await open("cosmos-expedited", dao, kind: "charter.amend"))
  }

  @Test func `what fails the expedited bar goes on as a regular vote, without its ballots`() async throws {
    let (dao, proposal) = try await expedited()
    // 60 %: enough for a regular vote, and not for an expedited one.
    try await dao.vote("Yes", on: proposal, by: 0)
    try await dao.vote("No", on: proposal, by: 3)
    let first = try dao.standing(proposal).decision.schedule
    dao.clock.set(first.closes)
    let standing = try dao.standing(proposal)
    #expect(standing.decision.track == "standard" && standing.decision.state == .active)
    #expect(try sums(proposal, dao).prefix(3) == [0, 0, 0])
    let second = standing.decision.schedule
    #expect(second.closes == first.opens + .days(2) + first.closes.since(first.opens + .days(1)))
    try await dao.vote("Yes", on: proposal, by: 0)
    try await dao.vote("Abstain", on: proposal, by: 1)
    #expect(try sums(proposal, dao).prefix(3) == [600, 300, 0])
    dao.clock.set(second.closes)
    #expect(try dao.standing(proposal).decision.passes)
    #expect(try dao.state(proposal) == .queued)
    #expect(try dao.standing(proposal).facts.isConsistent)
    try expectReplay(dao)
  }

  @Test func `what passes the expedited bar has no second vote`() async throws {
    let (dao, proposal) = try await expedited()
    try await dao.vote("Yes", on: proposal, by: 3)
    dao.clock.set(try dao.standing(proposal).decision.schedule.closes)
    let standing = try dao.standing(proposal)
    #expect(standing.decision.track == "expedited" && standing.decision.state == .queued)
    try await dao.take(dao.act(.execute, on: proposal), by: 0)
    #expect(try dao.state(proposal) == .executed)
    try expectReplay(dao)
  }

  @Test func `what came to nothing in both votes is rejected`() async throws {
    let (dao, proposal) = try await expedited()
    dao.clock.advance(.days(1) + Span(milliseconds: 1))
    try await dao.vote("Yes", on: proposal, by: 1)
    dao.clock.advance(.days(1))
    #expect(try dao.state(proposal) == .defeated)
    #expect(try sums(proposal, dao).prefix(3) == [300, 0, 0])
    try expectReplay(dao)
  }

  // MARK: Charters

  static let faults: [(id: String, preset: String, edits: [(from: String, to: String)], says: String)] = [
    (
      "an early rule", "cosmos",
      [
        (
          "    queues_itself: true",
          """
              queues_itself: true
              early: [{name: soon, outcome: passed, when: [{test: share, name: all, house: stakers, count: [Yes],
                of: electorate, more_than: 1/2}]}]
          """
        )
      ], "no rule can go by the sums before it"
    ),
    (
      "ballots that are kept", "cosmos-expedited",
      [("track: standard}]", "track: standard, ballots: kept}]")],
      "without the ballots of that"
    ),
    ("several moments of stake", "cosmos", [("read: at-close ", "read: as-seen ")], "of one moment"),
    (
      "no review", "token-majority", [("read: snapshot-at-submission", "read: snapshot-at-approval")],
      "must have a review"
    ),
    (
      "score", "cosmos", [("{method: weighted, weights: shares}", "{method: score, max: 10}")],
      "stakes are counted for one option"
    ),
  ]

  @Test(arguments: faults) func `what cannot be counted at the close is refused with the charter`(
    _ row: (id: String, preset: String, edits: [(from: String, to: String)], says: String)
  ) async throws {
    var refusal: (any CodedRefusal)?
    do { _ = try await presetDAO(row.preset, edits: row.edits) } catch {
      refusal = error as? any CodedRefusal
    }
    #expect(refusal?.code == "charter.inconsistent", "\(row.id)")
    #expect(refusal?.message.contains(row.says) == true, "\(row.id): \(refusal?.message ?? "nothing")")
  }
}
