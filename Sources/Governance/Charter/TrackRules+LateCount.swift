internal import Voting

/// Votes of which it is known at the close only what a ballot weighs.
extension TrackRules {
  /// Whether a house of some stage reads power at the close or when somebody votes, or validators inherit what others
  /// leave them. No sums are kept then while ballots come in: every stage is counted when it is over.
  package var countsAtClose: Bool {
    if case .validators = delegation.mode { return true }
    return allHouses.contains { $0.reading.isLate }
  }

  /// This stage and those that follow it, where at most one follows another.
  package var chain: [TrackRules] {
    var chain = [self]
    while let next = chain.last?.course.stages.first { chain.append(next.rules) }
    return chain
  }

  /// The same rules without what follows a stage, which is counted from 0.
  package func ending(atStage number: Int) -> TrackRules {
    guard number > 0 else { return firstStageAlone }
    var course = course
    course.stages = course.stages.map { stage in
      Course.Stage(
        after: stage.after, start: stage.start, rules: stage.rules.ending(atStage: number - 1),
        keepsBallots: stage.keepsBallots)
    }
    return replacing(houses: houses, delay: delay, period: period, timelock: timelock, course: course)
  }
}
