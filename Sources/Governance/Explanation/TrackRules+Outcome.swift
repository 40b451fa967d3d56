package import CanonicalEncoding
package import Voting

extension TrackRules {
  /// What voting would come to if it ended with these sums, whatever the order in which they came.
  ///
  /// - Parameters:
  ///   - tallies: The sums of each house.
  ///   - elapsed: How long voting has been open; early rules that begin later do not apply.
  ///   - supply: What is left of what gives power, where the track asks for it.
  ///   - lead: What the member chose whom absent ones follow.
  ///   - isClosed: Whether voting is over, so that rules which later ballots could have undone count no more.
  /// - Returns: The outcome, and the early rule that brings it about, if one does.
  package func outcome(
    of tallies: [String: Tally], elapsed: Span, supply: TestFacts.Supply? = nil, lead: Choice? = nil,
    isClosed: Bool = false
  ) -> (outcome: EarlyRule.Outcome, rule: String?) {
    func holds(_ tests: [any DecisionTest], of tallies: [String: Tally]) -> Bool {
      tests.allSatisfy { test in
        tallies[test.house].map {
          test.holds(TestFacts($0, options: options, elapsed: elapsed, period: period, supply: supply))
        } ?? false
      }
    }
    let succeeds = course.successor.map { holds($0.tests, of: tallies) } ?? true
    for rule in course.early
    where elapsed >= rule.from && !(isClosed && rule.isReversible) && holds(rule.when, of: tallies) {
      if rule.outcome != .passed || succeeds { return (rule.outcome, rule.name) }
    }
    if course.silence == .lapses { return (.lapsed, nil) }
    if course.interpolatedDelay != nil { return (succeeds ? .passed : .defeated, nil) }
    var completed = tallies
    if let rule = course.absentees, let tally = tallies[rule.house], tally.cast < tally.electorate {
      completed[rule.house] = rule.completed(tally, options: options, lead: lead)
    }
    return (holds(allTests, of: completed) ? .passed : .defeated, nil)
  }
}
