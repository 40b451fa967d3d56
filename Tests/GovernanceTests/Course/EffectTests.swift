import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Testing
import Voting

/// What happens once a proposal is decided, or once nobody has decided it.
@Suite struct EffectTests {
  typealias Vote = CourseSample.Vote

  // MARK: Effect without an act

  @Test func `what takes effect by itself does so when its timelock has run out`() throws {
    let rules = try CourseSample.rules(spans: ["period": 2, "timelock": 3, "grace": 1]).takingEffectByItself
    let facts = CourseSample.facts([Vote(at: 0, power: 1, option: 0)], electorate: 5)
    for now in UInt64(0)..<10 {
      let decision = CourseSample.decision(rules, facts, at: now)
      let expected: (ProposalState, ProposalPhase) =
        now < 2 ? (.active, .voting) : now < 5 ? (.queued, .timelock) : (.executed, .ended)
      #expect(decision.state == expected.0 && decision.phase == expected.1, "\(now)")
    }
    #expect(try TrackRules(frozen: rules.json).course.takesEffectByItself)
  }

  @Test func `an attempt that failed leaves it queued until another succeeds or it lapses`() throws {
    let deposit = "\"deposit\":{\"amounts\":{\"near\":\"1\"},\"fates\":{\"execution_failed\":\"held\"}}"
    let plain = try CourseSample.rules(
      spans: ["period": 2, "timelock": 1, "grace": 4], course: "{\"queues_itself\":true,\(deposit)}")
    let facts = CourseSample.facts([Vote(at: 0, power: 1, option: 0)], electorate: 5)
    for rules in [plain, plain.takingEffectByItself] {
      let failed = CourseSample.milestones([\.failed: 4])
      let phases = (2..<UInt64(9)).map { CourseSample.decision(rules, facts, at: $0, failed) }
      let waiting = rules.course.takesEffectByItself ? ProposalPhase.ended : .executable
      #expect(
        phases.map(\.phase) == [.timelock, waiting, .failed, .failed, .failed, .ended, .ended])
      #expect(phases[3].deposit == .held && phases[6].state == .expired)
      var retried = failed
      retried.executed = CourseSample.instant(6)
      let decisions = [5, 6, 20].map { CourseSample.decision(rules, facts, at: $0, retried) }
      #expect(decisions.map(\.state) == [.queued, .executed, .executed])
      #expect(decisions.map(\.deposit) == [.held, .returned, .returned])
    }
  }

  @Test func `only a kind without an action takes effect by itself`() throws {
    let text = try Sample.charterText()
    for kind in ["text.resolution", "model.deploy", "charter.amend"] {
      let altered = text.replacing("\(kind): {", with: "\(kind): {execution: by-itself, ")
      if kind == "text.resolution" {
        let charter = try CharterDocument.parse(Array(altered.utf8))
        let rules = try #require(charter.rules(for: kind))
        let other = try #require(charter.rules(for: "model.deploy"))
        #expect(rules.course.takesEffectByItself && !other.course.takesEffectByItself)
      } else {
        #expect(throws: CharterRefusal.self) { try CharterDocument.parse(Array(altered.utf8)) }
      }
    }
  }

  // MARK: Silence

  /// Yes or No that more than half of everybody has given.
  static let first = """
    {"silence":"lapses","ends":{"closing":"inclusive","opening":"inclusive"},"early":[\
    {"name":"approved","outcome":"passed","when":[{"test":"share","name":"most","house":"h","count":["Yes"],\
    "of":"electorate","more_than":"1/2","capped":true}]},\
    {"name":"rejected","outcome":"defeated","when":[{"test":"share","name":"most","house":"h","count":["No"],\
    "of":"electorate","more_than":"1/2","capped":true}]},\
    {"name":"removed","outcome":"removed","when":[{"test":"share","name":"most","house":"h","count":["Abstain"],\
    "of":"electorate","more_than":"1/2","capped":true}]}],\
    "deposit":{"amounts":{"near":"1"},"exact":true,"fates":{"removed":"burned"}}}
    """

  @Test func `the first option to have most decides, and without one it lapses after the last instant`()
    throws
  {
    let rules = try CourseSample.rules(spans: ["period": 3, "grace": 9], tests: "[]", course: Self.first)
    for number in 0..<64 {
      // Three voters of four, each choosing one of the options or nothing, one after the other.
      let choices = [number % 4, number / 4 % 4, number / 16]
      let votes = choices.enumerated().filter { $0.element < 3 }.map {
        Vote(at: UInt64($0.offset) + 1, power: 1, option: $0.element)
      }
      let facts = CourseSample.facts(votes, electorate: 4)
      for now in UInt64(0)..<6 {
        var sums = [0, 0, 0]
        for vote in votes where vote.at <= now { sums[vote.option] += 1 }
        let states: [(ProposalState, DepositFate?)] = [
          (.succeeded, .returned), (.defeated, .returned), (.canceled, .burned),
        ]
        // Three of four are needed: more than two.
        let winner = sums.firstIndex { $0 >= 3 }
        let expected = winner.map { states[$0] } ?? (now <= 3 ? (.active, nil) : (.expired, .returned))
        let decision = CourseSample.decision(rules, facts, at: now)
        #expect(
          decision.state == expected.0 && decision.deposit == expected.1
            && decision.takesBallots == (expected.0 == .active), "\(choices) at \(now): \(decision)")
      }
    }
  }

  @Test func `a member who joins while it is voted on moves the bar`() throws {
    let rules = try CourseSample.rules(spans: ["period": 9, "grace": 9], tests: "[]", course: Self.first)
    // One of one is enough, one of two is not, two of two are.
    for (electorates, states) in [
      ([1, 1], [ProposalState.succeeded, .succeeded]), ([2, 2], [.active, .succeeded]),
      ([2, 4], [.active, .active]), ([4, 2], [.active, .succeeded]), ([1, 4], [.succeeded, .succeeded]),
    ] as [([UInt128], [ProposalState])] {
      var history = TallyHistory(options: 3, electorate: Power(1))
      for (position, electorate) in electorates.enumerated() {
        history.append(
          .init(
            at: CourseSample.instant(UInt64(position)),
            tally: Sample.tally([UInt128(position) + 1, 0, 0], electorate: electorate)))
      }
      let facts = CountFacts(
        tallies: ["h": try #require(history.entries.last).tally], histories: ["h": history])
      #expect(history.entries.map { $0.tally.electorate.units } == electorates)
      #expect(
        [0, 1].map { CourseSample.decision(rules, facts, at: $0).state } == states, "\(electorates)")
    }
  }

  static let broken: [(added: String, words: String)] = [
    ("silence: lapses", "tests would never be judged"), ("silence: waits", "executes or lapses"),
    ("only: [Maybe]", "not on the ballot"), ("only: [For, For]", "distinct options"),
    ("execution: by-itself", "by kinds, not by tracks"), ("execution: never", "by-itself, or left out"),
    ("then: [{after: failed, track: constitutional, ballots: dropped}]", "kept, or left out"),
  ]

  @Test(arguments: broken) func `a charter that contradicts itself is refused`(
    _ added: String, _ words: String
  ) throws {
    let text = try Sample.charterText().replacing(
      "    delay: 1d", with: "    \(added)\n    delay: 1d", maxReplacements: 1)
    let refusal = #expect(throws: CharterRefusal.self) { try CharterDocument.parse(Array(text.utf8)) }
    #expect(refusal?.message.contains(words) == true, "\(refusal?.message ?? "")")
  }

  // MARK: Options and words

  @Test func `a stage may take some options only`() throws {
    let rules = try CourseSample.rules(spans: ["period": 2], course: "{\"only\":[\"Yes\",\"Abstain\"]}")
    #expect(
      [[0], [1], [2], [0, 2], [0, 1], [], [3]].map { rules.takes(Choice(positions: $0)) }
        == [true, false, true, true, false, true, false])
    #expect(try CourseSample.rules(spans: ["period": 2]).takes(Choice(positions: [1])))
    #expect(try TrackRules(frozen: rules.json).course.only == ["Yes", "Abstain"])
  }

  @Test func `a word of the track counts before one of all`() throws {
    let terms = try Terms(
      parsing: CourseSample.json(
        """
        {"active":"a","t.active":"b","pending":"c","t.pending/waiting":"d","t.defeated":"e",\
        "defeated/failedTest":"f","expired":"g"}
        """))
    func word(_ track: String, _ spans: [String: UInt64], at now: UInt64) throws -> String {
      let rules = try CourseSample.rules(track, spans: spans)
      return terms.word(for: CourseSample.decision(rules, CourseSample.facts([], electorate: 1), at: now))
    }
    #expect(try word("t", ["period": 2], at: 0) == "b")
    #expect(try word("u", ["period": 2], at: 0) == "a")
    #expect(try word("t", ["delay": 2, "period": 2], at: 0) == "d")
    #expect(try word("u", ["delay": 2, "period": 2], at: 0) == "c")
    #expect(try word("t", ["period": 2], at: 2) == "e")
    #expect(try word("u", ["period": 2], at: 2) == "f")
    for key in ["t.nothing", "T.active", ".active", "t.u.active"] {
      #expect(throws: JSONRefusal.self) { try Terms(parsing: CourseSample.json("{\"\(key)\":\"x\"}")) }
    }
  }
}
