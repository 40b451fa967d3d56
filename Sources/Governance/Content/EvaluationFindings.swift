package import Signing
package import Voting

/// The scores of one evaluator that count.
package struct Evaluation: Hashable, Sendable {
  package let evaluator: AccountKey
  package let stake: Power
  /// By subject.
  package let scores: [UInt64]
}

/// An evaluator whose scores do not count, and why.
package struct EvaluationExclusion: Hashable, Sendable {
  /// Why scores do not count.
  package enum Reason: String, Error, CaseIterable, Sendable {
    /// It has no stake in this round.
    case noStake
    /// It committed to nothing.
    case notCommitted
    /// It committed before the opening or after commitments were closed.
    case committedOutOfTime
    /// It showed nothing.
    case notRevealed
    /// It showed its scores while others could still commit to the same, and not again afterwards.
    case revealedEarly
    /// It showed its scores when the round was over.
    case revealedLate
    /// It showed other scores than it committed to.
    case mismatched
    /// Its salt was so short that its scores could be found by trying.
    case saltTooShort
    /// Too few or too many scores, or one that is too high.
    case malformed

    /// In words: `committed to nothing`.
    package var words: String {
      switch self {
      case .noStake: "has no stake"
      case .notCommitted: "committed to nothing"
      case .committedOutOfTime: "committed out of time"
      case .notRevealed: "showed nothing"
      case .revealedEarly: "showed its scores early"
      case .revealedLate: "showed its scores late"
      case .mismatched: "showed other scores than it committed to"
      case .saltTooShort: "used a salt that is too short"
      case .malformed: "gave scores that are none"
      }
    }
  }

  package let evaluator: AccountKey
  package let stake: Power
  package let reason: Reason
}

/// What a round found.
package struct EvaluationFindings: Hashable, Sendable {
  /// By subject, the highest score that enough stake gives or exceeds; `nil` where too little stake was revealed.
  package let consensus: [UInt64]?
  /// Whose scores count, by account.
  package let evaluations: [Evaluation]
  /// Whose do not, by account.
  package let exclusions: [EvaluationExclusion]
  /// The stake whose scores count.
  package let revealed: Power
  /// All stake.
  package let stake: Power

  init(
    _ rules: EvaluationRules, evaluations: [Evaluation], exclusions: [EvaluationExclusion], stake: Power
  ) throws(CountRefusal) {
    self.evaluations = evaluations
    self.exclusions = exclusions
    self.stake = stake
    revealed = try evaluations.map(\.stake).sum()
    let isEnough = rules.needs.map { [revealed] in $0.isReached(by: revealed, of: stake) } ?? true
    guard isEnough, revealed > .zero else {
      consensus = nil
      return
    }
    consensus = try WeightedMedian.ofColumns(
      evaluations.map(\.scores), nothing: 0, stakes: evaluations.map(\.stake), majority: rules.majority)
  }

  /// What an evaluator's scores come to once they are cut down to the consensus.
  package func clipped(_ evaluation: Evaluation) -> [UInt64] {
    guard let consensus else { return evaluation.scores }
    return zip(evaluation.scores, consensus).map { min($0, $1) }
  }
}
