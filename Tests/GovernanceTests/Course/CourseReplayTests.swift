import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// A vote that is looked at every hour, and one that is looked at once when everything is over.
@Suite struct CourseReplayTests {
  private static func instant(_ hours: UInt64) -> Timepoint {
    CourseSample.start + Span(milliseconds: hours * 3_600_000)
  }

  /// The verdict on ballots cast so many hours after the opening, where somebody looks at these hours besides.
  private static func verdict(
    _ rules: TrackRules, _ votes: [CourseSample.Vote], looking hours: [UInt64]
  ) -> CourseState.Verdict? {
    let empty = Sample.tally([0, 0, 0], electorate: RandomTracks.electorate)
    let state = CourseState(rules, opens: instant(0), tallies: ["h": empty])
    var course = VotingCourse(rules, opens: instant(0), state: state)
    var powers: [UInt128] = [0, 0, 0]
    for hour in UInt64(0)...60 {
      for vote in votes where vote.at == hour {
        powers[vote.option] += vote.power
        course.take(
          .init(
            at: instant(hour), house: "h", tally: Sample.tally(powers, electorate: RandomTracks.electorate)))
      }
      if hours.contains(hour) { course.advance(to: instant(hour)) }
    }
    return course.state.verdict
  }

  @Test func `whoever looks at the end finds what was found by looking all the time`() throws {
    var random = RandomTracks(seed: 62)
    var (early, confirmed, all) = (0, 0, 0)
    for _ in 0..<500 {
      guard let rules = try random.draft().charter()?.rules(for: "text.resolution") else { continue }
      for _ in 0..<8 {
        let votes = random.votes(until: 9)
        let often = Self.verdict(rules, votes, looking: Array(0...60))
        let once = Self.verdict(rules, votes, looking: [60])
        try Mismatch.unless(often == once, "\(rules.json) \(votes): \(String(describing: (often, once)))")
        all += 1
        if often?.rule != nil { early += 1 }
        if rules.course.confirmation != nil, often?.outcome == .passed { confirmed += 1 }
      }
    }
    #expect(early > all / 20 && confirmed > all / 40, "\(early) early, \(confirmed) confirmed of \(all)")
  }

  private static func rules(confirmation: UInt64?, early: String) throws -> TrackRules {
    var draft = RandomTracks.Draft()
    (draft.period, draft.confirmation, draft.early) = (9, confirmation, [early])
    draft.tests = ["test: share, name: s, house: h, count: [A], of: [A, B], more_than: 1/2"]
    return try #require(try draft.charter()?.rules(for: "text.resolution"))
  }

  private static let votes: [CourseSample.Vote] = [
    .init(at: 0, power: 3, option: 0), .init(at: 0, power: 1, option: 1),
  ]

  @Test func `what was confirmed is not defeated by a rule that begins to apply afterwards`() throws {
    let rules = try Self.rules(
      confirmation: 2,
      early:
        "name: o, outcome: defeated, from: 4h, when: [{test: floor, name: f, house: h, count: [B], at_least: \"1\"}]"
    )
    for hours: [UInt64] in [[2, 5], [5], [20]] {
      let verdict = Self.verdict(rules, Self.votes, looking: hours)
      #expect(verdict?.outcome == .passed && verdict?.at == Self.instant(2), "\(hours)")
    }
  }

  @Test func `a rule that waits for the time to go by needs no ballot to decide`() throws {
    let rules = try Self.rules(
      confirmation: nil,
      early:
        "name: o, outcome: defeated, when: [{test: floor, name: f, house: h, count: [B], at_least: \"1\"}, {test: elapsed, name: e, house: h, at_least: 4h}]"
    )
    for hours: [UInt64] in [[2, 5], [5], [20]] {
      let verdict = Self.verdict(rules, Self.votes, looking: hours)
      #expect(verdict?.outcome == .defeated && verdict?.at == Self.instant(4), "\(hours)")
    }
  }
}
