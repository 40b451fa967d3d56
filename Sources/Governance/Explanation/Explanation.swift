package import CanonicalEncoding
internal import Voting

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
  /// What would turn the decision around, one entry for each house whose votes could do it alone.
  package let whole: [Flip]
  /// Whether it passes, or would if voting ended with these sums.
  package let passes: Bool
  /// Whether the close asks nothing: what no rule has decided by then lapses.
  package let lapsesInSilence: Bool
  /// How far voting has come.
  package let isDecided: Bool

  /// - Parameters:
  ///   - decision: What was decided, or would be.
  ///   - track: The rules frozen with the proposal, or those of the stage it is in.
  /// - Complexity: See `FlipSearch`.
  package init(_ decision: Decision, under track: TrackRules) {
    let rules = track.stage(ofTrack: decision.track) ?? track
    let elapsed = decision.judgedAt.since(decision.opens)
    func facts(_ house: String) -> TestFacts? {
      decision.tallies[house].map {
        TestFacts($0, options: rules.options, elapsed: elapsed, period: rules.period, supply: decision.supply)
      }
    }
    func explained(_ test: any DecisionTest) -> Test? {
      guard let facts = facts(test.house) else { return nil }
      // Sums that hold members who have not voted do not say who could vote otherwise.
      let flip =
        test.house == rules.course.absentees?.house
        ? Self.absentees : test.flip(facts, rules.method(in: test.house).effect)
      return Test(result: test.judge(facts), flip: flip)
    }
    tests = rules.allTests.compactMap(explained)
    early = rules.course.early.map { rule in
      Rule(
        name: rule.name, outcome: rule.outcome, hasDecided: rule.name == decision.decidedBy, from: rule.from,
        tests: rule.when.compactMap(explained))
    }
    lapsesInSilence = rules.course.silence == .lapses
    isDecided = decision.decided != nil
    func passes(_ tallies: [String: Tally]) -> Bool {
      rules.outcome(
        of: tallies, elapsed: elapsed, supply: decision.supply, lead: decision.lead,
        isClosed: decision.decided != nil
      ).outcome == .passed
    }
    let found = passes(decision.tallies)
    let isPassed = decision.outcome.map { $0 == .passed } ?? found
    self.passes = isPassed
    whole =
      if rules.course.absentees != nil {
        [Self.absentees]
      } else if isPassed != found || rules.course.interpolatedDelay != nil {
        [.notComputed("votes whose order decides")]
      } else {
        Self.whole(rules, decision.tallies, facts, passes)
      }
  }

  private static let absentees = Flip.notComputed("members who count without having voted")

  /// What would turn the decision, house by house.
  private static func whole(
    _ rules: TrackRules, _ tallies: [String: Tally], _ facts: (String) -> TestFacts?,
    _ passes: @escaping ([String: Tally]) -> Bool
  ) -> [Flip] {
    let all = rules.allTests + rules.course.earlyTests
    let flips = rules.houses.compactMap { house -> Flip? in
      let tests = all.filter { $0.house == house.name }
      guard !tests.isEmpty, let facts = facts(house.name) else { return nil }
      return FlipSearch(
        house: house.name, facts: facts, tests: tests, effect: rules.method(in: house.name).effect,
        isSo: { tally in
          var changed = tallies
          changed[house.name] = tally
          return passes(changed)
        }
      ).flip()
    }
    // One house that can do it alone is the answer; otherwise why none can.
    let able = flips.filter { if case .votes = $0 { true } else { false } }
    if !able.isEmpty { return able }
    let unknown = flips.filter { if case .notComputed = $0 { true } else { false } }
    if let first = unknown.first { return [first] }
    if flips.allSatisfy({ $0 == .notByVotes }) { return [.notByVotes] }
    return [.nothing]
  }
}
