internal import Voting

/// Bars that everybody together could not reach.
///
/// A floor above the electorate makes every vote fail, or every objection; it is found where the electorate is known.
/// Methods by which an option gets more than was cast are left out.
enum ReachabilityLint {
  static func findings(
    in track: TrackRules, at path: String, _ electorates: [String: Power]
  ) -> [CharterFinding] {
    let early = track.course.early.flatMap { rule in rule.when.map { ("\(path).early.\(rule.name).when", $0) }
    }
    return (track.tests.map { ("\(path).tests", $0) } + early).compactMap { place, test in
      let method = track.method(in: test.house)
      guard !(method is ConvictionVote), !(method is Quadratic) else { return nil }
      return electorates[test.house].flatMap { finding(test, at: "\(place).\(test.name)", electorate: $0) }
    }
  }

  private static func finding(
    _ test: any DecisionTest, at path: String, electorate: Power
  ) -> CharterFinding? {
    if let test = test as? CeilingTest, test.ceiling > electorate {
      return CharterFinding(
        .unreachableObjection, .warning, at: path,
        "it takes \(test.ceiling) to object, and everybody together has \(electorate)")
    }
    guard let required = MeasuredBar(test)?.required(of: electorate), required > electorate else {
      return nil
    }
    return CharterFinding(
      .unreachableQuorum, .error, at: path,
      "it asks for \(required), and everybody together has \(electorate)")
  }
}
