package import Voting

/// Two early decisions that contradict each other and can hold at once, so that the order in which they are listed
/// decides.
///
/// Bittensor refuses such a pair at set-up: approval and rejection must add up to more than 100 %.
package enum EarlyPairLint {
  /// Whether one part of a whole can reach one share while the rest reaches another.
  package static func canBothHold(_ approve: Share, _ reject: Share) -> Bool {
    !approve.complement.isBelow(reject)
  }

  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    let rules = track.course.early
    return rules.filter { $0.outcome == .passed }.flatMap { approve in
      rules.filter { $0.outcome != .passed }.compactMap { reject in
        finding(approve, reject, at: path)
      }
    }
  }

  private static func finding(_ approve: EarlyRule, _ reject: EarlyRule, at path: String) -> CharterFinding? {
    let against = reject.when.compactMap(MeasuredBar.init)
    let pairs = approve.when.compactMap(MeasuredBar.init).flatMap { bar in
      against.filter { bar.isApart(from: $0) }.compactMap { bar.excludes($0) }
    }
    guard !pairs.isEmpty, !pairs.contains(true) else { return nil }
    return CharterFinding(
      .contradictoryEarlyRules, reject.outcome == .defeated ? .error : .warning,
      at: "\(path).early.\(reject.name)", "\(approve.name) and \(reject.name) can both hold at once")
  }
}
