import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Votes in stages in a living DAO: each stage is counted by the rules it went through.
@Suite struct StageCountTests {
  private static let second = Span(milliseconds: 1000)

  @Test(arguments: ["passed", "failed"])
  func `the stage behind one that ended by the time is counted`(_ after: String) async throws {
    let dao = try await memoryDAO(edits: SampleStages.edits(after: after))
    let id = try await dao.propose()
    let closes = try dao.standing(id).proposal.schedule.closes
    dao.clock.set(closes - Self.second)
    try await dao.vote(after == "passed" ? "For" : "Against", on: id, by: 0)
    dao.clock.set(closes + Self.second)
    try await dao.vote("For", on: id, by: 1)
    try await dao.vote("Against", on: id, by: 2)
    let standing = try dao.standing(id)
    #expect(standing.decision.track == "second" && standing.decision.stage == 1)
    #expect(try #require(standing.counts["holders"]).tally.options.map(\.power.units) == [300, 200, 0])
    #expect(standing.decision.tallies["holders"]?.options.map(\.power.units) == [300, 200, 0])
    #expect(standing.facts.isConsistent)
    dao.clock.set(closes + .minutes(5))
    #expect(try dao.state(id) == .succeeded)
  }

  @Test(arguments: [true, false])
  func `a stage behind one without ballots is counted as its own`(_ keeps: Bool) async throws {
    let dao = try await memoryDAO(edits: SampleStages.edits(keeps: keeps))
    let id = try await dao.propose()
    let closes = try dao.standing(id).proposal.schedule.closes
    dao.clock.set(closes + Self.second)
    #expect(try dao.standing(id).decision.stage == 1)
    try await dao.vote("For", on: id, by: 3)
    try await dao.vote("Against", on: id, by: 2)
    let standing = try dao.standing(id)
    #expect(standing.decision.stage == 1 && standing.facts.isConsistent)
    #expect(standing.decision.tallies["holders"]?.options.map(\.power.units) == [100, 200, 0])
    #expect(try #require(standing.counts["holders"]).tally.options.map(\.power.units) == [100, 200, 0])
    dao.clock.set(closes + .minutes(5))
    #expect(try dao.state(id) == .defeated)
  }

  /// The stage in the middle has no ballot of its own, and hands on what it kept.
  @Test func `ballots are kept through a stage in which nobody votes`() async throws {
    let third = """
      then: [{after: failed, start: at-once, track: third, ballots: kept}]
      """
    var edits = SampleStages.edits(keeps: true, course: "    " + third)
    edits.append(
      (
        "  constitutional:",
        """
          third:
            houses: [holders]
            ballot: {method: single-choice, options: [For, Against, Abstain], replaceable: true}
            propose_with: "1"
            delay: 0s
            period: 5m
            timelock: 2m
            grace: 14m
            veto_by: council
            tests:
              - {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}

          constitutional:
        """
      ))
    let dao = try await memoryDAO(edits: edits)
    let id = try await dao.propose()
    let closes = try dao.standing(id).proposal.schedule.closes
    dao.clock.set(closes - Self.second)
    try await dao.vote("Against", on: id, by: 1)
    try await dao.vote("For", on: id, by: 3)
    dao.clock.set(closes + .minutes(6))
    #expect(try dao.standing(id).decision.track == "third")
    try await dao.vote("For", on: id, by: 2)
    try await dao.vote("For", on: id, by: 0)
    let standing = try dao.standing(id)
    #expect(standing.facts.isConsistent)
    #expect(standing.decision.tallies["holders"]?.options.map(\.power.units) == [700, 300, 0])
    #expect(try #require(standing.counts["holders"]).tally.options.map(\.power.units) == [700, 300, 0])
    dao.clock.set(closes + .minutes(10))
    #expect(try dao.state(id) == .succeeded)
  }
}
