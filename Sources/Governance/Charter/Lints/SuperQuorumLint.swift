internal import CanonicalEncoding
internal import Voting

/// An early decision that asks for less than the decision at the close: a super-quorum below the quorum.
///
/// OpenZeppelin refuses it at set-up, from either side (`GovernorInvalidSuperQuorumTooSmall`,
/// `GovernorInvalidQuorumTooLarge`). So is a charter refused that says so of every electorate; where it takes a certain
/// electorate, a lint that knows it finds it.
enum SuperQuorumLint {
  static func findings(
    in track: TrackRules, at path: String, _ electorates: [String: Power]
  ) -> [CharterFinding] {
    let quorums = track.tests.compactMap(MeasuredBar.init).filter(\.isQuorum)
    return track.course.early.filter { $0.outcome == .passed }.flatMap { rule in
      let bars = rule.when.compactMap(MeasuredBar.init)
      return quorums.compactMap { quorum -> CharterFinding? in
        let compared = bars.filter { $0.isPart(of: quorum) }
          .compactMap { $0.isBelow(quorum, electorate: electorates[quorum.house]) }
        guard !compared.isEmpty, compared.allSatisfy({ $0 }) else { return nil }
        return finding(rule.name, quorum.name, at: path)
      }
    }
  }

  private static func finding(_ rule: String, _ quorum: String, at path: String) -> CharterFinding {
    CharterFinding(
      .superQuorumBelowQuorum, .error, at: "\(path).early.\(rule)",
      "the early decision \(rule) asks for less than the test \(quorum) of the close")
  }

  // MARK: Whatever the electorate

  /// The first early decision that never asks for more than a quorum of the close, and for less of some electorates.
  static func contradiction(in track: TrackDraft) -> CharterFinding? {
    for rule in track.course.early where rule.outcome == .passed {
      for test in track.tests {
        // Sums of these methods are no sums of what was cast.
        let method = track.ballot(in: test.house).method
        guard !(method is ConvictionVote), !(method is Quadratic), let quorum = MeasuredBar(test),
          quorum.isQuorum,
          rule.when.compactMap(MeasuredBar.init).contains(where: { $0.isQuorum && $0.isPart(of: quorum) }),
          track.options.indices.contains(where: { isBelow(rule, test, votesFor: $0, in: track) })
        else { continue }
        return finding(rule.name, test.name, at: "tracks.\(track.name)")
      }
    }
    return nil
  }

  /// Electorates by which bars are compared, so far apart that shares and amounts differ somewhere.
  private static let electorates: [UInt128] = (0...30).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// Whether votes for one option alone decide early as soon as they reach the quorum, in every electorate that can
  /// reach it, and in one of them before.
  private static func isBelow(
    _ rule: EarlyRule, _ quorum: any DecisionTest, votesFor option: Int, in track: TrackDraft
  ) -> Bool {
    var isBelow = false
    for electorate in electorates {
      func facts(_ power: Power) -> TestFacts {
        let options = track.options.indices.map { position in
          Tally.Option(power: position == option ? power : .zero, voters: position == option ? 1 : 0)
        }
        let tally = Tally(options: options, cast: power, ballots: 1, electorate: Power(electorate))
        return TestFacts(tally, options: track.options, elapsed: track.period, period: track.period)
      }
      func decides(_ power: Power) -> Bool {
        let facts = facts(power)
        return rule.when.allSatisfy { $0.house != quorum.house || $0.holds(facts) }
      }
      let reached = quorum.judge(facts(.zero)).required
      guard reached > .zero, reached.units <= electorate else { continue }
      let missed = reached.excess(over: Power(1))
      guard quorum.holds(facts(reached)), !quorum.holds(facts(missed)), decides(reached) else { return false }
      isBelow = isBelow || decides(missed)
    }
    return isBelow
  }
}
