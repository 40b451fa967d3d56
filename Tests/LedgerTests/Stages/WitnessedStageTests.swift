import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog
import Voting

/// Votes in stages that go by the time of witnesses: each stage has a cut-off of its own, and the next one begins when it
/// is settled. Gaps of two minutes, ten seconds of grace.
@Suite struct WitnessedStageTests {
  private static let second = Span(milliseconds: 1000)

  private func staged(
    start: String = "at-once", keeps: Bool = false, period: String = "5m", course: String = "",
    challenge: String? = nil
  ) async throws -> MemoryDAO {
    try await MemoryDAO.witnessed(
      on: MemoryLogStore(),
      edits: SampleStages.edits(start: start, keeps: keeps, period: period, course: course),
      challenge: challenge)
  }

  /// The power for and against in the stage a proposal is in, as counted and as kept ballot by ballot.
  private func sums(_ id: Digest, in dao: MemoryDAO) throws -> [UInt128] {
    let standing = try dao.standing(id)
    let kept = standing.decision.tallies["holders"]?.options.map(\.power.units)
    #expect(standing.facts.isConsistent)
    if let counted = standing.counts["holders"]?.tally.options.map(\.power.units) {
      #expect(counted == kept)
    }
    return try #require(kept)
  }

  /// What witnesses saw at the close, and what the operator puts in behind their backs before he shows it.
  private func cut(
    _ dao: MemoryDAO, at closes: Timepoint, late: () async throws -> Void
  ) async throws {
    try await dao.pass(to: closes)
    dao.clock.set(closes + Self.second)
    let now = dao.clock.now()
    let cosigned = try SampleWitnesses.cosigned(try await dao.signed(), at: [now, now])
    dao.clock.set(closes - Self.second)
    try await late()
    dao.clock.set(closes + Self.second)
    try await dao.record(cosigned)
  }

  @Test(arguments: [true, false])
  func `each stage leaves out what came too late for it`(_ keeps: Bool) async throws {
    let dao = try await staged(keeps: keeps)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    try await dao.vote("For", on: id, by: 1)
    try await cut(dao, at: closes) {
      // With these it would have passed in the first stage.
      try await dao.vote("For", on: id, by: 2)
      try await dao.vote("For", on: id, by: 0)
    }
    let first = try #require(try dao.witnessing(id).current.cutoff)
    #expect(try sums(id, in: dao) == [300, 400, 0])
    #expect(try dao.standing(id).decision.phase == .witnessing)
    try await expectRefusal("ballot.closed", of: dao.ballot(on: id, by: 3), by: 3, in: dao)
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    // At once, and that is when it is settled.
    let opens = dao.clock.now()
    let decision = try dao.standing(id).decision
    #expect(decision.track == "second" && decision.takesBallots)
    #expect(decision.schedule == Schedule(opens: opens, closes: opens + .minutes(5)))
    #expect(try sums(id, in: dao) == (keeps ? [300, 400, 0] : [0, 0, 0]))
    try await dao.vote("For", on: id, by: 2)
    if !keeps {
      try await dao.vote("Against", on: id, by: 0)
      try await dao.vote("For", on: id, by: 1)
    }
    try await cut(dao, at: opens + .minutes(5)) { try await dao.vote("Against", on: id, by: 3) }
    dao.clock.set(opens + .minutes(6))
    try await dao.witness()
    #expect(try dao.state(id) == .succeeded)
    #expect(try sums(id, in: dao) == [500, 400, 0])
    let witnessing = try dao.witnessing(id)
    #expect(witnessing.stages.map(\.settled) == [opens, opens + .minutes(6)])
    #expect(witnessing.stages[0].cutoff == first)
    #expect(try #require(witnessing.stages[1].cutoff) > first)
    #expect(try ProposalWitnessing(parsing: witnessing.json) == witnessing)
    try dao.expectReplayed()
  }

  /// Member 3 lends to 2, who lends to 1: a ballot of 2 takes what they lend away from 1.
  @Test func `a late ballot is taken back with all that it moved, where ballots are kept`() async throws {
    let dao = try await staged(keeps: true)
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
    try await dao.submit(dao.delegation(to: 1, by: 2), by: 2)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 1)
    let standing = try dao.chamber.read { try $0.ballot(id, house: "holders", voter: dao.account(1)) }
    try await cut(dao, at: closes) {
      try await dao.vote("For", on: id, by: 2)
      try await dao.vote("For", on: id, by: 1)
      try await dao.vote("Abstain", on: id, by: 1)
    }
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    #expect(try sums(id, in: dao) == [0, 600, 0])
    #expect(try dao.chamber.read { try $0.ballot(id, house: "holders", voter: dao.account(1)) } == standing)
    #expect(try dao.chamber.read { try $0.ballot(id, house: "holders", voter: dao.account(2)) } == nil)
    try await dao.vote("For", on: id, by: 2)
    #expect(try sums(id, in: dao) == [300, 300, 0])
    try await dao.vote("Abstain", on: id, by: 1)
    #expect(try sums(id, in: dao) == [300, 0, 300])
    try dao.expectReplayed()
  }

  @Test func `a stage that opens decided waits for witnesses like every other`() async throws {
    let dao = try await staged(keeps: true, course: SampleStages.majority)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    try await dao.vote("For", on: id, by: 1)
    // It fails for want of nothing: make it fail by votes against, then by what is kept nothing is decided.
    try await dao.vote("Against", on: id, by: 0)
    try await cut(dao, at: closes) { try await dao.vote("For", on: id, by: 0) }
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    #expect(try dao.state(id) == .active)
    #expect(try sums(id, in: dao) == [300, 400, 0])
    try await dao.vote("For", on: id, by: 0)
    #expect(try dao.standing(id).decision.phase == .witnessing)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    #expect(try dao.standing(id).decision.decidedBy == "majority")
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  @Test func `a challenge takes no time from the next stage, whenever that begins`() async throws {
    for start in ["at-once", "with-the-first"] {
      let dao = try await staged(start: start, period: "8m", challenge: "5m")
      let (id, opens, closes) = try await dao.opened()
      try await dao.vote("Against", on: id, by: 0)
      try await dao.pass(to: closes + Self.second)
      try await dao.witness()
      try await dao.pass(to: closes + .minutes(5) + Span(milliseconds: 12_000))
      #expect(try dao.standing(id).decision.phase == .witnessing)
      #expect(try dao.standing(id).decision.stage == 0)
      try await dao.witness()
      let settled = dao.clock.now()
      let decision = try dao.standing(id).decision
      #expect(decision.stage == 1 && decision.takesBallots, "\(start)")
      let expected = start == "at-once" ? settled + .minutes(8) : settled + .minutes(3)
      #expect(decision.schedule.closes == expected, "\(start): from the opening at \(opens) on")
      try dao.expectReplayed()
    }
  }

  @Test func `silence extends the stage that was voted on, and no other`() async throws {
    for start in ["at-once", "with-the-first"] {
      let dao = try await staged(start: start, period: "8m")
      let (id, opens, closes) = try await dao.opened()
      try await dao.vote("Against", on: id, by: 0)
      dao.clock.advance(.minutes(3))
      try await dao.witness()
      try await dao.pass(to: closes + .minutes(3))
      try await dao.witness()
      dao.clock.advance(.minutes(1))
      try await dao.witness()
      let settled = dao.clock.now()
      var decision = try dao.standing(id).decision
      #expect(decision.stage == 1)
      let planned = start == "at-once" ? settled + .minutes(8) : opens + .minutes(12)
      #expect(decision.schedule.closes == planned, "\(start)")
      try await dao.vote("For", on: id, by: 1)
      dao.clock.advance(.minutes(3))
      try await dao.witness()
      try await dao.vote("For", on: id, by: 2)
      decision = try dao.standing(id).decision
      #expect(decision.schedule.closes == planned + .minutes(3), "\(start)")
      #expect(try dao.witnessing(id).stages.map(\.extended) == [.minutes(3), .minutes(3)])
      try dao.expectReplayed()
    }
  }

  /// The seen state must be that of the second stage, and the first one's must stay as it was cut.
  @Test func `later evidence lets a ballot into the stage it was cast in`() async throws {
    let dao = try await staged(keeps: true, challenge: "5m")
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    var second: SignedNote?
    try await cut(dao, at: closes) {
      try await dao.vote("For", on: id, by: 3)
      let time = closes + Span(milliseconds: 5000)
      second = try SampleWitnesses.cosigned(try await dao.signed(), at: [nil, time, time])
      try await dao.vote("For", on: id, by: 2)
    }
    #expect(try sums(id, in: dao) == [0, 400, 0])
    dao.clock.set(closes + .minutes(1))
    try await dao.record(try #require(second))
    #expect(try sums(id, in: dao) == [100, 400, 0])
    dao.clock.set(closes + .minutes(6))
    try await dao.witness()
    #expect(try dao.standing(id).decision.stage == 1)
    #expect(try sums(id, in: dao) == [100, 400, 0], "what was seen in time is kept, and nothing else")
    // The first stage is settled: the same evidence changes nothing any more.
    try await expectRefusal("witness.nothingNew", in: dao) { try await dao.record(try #require(second)) }
    try await dao.vote("For", on: id, by: 2)
    #expect(try sums(id, in: dao) == [300, 400, 0])
    try dao.expectReplayed()
  }

  @Test func `an operator who moves his clock cannot open the second stage`() async throws {
    let dao = try await staged()
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    let now = dao.clock.now()
    dao.clock.set(closes + .days(30))
    #expect(try dao.standing(id).decision.stage == 0)
    #expect(try dao.state(id) == .active)
    dao.clock.set(now)
    try await dao.pass(to: closes + Self.second)
    try await dao.witness()
    dao.clock.set(closes + .days(30))
    #expect(try dao.standing(id).decision.stage == 0, "not settled by anybody's clock but the witnesses'")
    #expect(try dao.standing(id).decision.phase == .witnessing)
  }

  /// The record says when a stage was settled. A clock that is behind that, by as much as clocks may differ, must not be told
  /// the first stage's result as that of the vote.
  @Test func `a clock behind the witnesses' sees the stage that is voted on`() async throws {
    let dao = try await staged()
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    try await dao.pass(to: closes)
    try await dao.witness()
    dao.clock.set(closes + Self.second)
    let settled = closes + .minutes(1)
    try await dao.witness(at: settled)
    #expect(dao.clock.now() < settled)
    let standing = try dao.standing(id)
    #expect(standing.decision.stage == 1 && standing.decision.state == .active)
    #expect(standing.decision.schedule == Schedule(opens: settled, closes: settled + .minutes(5)))
    #expect(try sums(id, in: dao) == [0, 0, 0])
    #expect(try dao.chamber.read { try $0.decision(on: standing.proposal, at: dao.clock.now()).stage } == 1)
    try dao.expectReplayed()
  }

  @Test func `voters who remove a proposal behind the witnesses' backs remove nothing`() async throws {
    let removal = """
      early:
            - name: spam
              outcome: removed
              when: [{test: share, name: all, house: holders, count: [Against], of: electorate, more_than: 1/2}]
          timelock: 2m
      """
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [("timelock: 2m", removal)])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 1)
    try await dao.pass(to: closes)
    dao.clock.set(closes + Self.second)
    let now = dao.clock.now()
    let cosigned = try SampleWitnesses.cosigned(try await dao.signed(), at: [now, now])
    dao.clock.set(closes - Self.second)
    try await dao.vote("Against", on: id, by: 0)
    try await dao.vote("Against", on: id, by: 2)
    #expect(try dao.standing(id).decision.phase == .witnessing)
    dao.clock.set(closes + Self.second)
    try await dao.record(cosigned)
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  @Test func `voters remove a proposal once witnesses have seen their ballots`() async throws {
    let removal = """
      early:
            - name: spam
              outcome: removed
              when: [{test: share, name: all, house: holders, count: [Against], of: electorate, more_than: 1/2}]
          timelock: 2m
      """
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [("timelock: 2m", removal)])
    let (id, _, _) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    try await dao.vote("Against", on: id, by: 2)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    #expect(try dao.standing(id).decision.ending == .removed)
    #expect(try dao.witnessing(id).settled == dao.clock.now())
    try dao.expectReplayed()
  }
}
