import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Signing
import Testing
import Voting

/// Early rules, absent members and delays that votes move, on tracks of a few milliseconds.
@Suite struct CourseRuleTests {
  private let opened = Timepoint(milliseconds: 1000)

  /// A charter of one track with more members; nine seats vote Aye or Nay by head for twenty milliseconds.
  static func charter(_ members: String, tests: String = "tests: [\(ayes)]") throws -> Charter {
    let text = """
      quorate: charter/1
      semantics: 1
      name: Sample
      roles:
        one: {members: ["\(try Sample.account(3).display)"], needs: 1}
        two: {members: ["\(try Sample.account(1).display)", "\(try Sample.account(2).display)"], needs: 1}
      electorates_by: one
      houses:
        senate: {electorate: members, power: {source: heads}, read: snapshot-at-submission}
      delegation: {mode: none}
      kinds:
        text.resolution: {track: motion, topic: general}
      tracks:
        motion:
          houses: [senate]
          ballot: {method: single-choice, options: [Aye, Nay], replaceable: true}
          propose_with: "0"
          delay: 0s
          period: 20ms
          timelock: 5ms
          grace: 1d
          queues_itself: true
      \(members.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
          \(tests)
      """
    return try CharterDocument.parse(Array(text.utf8))
  }

  static let ayes = "{test: share, name: ayes, house: senate, count: [Aye], of: electorate, more_than: 1/2}"

  private func rules(_ members: String, tests: String = "tests: [\(ayes)]") throws -> TrackRules {
    let rules = try #require(try Self.charter(members, tests: tests).rules(for: "text.resolution"))
    // Whatever is decided, frozen rules decide the same.
    let frozen = try TrackRules(frozen: JSONParser.parse(rules.json.canonicalBytes, form: .canonical))
    #expect(frozen.hash == rules.hash)
    return frozen
  }

  /// The sums after each of some votes: the instant, and ayes and nays from then on.
  private func facts(_ votes: [(at: UInt64, ayes: Int, nays: Int)], seats: Int = 9) throws -> CountFacts {
    func tally(_ ayes: Int, _ nays: Int) -> Tally {
      Tally(
        options: [ayes, nays].map { Tally.Option(power: Power(UInt128($0)), voters: $0) },
        cast: Power(UInt128(ayes + nays)), ballots: ayes + nays, electorate: Power(UInt128(seats)))
    }
    let entries =
      [TallyHistory.Entry(at: opened, tally: tally(0, 0))]
      + votes.map {
        TallyHistory.Entry(at: opened + Span(milliseconds: $0.at), tally: tally($0.ayes, $0.nays))
      }
    let last = try #require(entries.last).tally
    return CountFacts(tallies: ["senate": last], histories: ["senate": TallyHistory(entries: entries)])
  }

  private func decision(_ rules: TrackRules, _ facts: CountFacts, at instant: UInt64) -> Decision {
    decide(
      rules, submitted: opened, milestones: Milestones(), facts: facts,
      at: opened + Span(milliseconds: instant))
  }

  // MARK: Absent members

  /// Ballots of nine seats; the first is the leader where there is one.
  private func count(_ votes: [Int: Int]) throws -> Count {
    let seats = try (1...9).map { try Sample.account(UInt8($0)) }
    var counting = Counting(
      ballots: votes.map { StandingBallot(voter: seats[$0.key], choice: Choice(positions: [$0.value])) },
      delegations: [:], depthLimit: 0, source: HeadsPower(), at: opened)
    for seat in seats { try counting.add(Holding(account: seat, amounts: [])) }
    return try counting.finish(method: SingleChoice(), options: 2)
  }

  static let follow = "absentees: {house: senate, as: one, otherwise: Nay}"

  /// Seat 2 is the leader (account 3).
  @Test(arguments: [
    (id: "the leader says aye", votes: [2: 0], rule: follow, ayes: 9, nays: 0),
    (id: "the leader says nay", votes: [2: 1, 0: 0], rule: follow, ayes: 1, nays: 8),
    (id: "the leader is away", votes: [0: 0, 1: 0], rule: follow, ayes: 2, nays: 7),
    (
      id: "there is no leader", votes: [2: 0], rule: "absentees: {house: senate, otherwise: Nay}", ayes: 1,
      nays: 8
    ),
    (
      id: "silence is consent", votes: [2: 1], rule: "absentees: {house: senate, otherwise: Aye}", ayes: 8,
      nays: 1
    ),
    (
      id: "nobody is away", votes: [0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1], rule: follow,
      ayes: 4, nays: 5
    ),
    (id: "nobody came", votes: [:], rule: follow, ayes: 0, nays: 9),
  ]) func `who stayed away is counted at the close, and not before`(
    _ row: (id: String, votes: [Int: Int], rule: String, ayes: Int, nays: Int)
  ) throws {
    let rules = try rules(row.rule)
    let count = try count(row.votes)
    let facts = CountFacts(counts: ["senate": count])
    let before = decision(rules, facts, at: 19)
    #expect(before.state == .active && before.tallies["senate"] == count.tally, "\(row.id)")
    let after = decision(rules, facts, at: 20)
    let sums = try #require(after.tallies["senate"])
    #expect(sums.options.map(\.power) == [row.ayes, row.nays].map { Power(UInt128($0)) }, "\(row.id)")
    #expect(sums.cast == Power(9) && sums.ballots == count.tally.ballots)
    #expect(
      (after.state == .queued) == (row.ayes > 4) && after.tests.map(\.part) == [Power(UInt128(row.ayes))])
  }

  @Test func `what is decided early is decided by those who voted`() throws {
    let rules = try rules(
      """
      \(Self.follow)
      early: [{name: settled, outcome: passed, when: [\(Self.ayes)]}]
      """)
    let facts = CountFacts(counts: ["senate": try count([0: 0, 1: 0, 3: 0, 4: 0, 5: 0])])
    let decision = decision(rules, facts, at: 25)
    #expect(decision.decidedBy == "settled" && decision.tallies["senate"]?.cast == Power(5))
  }

  @Test func `a kept course remembers what the leader said`() throws {
    let rules = try rules("\(Self.follow)\nearly: [{name: settled, outcome: passed, when: [\(Self.ayes)]}]")
    var course = VotingCourse(
      rules, opens: opened,
      state: CourseState(rules, opens: opened, tallies: ["senate": try count([:]).tally]))
    for (step, seat) in [0, 2].enumerated() {
      let ballot = StandingBallot(
        voter: try Sample.account(UInt8(seat + 1)), choice: Choice(positions: [seat == 2 ? 0 : 1]))
      course.take(
        .init(
          at: opened + Span(milliseconds: UInt64(step)), house: "senate",
          tally: try count(seat == 2 ? [0: 1, 2: 0] : [0: 1]).tally, ballot: ballot))
    }
    let kept = try CourseState(parsing: JSONParser.parse(course.state.json.canonicalBytes, form: .canonical))
    #expect(kept == course.state && kept.lead == Choice(positions: [0]))
    let decision = decision(rules, CountFacts(counts: [:], state: kept), at: 20)
    #expect(decision.tallies["senate"]?.options.map(\.power) == [Power(8), Power(1)])
  }

  // MARK: Lag

  static let hurried = """
    judged_after: 1ms
    early:
      - {name: yes, outcome: passed, timelock: 1ms, excludes: [no],
         when: [{test: share, name: ayes, house: senate, count: [Aye], of: electorate, at_least: 2/3}]}
      - {name: no, outcome: defeated,
         when: [{test: share, name: nays, house: senate, count: [Nay], of: electorate, at_least: 2/3}]}
    """

  @Test(
    arguments: [
      (id: "one block later", votes: [(0, 6, 0)], at: 0, state: ProposalState.active),
      (id: "and then decided", votes: [(0, 6, 0)], at: 1, state: .queued),
      (
        id: "what is replaced within a block is never seen", votes: [(0, 5, 0), (0, 6, 0), (0, 5, 1)], at: 9,
        state: .active
      ),
      (id: "what is replaced in the next one was", votes: [(0, 6, 0), (1, 5, 1)], at: 9, state: .queued),
      (id: "a ballot of the last block is judged at the end", votes: [(19, 6, 0)], at: 20, state: .queued),
      (id: "one at the end is too late", votes: [(20, 6, 0)], at: 21, state: .defeated),
      (id: "the end comes without a ballot", votes: [(3, 5, 1)], at: 19, state: .active),
      (id: "and decides", votes: [(3, 4, 1)], at: 20, state: .defeated),
      (id: "nays decide too", votes: [(3, 0, 6)], at: 4, state: .defeated),
    ] as [(id: String, votes: [(UInt64, Int, Int)], at: UInt64, state: ProposalState)])
  func `a ballot is judged after the lag, with what came until then`(
    _ row: (id: String, votes: [(UInt64, Int, Int)], at: UInt64, state: ProposalState)
  ) throws {
    let rules = try rules(Self.hurried)
    let facts = try facts(row.votes.map { (at: $0.0, ayes: $0.1, nays: $0.2) })
    #expect(decision(rules, facts, at: row.at).state == row.state, "\(row.id)")
  }

  @Test func `an early rule can have a timelock of its own`() throws {
    let rules = try rules(Self.hurried)
    let early = try facts([(at: 0, ayes: 6, nays: 0)])
    #expect(decision(rules, early, at: 1).phase == .timelock)
    #expect(decision(rules, early, at: 2).phase == .executable)
    let late = try facts([(at: 0, ayes: 5, nays: 0)])
    #expect(decision(rules, late, at: 24).phase == .timelock)
    #expect(decision(rules, late, at: 25).phase == .executable)
    #expect(decision(rules, late, at: 25).executable == opened + Span(milliseconds: 25))
  }

  // MARK: Exclusions

  @Test(arguments: [
    (id: "together more than everybody", yes: "at_least: 2/3", no: "at_least: 2/3", holds: true),
    (id: "together everybody", yes: "at_least: 1/2", no: "at_least: 1/2", holds: false),
    (id: "but one more", yes: "more_than: 1/2", no: "at_least: 1/2", holds: true),
    (id: "or the other", yes: "at_least: 51%", no: "more_than: 49%", holds: true),
    (id: "less than everybody", yes: "at_least: 2/3", no: "more_than: 1/4", holds: false),
    (id: "rounded", yes: "at_least: 2/3, rounded_down: true", no: "at_least: 2/3", holds: false),
  ]) func `that two rules exclude each other must follow from their bars`(
    _ row: (id: String, yes: String, no: String, holds: Bool)
  ) throws {
    let members = """
      early:
        - {name: yes, outcome: passed, excludes: [no],
           when: [{test: share, name: ayes, house: senate, count: [Aye], of: electorate, \(row.yes)}]}
        - {name: no, outcome: defeated,
           when: [{test: share, name: nays, house: senate, count: [Nay], of: electorate, \(row.no)}]}
      """
    #expect(((try? Self.charter(members)) != nil) == row.holds, "\(row.id)")
    // Where it is claimed, no count of nine seats fulfils both.
    guard row.holds else { return }
    let rules = try rules(members)
    for ayes in 0...9 {
      for nays in 0...(9 - ayes) {
        let tally = Sample.tally([UInt128(ayes), UInt128(nays)], electorate: 9)
        let both = rules.course.early.allSatisfy { rule in
          rule.when.allSatisfy { $0.judge(tally, options: rules.options).passed }
        }
        #expect(!both, "\(ayes) \(nays)")
      }
    }
  }

  static let brokenTracks: [(id: String, members: String, word: String)] = [
    (
      id: "excludes nobody there",
      members: "early: [{name: yes, outcome: passed, excludes: [no], when: [\(ayes)]}]",
      word: "no other early rule"
    ),
    (
      id: "excludes itself",
      members: "early: [{name: yes, outcome: passed, excludes: [yes], when: [\(ayes)]}]",
      word: "no other early rule"
    ),
    (
      id: "a timelock of a defeat",
      members: "early: [{name: no, outcome: defeated, timelock: 1s, when: [\(ayes)]}]", word: "nothing passes"
    ),
    (
      id: "absentees of no option", members: "absentees: {house: senate, otherwise: Maybe}",
      word: "not on the ballot"
    ),
    (
      id: "absentees of no house", members: "absentees: {house: commons, otherwise: Nay}",
      word: "does not vote"
    ),
    (id: "two leaders", members: "absentees: {house: senate, as: two, otherwise: Nay}", word: "one member"),
    (id: "a delay beside nothing", members: "delay_from: submission", word: "waits for no deposit"),
    (
      id: "a lag and single ballots",
      members: "judged_after: 1s\nwait_for_quiet: {house: senate, increase: 1s, option: Aye, against: Nay}",
      word: "single ballots"
    ),
    (
      id: "another beginning", members: "\(review.replacing("initial: 20ms", with: "initial: 21ms"))",
      word: "than the period"
    ),
    (
      id: "a rule that is not there",
      members: "\(review)".replacing("curve: linear", with: "curve: linear, overtaken: x"),
      word: "does not have"
    ),
  ]

  @Test(arguments: brokenTracks) func `a track that contradicts itself is refused`(
    _ row: (id: String, members: String, word: String)
  ) {
    let refusal = #expect(throws: CharterRefusal.self, "\(row.id)") { try Self.charter(row.members) }
    #expect(refusal?.message.contains(row.word) == true, "\(refusal?.message ?? "")")
  }

  // MARK: Delays that votes move

  static let review = """
    judged_after: 1ms
    interpolated_delay: {house: senate, initial: 20ms, longest: 40ms, approve: Aye, reject: Nay,
      fast_track: 75%, cancel: 51%, curve: linear}
    silence: executes
    """

  /// Four seats: each is a third of what leaves no delay, and nearly half of what makes it longest.
  @Test(
    arguments: [
      (votes: [], delay: 20), (votes: [(0, 1, 0)], delay: 13), (votes: [(0, 2, 0)], delay: 6),
      (votes: [(0, 3, 0)], delay: 0), (votes: [(0, 1, 0), (2, 1, 1)], delay: 20),
      (votes: [(0, 0, 1)], delay: 29),
      (votes: [(0, 0, 3)], delay: 40), (votes: [(0, 4, 0)], delay: 0),
    ] as [(votes: [(UInt64, Int, Int)], delay: UInt64)])
  func `net approval shortens the delay, net rejection lengthens it, silence carries it out`(
    _ row: (votes: [(UInt64, Int, Int)], delay: UInt64)
  ) throws {
    let rules = try rules(Self.review, tests: "tests: []")
    let facts = try facts(row.votes.map { (at: $0.0, ayes: $0.1, nays: $0.2) }, seats: 4)
    let judged = decision(rules, facts, at: (row.votes.last?.0 ?? 0) + 1)
    #expect(judged.schedule.closes.since(judged.schedule.opens).milliseconds == row.delay)
    #expect(judged.isExtended == !row.votes.isEmpty)
    let end = decision(rules, facts, at: max(row.delay, 1))
    #expect(end.state == .queued && end.decidedBy == nil)
  }

  /// Seats against, the block of their votes, and what has become of it in the twentieth. In pallet-scheduler the enactment
  /// stands in front of the alarm of a vote that came in the block before it.
  @Test(
    arguments: [(3, 18, .canceled), (3, 19, .queued), (3, 20, .queued)]
      as [(nays: Int, at: UInt64, state: ProposalState)])
  func `what votes change at the close comes after what happens at it`(
    _ row: (nays: Int, at: UInt64, state: ProposalState)
  ) throws {
    let rules = try rules(
      """
      \(Self.review)
      early:
        - {name: cancel, outcome: removed,
           when: [{test: share, name: nays, house: senate, count: [Nay], of: electorate, at_least: 51%}]}
      """, tests: "tests: []")
    let facts = try facts([(at: row.at, ayes: 0, nays: row.nays)], seats: 4)
    #expect(decision(rules, facts, at: 20).state == row.state)
  }

  @Test func `a vote after the delay it leaves settles the matter with it`() throws {
    let members = Self.review.replacing("curve: linear", with: "curve: linear, overtaken: fast")
    let rules = try rules(
      """
      \(members)
      early:
        - {name: fast, outcome: passed, timelock: 1ms,
           when: [{test: share, name: ayes, house: senate, count: [Aye], of: electorate, at_least: 75%}]}
      """, tests: "tests: []")
    // A third of the way is left, which is long past.
    let facts = try facts([(at: 15, ayes: 2, nays: 0)], seats: 4)
    let decision = decision(rules, facts, at: 16)
    #expect(decision.decidedBy == "fast" && decision.decided == opened + Span(milliseconds: 16))
    #expect(decision.phase == .timelock && self.decision(rules, facts, at: 17).phase == .executable)
  }
}
