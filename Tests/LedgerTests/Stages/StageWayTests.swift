import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Chains in which two ways lead to one track: a stage is known by the way to it, and not by its rules.
@Suite struct StageWayTests {
  private typealias Edit = (from: String, to: String)

  /// A track behind the sample's, with a second house of the same four as people.
  private static func track(
    _ name: String, then: String = "", house: String = "holders", veto: String = "    veto_by: council\n",
    tests: String? = nil
  ) -> String {
    let approval =
      "{test: share, name: approval, house: \(house), count: [For], of: [For, Against], more_than: 1/2}"
    return """
        \(name):
          houses: [\(house)]
          ballot: {method: single-choice, options: [For, Against, Abstain], replaceable: true}
          propose_with: "1"
          delay: 0s
          period: 5m
          timelock: 2m
          grace: 14m
      \(veto)\(then.isEmpty ? "" : "    then: [\(then)]\n")    tests:
            - \(tests ?? approval)


      """
  }

  /// A DAO of four whose resolutions go on to other tracks.
  private static func dao(then: String, _ tracks: String...) async throws -> MemoryDAO {
    try await memoryDAO(edits: [
      (
        "    read: snapshot-at-submission\n",
        """
            read: snapshot-at-submission
          people:
            electorate: members
            power: {source: heads}
            read: snapshot-at-submission

        """
      ),
      ("timelock: 2m", "then: [\(then)]\n    timelock: 2m"),
      ("  constitutional:", tracks.joined() + "  constitutional:"),
    ])
  }

  /// Two against one in the first stage, which fails; then one ballot each in what follows.
  private static func failed(
    then: String, _ tracks: String..., stages: Int = 1, votesBetween: Bool = false
  ) async throws -> (standing: Standing, dao: MemoryDAO) {
    let later = tracks.joined()
    let dao = try await dao(then: then, later)
    let id = try await dao.open()
    try await dao.vote("Against", on: id, by: 0)
    try await dao.vote("Against", on: id, by: 1)
    for stage in 1...stages {
      dao.clock.set(try dao.standing(id).decision.schedule.closes + Span(milliseconds: 1))
      if votesBetween, stage < stages { try await dao.vote("Against", on: id, by: 3) }
    }
    try await dao.vote("For", on: id, by: 2)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
    return (try dao.standing(id), dao)
  }

  /// What a chain makes of two ballots against in a first stage that fails, and of one for in its last stage.
  struct Case: CustomTestStringConvertible {
    let id: String
    let then: String
    var second = ""
    var stages = 1
    /// Whether one more votes against it in the stage in the middle.
    var votesBetween = false
    let sums: [UInt128]
    var testDescription: String { id }
  }

  private static let both = "{after: passed, track: last}, {after: failed, track: last}"
  private static let bothKept =
    "{after: passed, track: last, ballots: kept}, {after: failed, track: last, ballots: kept}"

  @Test(arguments: [
    Case(
      id: "the way not taken keeps ballots",
      then: "{after: passed, track: last, ballots: kept}, {after: failed, track: last}", sums: [200, 0, 0]),
    Case(
      id: "the way taken keeps ballots",
      then: "{after: passed, track: last}, {after: failed, track: last, ballots: kept}", sums: [200, 700, 0]),
    Case(
      id: "the other way is longer", then: "{after: passed, track: second}, {after: failed, track: last}",
      second: both, sums: [200, 0, 0]),
    Case(
      id: "the other way is longer, and keeps ballots",
      then: "{after: passed, track: second, ballots: kept}, {after: failed, track: last}", second: bothKept,
      sums: [200, 0, 0]),
    Case(
      id: "the other way is longer, and this one keeps ballots",
      then: "{after: passed, track: second, ballots: kept}, {after: failed, track: last, ballots: kept}",
      second: both, sums: [200, 700, 0]),
    Case(
      id: "the other way is shorter, and keeps ballots",
      then: "{after: passed, track: last, ballots: kept}, {after: failed, track: second}", second: both,
      stages: 2, sums: [200, 0, 0]),
    Case(
      id: "each stage begins without ballots",
      then: "{after: passed, track: last}, {after: failed, track: second}", second: both, stages: 2,
      votesBetween: true, sums: [200, 0, 0]),
    Case(
      id: "only those of the stage in the middle are kept",
      then: "{after: passed, track: last}, {after: failed, track: second}", second: bothKept, stages: 2,
      votesBetween: true, sums: [200, 100, 0]),
    Case(
      id: "only those of the first stage were kept, and not for long",
      then: "{after: passed, track: last}, {after: failed, track: second, ballots: kept}", second: both,
      stages: 2, votesBetween: true, sums: [200, 0, 0]),
    Case(
      id: "those of both are kept",
      then: "{after: passed, track: last}, {after: failed, track: second, ballots: kept}", second: bothKept,
      stages: 2, votesBetween: true, sums: [200, 800, 0]),
    Case(
      id: "this way keeps them through a stage",
      then: "{after: passed, track: last}, {after: failed, track: second, ballots: kept}", second: bothKept,
      stages: 2, sums: [200, 700, 0]),
  ])
  func `ballots are kept by the way that was taken`(_ sample: Case) async throws {
    let second = sample.second.isEmpty ? "" : Self.track("second", then: sample.second)
    let (standing, _) = try await Self.failed(
      then: sample.then, second, Self.track("last"), stages: sample.stages,
      votesBetween: sample.votesBetween)
    #expect(standing.decision.track == "last" && standing.decision.stage == sample.stages)
    #expect(standing.facts.isConsistent)
    #expect(standing.counts["holders"]?.tally.options.map(\.power.units) == sample.sums)
    #expect(standing.decision.tallies["holders"]?.options.map(\.power.units) == sample.sums)
  }

  @Test(arguments: [("people", "4"), ("holders", "1000")])
  func `tests that hold without ballots hold in a stage of another house`(
    _ house: String, _ all: String
  ) async throws {
    let everybody = "{test: floor, name: members, house: \(house), count: electorate, at_least: \"1\"}"
    let dao = try await Self.dao(
      then: "{after: failed, track: last}", Self.track("last", house: house, tests: everybody))
    let id = try await dao.open()
    try await dao.vote("Against", on: id, by: 0)
    dao.clock.set(try dao.standing(id).decision.schedule.closes + .minutes(5))
    let standing = try dao.standing(id)
    #expect(standing.decision.state == .succeeded && standing.decision.track == "last")
    #expect(standing.decision.tests.map(\.part.description) == [all])
  }

  @Test func `tests that fail without ballots are told all the same`() async throws {
    let dao = try await Self.dao(then: "{after: failed, track: last}", Self.track("last", house: "people"))
    let id = try await dao.open()
    dao.clock.set(try dao.standing(id).decision.schedule.closes + .minutes(5))
    let decision = try dao.standing(id).decision
    #expect(decision.state == .defeated && decision.tests.map(\.name) == ["approval"])
  }

  @Test(arguments: [-1, 0, 6, 60])
  func `what was vetoed stays in the stage that it was in`(_ minutes: Int64) async throws {
    let dao = try await Self.dao(then: Self.both, Self.track("last"))
    let id = try await dao.open()
    let closes = try dao.standing(id).decision.schedule.closes
    try await dao.vote("For", on: id, by: 0)
    dao.clock.set(closes - Span(milliseconds: 1))
    try await dao.submit(dao.act(.veto, on: id), by: 0)
    if minutes >= 0 { dao.clock.set(closes + .minutes(UInt64(minutes))) }
    let standing = try dao.standing(id)
    #expect(standing.decision.state == .canceled && standing.decision.ending == .vetoed)
    #expect(standing.decision.track == "standard" && standing.decision.stage == 0)
    #expect(standing.counts["holders"]?.tally.options.map(\.power.units) == [400, 0, 0])
  }

  @Test func `a veto at the instant of the next stage is one of that`() async throws {
    let dao = try await Self.dao(then: Self.both, Self.track("last"))
    let id = try await dao.open()
    dao.clock.set(try dao.standing(id).decision.schedule.closes)
    try await dao.submit(dao.act(.veto, on: id), by: 0)
    let decision = try dao.standing(id).decision
    #expect(decision.ending == .vetoed && decision.track == "last")
  }

  @Test func `the council of a later track stops in that stage, and not before it`() async throws {
    let bare: [Edit] = [("    veto_by: council\n", "")]
    let dao = try await memoryDAO(
      edits: bare + [
        ("timelock: 2m", "then: [\(Self.both)]\n    timelock: 2m"),
        ("  constitutional:", Self.track("last") + "  constitutional:"),
      ])
    let id = try await dao.open()
    try await expectRefusal("role.missing", of: dao.act(.veto, on: id), by: 0, in: dao)
    dao.clock.set(try dao.standing(id).decision.schedule.closes)
    try await dao.submit(dao.act(.veto, on: id), by: 0)
    #expect(try dao.standing(id).decision.ending == .vetoed)
  }

  @Test func `the council of the first track stops in every stage`() async throws {
    let dao = try await Self.dao(then: Self.both, Self.track("last", veto: ""))
    let id = try await dao.open()
    dao.clock.set(try dao.standing(id).decision.schedule.closes)
    try await dao.submit(dao.act(.veto, on: id), by: 0)
    #expect(try dao.standing(id).decision.ending == .vetoed)
  }
}
