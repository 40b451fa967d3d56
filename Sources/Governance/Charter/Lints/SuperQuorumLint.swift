internal import Voting

/// An early decision that asks for less than the decision at the close: a super-quorum below the quorum.
///
/// OpenZeppelin refuses it at set-up, from either side (`GovernorInvalidSuperQuorumTooSmall`,
/// `GovernorInvalidQuorumTooLarge`).
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
        return CharterFinding(
          .superQuorumBelowQuorum, .error, at: "\(path).early.\(rule.name)",
          "the early decision \(rule.name) asks for less than the test \(quorum.name) of the close")
      }
    }
  }
}
