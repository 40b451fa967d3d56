package import CanonicalEncoding
package import Voting

/// Why a decision is what it is, and what would change it: every test that was asked, with the votes that would turn
/// it around, and those that would turn the decision as a whole.
package struct Explanation: Sendable {
  /// A test with what would turn it around.
  package struct Test: Sendable {
    package let result: TestResult
    package let flip: Flip
  }

  /// An early rule with its tests.
  package struct Rule: Sendable {
    package let name: String
    package let outcome: EarlyRule.Outcome
    /// Whether it is this rule that decided.
    package let hasDecided: Bool
    /// How long voting must have been open before it decides anything.
    package let from: Span
    package let tests: [Test]
  }

  /// What is asked at the close.
  package let tests: [Test]
  /// What can decide before the close, or has.
  package let early: [Rule]
  /// What would turn the decision around, one entry for each house whose votes could do it alone; where none could, what
  /// several could do together, or why nothing is told.
  package let whole: [Flip]
  /// Whether it passes, or would if voting ended with these sums.
  package let passes: Bool
  /// Whether the close asks nothing: what no rule has decided by then lapses.
  package let lapsesInSilence: Bool
  /// How far voting has come.
  package let isDecided: Bool
  /// By which method each house is counted.
  package let methods: [String: any CountingMethod]

  /// - Parameters:
  ///   - decision: What was decided, or would be.
  ///   - track: The rules frozen with the proposal, or those of the stage it is in.
  ///   - counts: How each house's ballots were counted, where that is known: without it nothing is told of ballots of which
  ///     sums do not say what others would do.
  /// - Complexity: See `FlipSearch`; where the order of votes can matter, every question follows the course anew.
  package init(_ decision: Decision, under track: TrackRules, counts: [String: Count] = [:]) {
    let rules = track.stage(ofTrack: decision.track) ?? track
    let replay = CourseReplay(decision, under: rules)
    let profiles = rules.profiles(of: counts)
    let single = Self.reasonAgainstSingleTests(decision, under: rules)
    func facts(_ house: String) -> TestFacts? { Self.facts(decision, rules, house) }
    func explained(_ test: any DecisionTest) -> Test? {
      guard let facts = facts(test.house) else { return nil }
      // Sums that hold members who have not voted do not say who could vote otherwise.
      let isCompleted = test.house == rules.course.absentees?.house
      let flip =
        isCompleted
        ? Self.absentees
        : single
          ?? test.flip(
            facts, rules.method(in: test.house).effect, only: rules.course.only, profile: profiles[test.house]
          )
      return Test(result: test.judge(facts), flip: flip)
    }
    tests = rules.allTests.compactMap(explained)
    early = rules.course.early.map { rule in
      Rule(
        name: rule.name, outcome: rule.outcome, hasDecided: rule.name == decision.decidedBy, from: rule.from,
        tests: rule.when.compactMap(explained))
    }
    methods = Dictionary(
      rules.houses.map { ($0.name, rules.method(in: $0.name)) }, uniquingKeysWith: { first, _ in first })
    lapsesInSilence = rules.course.silence == .lapses
    isDecided = decision.decided != nil
    let found =
      replay.passes(decision.tallies) ?? Self.passesBySums(decision, rules)
    // While a later ballot could still undo it, it stands as somebody could carry it on now.
    let isCarriedOn = decision.outcome == nil && [.succeeded, .queued].contains(decision.state)
    passes = decision.outcome.map { $0 == .passed } ?? (found || isCarriedOn)
    whole =
      if decision.ending?.isBesidesVotes ?? false {
        [.notByVotes]
      } else if rules.course.absentees != nil {
        [Self.absentees]
      } else if replay.basis == .order || rules.course.interpolatedDelay != nil {
        [.notComputed(FlipSearch.order)]
      } else if decision.outcome == .lapsed, found {
        // It could have been carried on until the close; nobody did.
        [.notByVotes]
      } else if passes != found {
        [.notComputed(FlipSearch.order)]
      } else {
        Self.whole(decision, replay, profiles) { facts($0) }
      }
  }

  private static let absentees = Flip.notComputed("members who count without having voted")

  private static func facts(_ decision: Decision, _ rules: TrackRules, _ house: String) -> TestFacts? {
    decision.tallies[house].map {
      TestFacts(
        $0, options: rules.options, elapsed: decision.judgedAt.since(decision.opens), period: rules.period,
        supply: decision.supply)
    }
  }

  /// Why it is not told of single tests what would turn them; `nil` where it is. With other votes the instant at which
  /// they are judged would be another one.
  private static func reasonAgainstSingleTests(_ decision: Decision, under rules: TrackRules) -> Flip? {
    if decision.basis == .order { return .notComputed(FlipSearch.order) }
    return rules.course.confirmation != nil && decision.outcome == .passed
      ? .notComputed("an instant that depends on the votes") : nil
  }

  /// Whether the sums pass as they are, where the course cannot be followed again.
  private static func passesBySums(_ decision: Decision, _ rules: TrackRules) -> Bool {
    rules.outcome(
      of: decision.tallies, elapsed: decision.judgedAt.since(decision.opens), supply: decision.supply,
      lead: decision.lead, isClosed: decision.decided != nil
    ).outcome == .passed
  }

  /// What would turn the decision, house by house.
  private static func whole(
    _ decision: Decision, _ replay: CourseReplay, _ profiles: [String: BallotProfile],
    _ facts: @escaping (String) -> TestFacts?
  ) -> [Flip] {
    let rules = replay.rules
    let all = rules.allTests + rules.course.earlyTests
    let flips = rules.houses.compactMap { house -> Flip? in
      let tests = all.filter { $0.house == house.name }
      guard !tests.isEmpty, let facts = facts(house.name) else { return nil }
      var search = FlipSearch(
        house: house.name, facts: facts, tests: tests, effect: rules.method(in: house.name).effect,
        isSo: { tally in
          var changed = decision.tallies
          changed[house.name] = tally
          return replay.passes(changed) ?? false
        })
      search.isFollowed = rules.followsOrder
      search.only = rules.course.only
      search.instants = [decision.schedule.closes.since(decision.opens)]
      search.allowed = replay.kinds(in: house.name)
      search.profile = profiles[house.name]
      return search.flip()
    }
    // One house that can do it alone is the answer; otherwise why none can.
    let able = flips.filter { if case .votes = $0 { true } else { false } }
    if !able.isEmpty { return able }
    let unknown = flips.filter { if case .notComputed = $0 { true } else { false } }
    if let first = unknown.first { return [first] }
    if flips.allSatisfy({ $0 == .notByVotes }) { return [.notByVotes] }
    return flips.count > 1
      ? [FlipTogether(replay: replay, profiles: profiles, facts: facts).flip()] : [.nothing]
  }
}

extension TrackRules {
  /// The ballots of each house in which sums do not tell what others would do, where the ballots lead to the sums.
  fileprivate func profiles(of counts: [String: Count]) -> [String: BallotProfile] {
    counts.reduce(into: [:]) { profiles, count in
      let method = method(in: count.key)
      guard method.effect.wordsOfBallots != nil else { return }
      profiles[count.key] = BallotProfile(count.value, by: method)
    }
  }
}
