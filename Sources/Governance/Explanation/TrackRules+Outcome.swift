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
    for rule in course.early
    where elapsed >= rule.from && !(isClosed && rule.isReversible)
      && decides(rule, { holds($0, of: tallies) })
    {
      return (rule.outcome, rule.name)
    }
    var completed = tallies
    if let rule = course.absentees, let tally = tallies[rule.house], tally.cast < tally.electorate {
      completed[rule.house] = rule.completed(tally, options: options, lead: lead)
    }
    return (closing { holds($0, of: completed) }, nil)
  }

  /// Whether an early rule decides: its tests hold, and where it passes, those of a new charter as well.
  /// - Parameter holds: Whether all of some tests hold.
  func decides(_ rule: EarlyRule, _ holds: ([any DecisionTest]) -> Bool) -> Bool {
    holds(rule.when) && (rule.outcome != .passed || succeeds(holds))
  }

  /// What the close makes of a proposal that no early rule has decided.
  func closing(_ holds: ([any DecisionTest]) -> Bool) -> EarlyRule.Outcome {
    if course.silence == .lapses { return .lapsed }
    return (course.interpolatedDelay != nil || holds(tests)) && succeeds(holds) ? .passed : .defeated
  }

  /// Whether what a new charter asks holds as well.
  func succeeds(_ holds: ([any DecisionTest]) -> Bool) -> Bool {
    course.successor.map { holds($0.tests) } ?? true
  }
}
