package import CanonicalEncoding
internal import Voting

extension TrackRules {
  /// The rules of an amendment: these, and what the charter it adopts asks of amendments.
  ///
  /// Ballots, method, power and course stay those of the charter in force. What the other asks is added where it is not
  /// asked anyway; a house that it has vote on amendments votes here too, with the power it has today; and delay,
  /// period and timelock are the longer ones.
  ///
  /// - Parameters:
  ///   - successor: The rules that the new charter has for amendments.
  ///   - charter: The new charter.
  ///   - houses: The houses of the charter in force.
  package func joined(
    with successor: TrackRules, of charter: Digest, houses: [String: House]
  ) throws(AmendmentRefusal) -> TrackRules {
    let demands = try successor.demands()
    let joining = Joining(
      charter: charter, demands: demands, houses: houses, timelock: successor.last.timelock)
    // Where votes move the deadline, it is theirs to move.
    let isMoved = course.interpolatedDelay != nil
    return try joining.joined(
      self, delay: max(delay, successor.delay), period: isMoved ? period : max(period, successor.period))
  }

  /// Every test that must hold for something to pass in this stage: its own, and those of a new charter.
  package var allTests: [any DecisionTest] { tests + (course.successor?.tests ?? []) }
}

/// What is added to each stage with which a proposal can pass for good.
private struct Joining {
  let charter: Digest
  let demands: [SuccessorTest]
  let houses: [String: House]
  let timelock: Span

  func joined(
    _ rules: TrackRules, delay: Span, period: Span
  ) throws(AmendmentRefusal) -> TrackRules {
    var course = rules.course
    course.stages = []
    for stage in rules.course.stages {
      course.stages.append(
        Course.Stage(
          after: stage.after, start: stage.start,
          rules: try joined(stage.rules, delay: stage.rules.delay, period: stage.rules.period),
          keepsBallots: stage.keepsBallots))
    }
    guard !course.stages.contains(where: { $0.after == .passed }) else {
      return rules.replacing(
        houses: rules.houses, delay: delay, period: period, timelock: rules.timelock, course: course)
    }
    let added = try demands(for: rules)
    if !added.isEmpty { course.successor = SuccessorRules(charter: charter, tests: added) }
    course.early = course.early.map { $0.waiting(atLeast: timelock) }
    return rules.replacing(
      houses: try houses(of: rules, reading: added), delay: delay, period: period,
      timelock: max(rules.timelock, timelock), course: course)
  }

  /// What these rules do not ask already.
  private func demands(for rules: TrackRules) throws(AmendmentRefusal) -> [SuccessorTest] {
    let asked = Set(rules.tests.map(\.json.canonicalBytes))
    var added: [SuccessorTest] = []
    for demand in demands where !asked.contains(demand.json.canonicalBytes) {
      if let missing = demand.options.first(where: { !rules.options.contains($0) }) {
        throw .optionMissing(missing, test: demand.name)
      }
      added.append(demand)
    }
    return added
  }

  private func houses(
    of rules: TrackRules, reading added: [SuccessorTest]
  ) throws(AmendmentRefusal) -> [House] {
    var all = rules.houses
    for demand in added where !all.contains(where: { $0.name == demand.house }) {
      guard let house = houses[demand.house] else { throw .houseMissing(demand.house) }
      all.append(house)
    }
    return all
  }
}
