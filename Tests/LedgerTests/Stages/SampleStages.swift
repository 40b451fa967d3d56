import QuorateTesting

/// A second stage behind the sample's resolutions, for charters of tests.
///
/// The first stage opens a minute after submission and closes five minutes later, as without it.
enum SampleStages {
  typealias Edit = (from: String, to: String)

  /// - Parameters:
  ///   - after: How the first stage must end.
  ///   - start: When the second one begins.
  ///   - keeps: Whether it keeps the ballots of the first.
  ///   - course: More members of the second stage, each line indented by four spaces.
  static func edits(
    after: String = "failed", start: String = "at-once", keeps: Bool = false, period: String = "5m",
    course: String = ""
  ) -> [Edit] {
    let ballots = keeps ? ", ballots: kept" : ""
    let second = """
        second:
          houses: [holders]
          ballot: {method: single-choice, options: [For, Against, Abstain], replaceable: true}
          propose_with: "1"
          delay: 0s
          period: \(period)
          timelock: 2m
          grace: 14m
          veto_by: council\(course.isEmpty ? "" : "\n" + course)
          tests:
            - {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}

        constitutional:
      """
    return [
      (
        "timelock: 2m",
        "then: [{after: \(after), start: \(start), track: second\(ballots)}]\n    timelock: 2m"
      ),
      ("  constitutional:", second),
    ]
  }

  /// What decides the second stage early.
  static let majority = """
        early:
          - name: majority
            outcome: passed
            when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 1/2}]
    """
}
