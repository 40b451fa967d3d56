internal import CanonicalEncoding

/// Power that a ballot spreads over choices by weights: the frame of the "weighted" and the "quadratic" way.
///
/// The results are rescaled so that they add up to the power of all valid ballots: a choice's score is a share of
/// that, not a number of votes.
struct SnapshotSpread {
  /// What a share is counted in: percents with weights, one with roots. In exact numbers it makes no difference;
  /// in these the last bits depend on it.
  let unit: SnapshotDouble
  /// What one ballot adds to a choice, from its share of the ballot's power.
  let part: @Sendable (SnapshotDouble) -> SnapshotDouble
  /// What a choice gets for the sum of these.
  let result: @Sendable (SnapshotDouble) -> SnapshotDouble

  /// An object with at least one weight above zero and none below, whose keys are choices after conversion. The
  /// key `"01"` is one; its weight counts, and goes to nobody.
  static func isValid(_ choice: JSONValue, of count: Int) -> Bool {
    guard let members = choice.object?.members, !members.isEmpty else { return false }
    let isEveryKeyChoice = members.allSatisfy {
      ScriptValue.choice(ScriptValue.number(of: $0.key), of: count) != nil
    }
    var hasWeight = false
    for member in members {
      guard case .number = member.value else { return false }
      let weight = ScriptValue.number(member.value)
      guard weight >= 0 else { return false }
      hasWeight = hasWeight || weight > 0
    }
    return isEveryKeyChoice && hasWeight
  }

  /// What each choice gets of the power of all ballots.
  func scores(
    of ballots: [SnapshotBallot], _ count: Int, _ strategies: Int
  ) -> (scores: [SnapshotDouble], byStrategy: [[SnapshotDouble]]) {
    var scores = [SnapshotDouble](repeating: 0, count: count)
    var byStrategy = [[SnapshotDouble]](
      repeating: Array(repeating: 0, count: strategies), count: count)
    for ballot in ballots {
      for (choice, share) in shares(ballot.choice, of: count).enumerated() {
        scores[choice] += part((share / unit) * ballot.balance)
        for strategy in 0..<strategies {
          byStrategy[choice][strategy] += part((share / unit) * ballot.score(strategy))
        }
      }
    }
    scores = scores.map(result)
    byStrategy = byStrategy.map { $0.map(result) }
    let power = ballots.map(\.balance).summed() / unit
    let (whole, wholeByStrategy) = (scores.summed(), byStrategy.joined().summed())
    return (
      scores.map { power * share($0, of: whole) },
      byStrategy.map { $0.map { power * share($0, of: wholeByStrategy) } }
    )
  }

  /// For each choice, the share of a ballot's weights that its own key has.
  private func shares(_ choice: JSONValue, of count: Int) -> [SnapshotDouble] {
    guard let object = choice.object else { return [] }
    let total = ScriptValue.listed(object).map { ScriptValue.number($0.value) }.summed()
    return (0..<count).map { index in
      object[String(index + 1)].map { share(ScriptValue.number($0), of: total) } ?? 0
    }
  }

  /// A part of a whole; zero where that is no number.
  private func share(_ part: SnapshotDouble, of whole: SnapshotDouble) -> SnapshotDouble {
    let share = (part / whole) * unit
    return share.isNaN ? 0 : share
  }
}
