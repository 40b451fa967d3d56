import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Who besides the voters may do what, at every moment of a proposal's life.
@Suite struct GuardianTests {
  static let role = "{\"members\":[\"evm:1111111111111111111111111111111111111111\"],\"needs\":1}"

  /// A reviewer until voting, a council that may stop it while it is scheduled, voted on or in its timelock, and give
  /// that up in the timelock.
  static func rules(_ stage: String = "") throws -> TrackRules {
    func rule(_ deed: String, _ phases: String, _ rest: String = "") -> String {
      "{\"act\":\"\(deed)\",\"by\":\(role),\"during\":[\(phases)]\(stage)\(rest)}"
    }
    let guardians = [
      rule("approve", "\"review\""), rule("reject", "\"review\""), rule("slash", "\"review\""),
      rule("veto", "\"scheduled\",\"voting\",\"timelock\""), rule("waive", "\"timelock\""),
      rule("postpone", "\"timelock\"", ",\"at_most\":\"5ms\""),
    ]
    return try CourseSample.rules(
      spans: ["period": 2, "timelock": 3, "grace": 2],
      course: """
        {"review":"4ms","active_at_most":1,"queues_itself":true,"guardians":[\(guardians.joined(separator: ","))],\
        "deposit":{"amounts":{"near":"1"},"fates":{"rejected":"held","slashed":"treasury","vetoed":"burned"}}}
        """)
  }

  /// Where a proposal stands in the fifteen milliseconds of a life without guardians: approved after 1, started after
  /// 2 more.
  static func phase(_ now: UInt64) -> ProposalPhase {
    switch now {
    case 0: .review
    case 1...2: .scheduled
    case 3...4: .voting
    case 5...7: .timelock
    case 8...9: .executable
    default: .ended
    }
  }

  static let passed = CourseSample.facts([.init(at: 3, power: 1, option: 0)], electorate: 5)
  static let approved = CourseSample.milestones([\.approved: 1, \.started: 3])

  @Test func `every deed is allowed in its phases and in no others`() throws {
    let phases: [GuardianRule.Deed: Set<ProposalPhase>] = [
      .approve: [.review], .reject: [.review], .slash: [.review], .veto: [.scheduled, .voting, .timelock],
      .waive: [.timelock], .postpone: [.timelock],
    ]
    let rules = try Self.rules()
    for now in UInt64(0)..<15 {
      let decision = CourseSample.decision(rules, Self.passed, at: now, Self.approved)
      #expect(decision.phase == Self.phase(now), "\(now)")
      for deed in GuardianRule.Deed.allCases {
        let isAllowed = rules.guardian(deed, in: decision) != nil
        #expect(isAllowed == phases[deed, default: []].contains(decision.phase), "\(deed) at \(now)")
      }
    }
  }

  @Test func `a rule for one stage is for no other`() throws {
    for (stage, isAllowed) in [("t", true), ("u", false)] {
      let rules = try Self.rules(",\"stage\":\"\(stage)\"")
      let decision = CourseSample.decision(rules, Self.passed, at: 3, Self.approved)
      #expect((rules.guardian(.veto, in: decision) != nil) == isAllowed)
    }
  }

  static let deeds: [(deed: GuardianRule.Deed, ending: ProposalEnding, fate: DepositFate)] = [
    (.reject, .rejected, .held), (.slash, .slashed, .treasury), (.veto, .vetoed, .burned),
  ]

  @Test(arguments: deeds) func `what is stopped stays stopped from that instant on`(
    _ deed: GuardianRule.Deed, _ ending: ProposalEnding, _ fate: DepositFate
  ) throws {
    let path: WritableKeyPath<Milestones, Timepoint?> =
      deed == .reject ? \.rejected : deed == .slash ? \.slashed : \.vetoed
    let rules = try Self.rules()
    for then in UInt64(0)..<10 {
      var milestones = Self.approved
      let before = CourseSample.decision(rules, Self.passed, at: then, milestones)
      guard rules.guardian(deed, in: before) != nil else { continue }
      milestones[keyPath: path] = CourseSample.instant(then)
      for now in UInt64(0)..<15 {
        let decision = CourseSample.decision(rules, Self.passed, at: now, milestones)
        if now < then {
          #expect(decision.phase == Self.phase(now))
        } else {
          #expect(decision.state == .canceled && decision.ending == ending && decision.deposit == fate)
          #expect(!decision.takesBallots)
        }
      }
    }
  }

  @Test func `a waived veto ends the timelock at that instant`() throws {
    let rules = try Self.rules()
    for then in UInt64(5)...7 {
      var milestones = Self.approved
      milestones.waived = CourseSample.instant(then)
      let phases = (5..<UInt64(12)).map {
        CourseSample.decision(rules, Self.passed, at: $0, milestones).phase
      }
      let expected = (5..<UInt64(12)).map { now -> ProposalPhase in
        now < then ? .timelock : now < then + 2 ? .executable : .ended
      }
      #expect(phases == expected, "waived at \(then)")
    }
  }

  @Test func `what is put off becomes executable later by as much`() throws {
    let rules = try Self.rules()
    var milestones = Self.approved
    milestones.postponed = Span(milliseconds: 4)
    let phases = [11, 12, 13, 14].map { CourseSample.decision(rules, Self.passed, at: $0, milestones).phase }
    #expect(phases == [.timelock, .executable, .executable, .ended])
  }
}
