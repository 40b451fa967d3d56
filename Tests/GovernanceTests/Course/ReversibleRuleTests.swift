import Governance
import Testing

/// An early rule that later ballots may undo: until the close nothing of what it passes goes its way by itself.
@Suite struct ReversibleRuleTests {
  /// Two voted for it after 1 of 10 milliseconds, and three against after 6.
  private static let votes: [CourseSample.Vote] = [
    .init(at: 1, power: 2, option: 0), .init(at: 6, power: 3, option: 1),
  ]

  private static func rules(_ course: String) throws -> TrackRules {
    let most = CourseSample.majority.replacing("majority", with: "most")
    return try CourseSample.rules(
      spans: ["period": 10, "timelock": 0, "grace": 50],
      course: """
        {"early":[{"name":"now","outcome":"passed","reversible":true,"when":[\(most)]}]\(course)}
        """)
  }

  @Test(arguments: ["", ",\"queues_itself\":true"])
  func `it is succeeded while voting goes on, whoever queues, and ballots undo it`(_ course: String) throws {
    let rules = try Self.rules(course)
    for rules in [rules, rules.takingEffectByItself] {
      let facts = CourseSample.facts(Array(Self.votes.prefix(1)), electorate: 9)
      for now in UInt64(1)..<6 {
        let decision = CourseSample.decision(rules, facts, at: now)
        #expect(decision.state == .succeeded && decision.phase == .voting, "\(now)")
      }
      let undone = CourseSample.facts(Self.votes, electorate: 9)
      #expect(CourseSample.decision(rules, undone, at: 6).state == .active)
      #expect(CourseSample.decision(rules, undone, at: 10).state == .defeated)
    }
  }

  @Test func `from the close on it goes its way as the track says`() throws {
    let facts = CourseSample.facts(Array(Self.votes.prefix(1)), electorate: 9)
    let waiting = try Self.rules("")
    let own = try Self.rules(",\"queues_itself\":true")
    #expect(CourseSample.decision(waiting, facts, at: 10).state == .succeeded)
    #expect(CourseSample.decision(own, facts, at: 10).phase == .executable)
    #expect(CourseSample.decision(waiting.takingEffectByItself, facts, at: 10).state == .executed)
  }
}
