import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Stages that follow one another, against a proposal that is lived through millisecond by millisecond.
@Suite struct StageTests {
  typealias Vote = CourseSample.Vote

  /// A sandbox of 4 ms that 3 units of Yes leave at once, then 2 ms of waiting and 5 ms of voting.
  struct Life {
    let keepsBallots: Bool
    var stage = 0
    var phase = ProposalPhase.voting
    var state = ProposalState.active
    var age: UInt64 = 0
    var sums: [UInt128] = [0, 0, 0]
    /// The ballots that were taken, by stage.
    var taken: [[Vote]] = [[], []]

    mutating func live(_ now: UInt64, _ votes: [Vote]) {
      if now > 0 { age += 1 }
      switch (stage, phase, age) {
      case (0, .voting, 4): (state, phase) = (.defeated, .ended)
      case (1, .waiting, 2): (state, phase, age) = (.active, .voting, 0)
      case (1, .voting, 5): (state, phase) = sums[0] > sums[1] ? (.succeeded, .passed) : (.defeated, .ended)
      default: break
      }
      for vote in votes where phase == .voting {
        sums[vote.option] += vote.power
        taken[stage].append(vote)
        if stage == 0, sums[0] >= 3 {
          (stage, state, phase, age) = (1, .pending, .waiting, 0)
          if !keepsBallots { sums = [0, 0, 0] }
        }
      }
    }
  }

  static func rules(keepsBallots: Bool, start: String = "at-once") throws -> TrackRules {
    let second = try CourseSample.rules("second", spans: ["delay": 2, "period": 5, "grace": 100])
    let graduation = """
      {"test":"share","name":"graduation","house":"h","count":["Yes"],"of":"electorate","at_least":"3"}
      """
    let ballots = keepsBallots ? "\"ballots\":\"kept\"," : ""
    return try CourseSample.rules(
      "first", spans: ["period": 4], tests: "[\(graduation)]",
      course: """
        {"early":[{"name":"graduates","outcome":"passed","when":[\(graduation)]}],\
        "stages":[{\(ballots)"after":"passed","start":"\(start)",\
        "track":\(String(decoding: second.json.canonicalBytes, as: UTF8.self))}]}
        """)
  }

  @Test(arguments: [true, false])
  func `in every history the stage and the state are those of the proposal as it was lived`(
    _ keepsBallots: Bool
  ) throws {
    let rules = try Self.rules(keepsBallots: keepsBallots)
    var seen: Set<String> = []
    for votes in WaitForQuietTests.histories([2, 3, 1], at: [0, 1, 3, 4, 5, 6, 7, 9, 10]) {
      var life = Life(keepsBallots: keepsBallots)
      var lived: [Life] = []
      for now in 0..<UInt64(14) {
        life.live(now, votes.filter { $0.at == now })
        lived.append(life)
      }
      // Ballots that no stage took are in no record; those of both stages are one history where they are kept.
      let facts =
        keepsBallots
        ? CourseSample.facts(life.taken[0] + life.taken[1], electorate: 6)
        : CourseSample.facts(
          life.taken[0], electorate: 6, later: [CourseSample.facts(life.taken[1], electorate: 6)])
      for now in UInt64(0)..<14 {
        let decision = CourseSample.decision(rules, facts, at: now)
        let life = lived[Int(now)]
        try Mismatch.unless(
          decision.stage == life.stage && decision.state == life.state && decision.phase == life.phase
            && decision.track == ["first", "second"][life.stage]
            && decision.takesBallots == (life.phase == .voting),
          "\(votes) at \(now): \(decision), lived \(life)")
        seen.insert("\(life.stage) \(life.state) \(life.phase)")
      }
    }
    #expect(seen.count == 6)
  }

  @Test func `of three stages each has its own count`() throws {
    let third = try CourseSample.rules("third", spans: ["period": 2, "grace": 9])
    let second = try CourseSample.rules(
      "second", spans: ["period": 2],
      course: "{\"stages\":[{\"after\":\"failed\",\"start\":\"at-once\",\"track\":\(third.text)}]}")
    let first = try CourseSample.rules(
      "first", spans: ["period": 2],
      course: "{\"stages\":[{\"after\":\"failed\",\"start\":\"at-once\",\"track\":\(second.text)}]}")
    let stages = [
      CourseSample.facts([Vote(at: 2, power: 1, option: 1)], electorate: 3),
      CourseSample.facts([Vote(at: 4, power: 1, option: 0)], electorate: 3),
    ]
    let facts = CourseSample.facts([], electorate: 3, later: stages)
    let decisions = (0..<7).map { CourseSample.decision(first, facts, at: $0) }
    #expect(decisions.map(\.stage) == [0, 0, 1, 1, 2, 2, 2])
    #expect(decisions.map(\.state) == Array(repeating: .active, count: 6) + [.succeeded])
    #expect(CourseSample.decision(first, CourseSample.facts([], electorate: 3), at: 6).state == .defeated)
  }

  @Test func `a stage that keeps ballots is read back as such, and one that does not has the bytes it had`()
    throws
  {
    for keeps in [true, false] {
      let rules = try Self.rules(keepsBallots: keeps)
      #expect(rules.text.contains("\"ballots\":\"kept\"") == keeps)
      #expect(try TrackRules(frozen: rules.json).json == rules.json)
    }
    let kept = try Self.rules(keepsBallots: true).text
    #expect(throws: JSONRefusal.self) {
      try TrackRules(frozen: CourseSample.json(kept.replacing("\"kept\"", with: "\"dropped\"")))
    }
  }

  // MARK: Mondays

  /// The first Monday midnight after an instant, found by going through the hours one by one.
  static func monday(after instant: Timepoint, hoursEast: UInt64) -> Timepoint {
    // 1 January 2024 was a Monday; its midnight in UTC is the hour of that number since the epoch.
    let known: UInt64 = 473_352
    var hour = instant.milliseconds / 3_600_000 + 1
    while (hour + hoursEast - known % 168 + 168) % 168 != 0 { hour += 1 }
    return Timepoint(milliseconds: hour * 3_600_000)
  }

  @Test func `the next Monday of a zone is the one that the hours lead to`() throws {
    for zone in UInt64(0)...14 {
      let start = try StageStart("next-monday-utc+\(zone)")
      #expect(start.text == "next-monday-utc+\(zone)")
      for hour in UInt64(473_352)..<473_352 + 340 {
        for rest in [UInt64(0), 1, 3_599_999] {
          let instant = Timepoint(milliseconds: hour * 3_600_000 + rest)
          try Mismatch.unless(
            start.instant(after: instant, firstOpened: .earliest)
              == Self.monday(after: instant, hoursEast: zone),
            "\(instant) at UTC+\(zone)")
        }
      }
    }
  }
}

extension TrackRules {
  /// The canonical form as text.
  var text: String { String(decoding: json.canonicalBytes, as: UTF8.self) }
}
