internal import CanonicalEncoding

/// What a track says and nobody will ever see: tests that are not judged, and guardians who can never act.
///
/// Each reads like a safeguard. Who relies on it learns at the first emergency that it is none.
enum IdleRuleLint {
  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    tests(of: track, at: path) + guardians(of: track, at: path)
  }

  /// What passes unless it is stopped passes whatever its tests find.
  private static func tests(of track: TrackRules, at path: String) -> [CharterFinding] {
    guard track.course.interpolatedDelay != nil else { return [] }
    return track.tests.map { test in
      CharterFinding(
        .neverApplies, .warning, at: "\(path).tests.\(test.name)",
        "with interpolated_delay a proposal passes at its close whatever its tests find; stop it with an early rule"
      )
    }
  }

  private static func guardians(of track: TrackRules, at path: String) -> [CharterFinding] {
    track.course.guardians.compactMap { rule in
      guard let why = why(rule, neverAppliesIn: track) else { return nil }
      return CharterFinding(
        .neverApplies, .error, at: "\(path).guardians.\(rule.deed.rawValue)",
        "nobody can ever do this: \(why)")
    }
  }

  private static func why(_ rule: GuardianRule, neverAppliesIn track: TrackRules) -> String? {
    if rule.during.allSatisfy({ $0 == .ended }) { return "it names no phase in which something can be done" }
    guard let stage = rule.stage, !stage.isSpelt(like: track.name) else { return nil }
    return "guardians act in the stage of their own track, and it names the stage \"\(stage)\""
  }
}
