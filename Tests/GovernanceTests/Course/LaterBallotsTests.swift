import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Ballots that are taken although the vote is decided: they are counted, and change nothing.
@Suite struct LaterBallotsTests {
  static func rules(keepsVoting: Bool) throws -> TrackRules {
    try CourseSample.rules(
      spans: ["period": 100],
      course: """
        {"early":[{"name":"enough","outcome":"passed","when":[{"test":"share","name":"half","house":"h",
        "count":["Yes"],"of":"electorate","more_than":"1/2"}]\(keepsVoting ? ",\"keeps_voting\":true" : "")}]}
        """)
  }

  private static let votes: [CourseSample.Vote] = [
    .init(at: 10, power: 3, option: 0), .init(at: 10, power: 3, option: 0),
    .init(at: 10, power: 1, option: 1),
    .init(at: 30, power: 2, option: 1),
  ]

  @Test(arguments: [true, false]) func `an early decision is judged by the sums it was made of`(
    keepsVoting: Bool
  ) throws {
    let facts = CourseSample.facts(Self.votes, electorate: 10)
    for now: UInt64 in [10, 50, 200] {
      let decision = CourseSample.decision(try Self.rules(keepsVoting: keepsVoting), facts, at: now)
      #expect(decision.decided == CourseSample.instant(10) && decision.decidedBy == "enough")
      #expect(decision.tallies["h"]?.options.map(\.power.units) == [6, 0, 0], "at \(now)")
      let later = decision.later(of: try #require(facts.tallies["h"]), in: "h")
      #expect(later?.ballots == 1 && later?.power == Power(3))
      #expect(later?.judged == decision.tallies["h"])
    }
  }

  @Test func `where the whole count was judged nothing came later`() throws {
    let facts = CourseSample.facts([.init(at: 10, power: 5, option: 0)], electorate: 10)
    let decision = CourseSample.decision(try Self.rules(keepsVoting: true), facts, at: 200)
    #expect(decision.decidedBy == nil && decision.decided != nil)
    #expect(decision.later(of: try #require(facts.tallies["h"]), in: "h") == nil)
  }

  @Test func `a course that is kept remembers the sums of its decision, and goes on counting`() throws {
    let rules = try Self.rules(keepsVoting: true)
    let opens = CourseSample.start
    let empty = Sample.tally([0, 0, 0], electorate: 10)
    var course = VotingCourse(
      rules, opens: opens, state: CourseState(rules, opens: opens, tallies: ["h": empty]))
    func kept() throws -> CourseState {
      try CourseState(parsing: JSONParser.parse(course.state.json.canonicalBytes, form: .canonical))
    }
    for (at, powers) in [(10, [6, 0, 0]), (20, [6, 1, 0]), (30, [6, 4, 0])] as [(UInt64, [UInt128])] {
      course.take(
        .init(at: CourseSample.instant(at), house: "h", tally: Sample.tally(powers, electorate: 10)))
      #expect(try kept() == course.state)
      course = VotingCourse(rules, opens: opens, state: try kept())
    }
    #expect(course.state.judged["h"]?.options.map(\.power.units) == [6, 0, 0])
    #expect(course.state.tallies["h"]?.options.map(\.power.units) == [6, 4, 0])
  }
}
