package import CanonicalEncoding
package import Signing
package import Voting

/// One round in which evaluators with stake agree on scores.
///
/// Bittensor's consensus over weights: validators commit to their scores, reveal them later, and each subject gets
/// the highest score that at least a share κ of the stake gives or exceeds; whoever scored higher is cut down to it.
/// Commitments that are late or missing, and reveals that are early, late, missing or do not match, count for nothing
/// and are named.
package struct EvaluationRound: Hashable, Sendable {
  package let rules: EvaluationRules
  /// What the round is about and which one it is; part of every commitment.
  package let id: Digest
  /// From when on commitments are taken.
  package let opened: Timepoint
  /// When witnesses had seen that the time for commitments was over; `nil` where the log's own clock says so.
  package let sealed: Timepoint?

  package init(_ rules: EvaluationRules, id: Digest, opened: Timepoint, sealed: Timepoint? = nil) {
    self.rules = rules
    self.id = id
    self.opened = opened
    self.sealed = sealed
  }

  /// The first instant at which nothing is committed any more.
  package var committed: Timepoint { opened + rules.commit }
  /// The first instant at which reveals are taken: never before commitments are over.
  package var reveals: Timepoint { max(committed, sealed ?? committed) }
  /// The first instant at which no reveal is taken any more.
  package var closes: Timepoint { reveals + rules.reveal }

  /// Finds what the evaluators agree on.
  ///
  /// Of an evaluator's commitments the last in time counts, of several received at one instant that with the greatest
  /// digest; of its reveals the first that matches it. The order in which they are handed over never matters.
  ///
  /// - Parameters:
  ///   - stakes: The stake of every evaluator who is to be named.
  ///   - total: All stake, where that of others counts too.
  ///   - commitments: All that were received.
  ///   - reveals: All that were received.
  /// - Throws: `CountRefusal.overflow` where all stake together reaches 2^128.
  /// - Complexity: O(n log n) in everything handed over, for each subject.
  package func findings(
    stakes: [AccountKey: Power], total: Power? = nil, commitments: [ScoreCommitment], reveals: [ScoreReveal]
  ) throws(CountRefusal) -> EvaluationFindings {
    let committed = Dictionary(grouping: commitments, by: \.evaluator)
    let revealed = Dictionary(grouping: reveals, by: \.evaluator)
    var evaluations: [Evaluation] = []
    var exclusions: [EvaluationExclusion] = []
    let everybody = Set(stakes.keys).union(committed.keys).union(revealed.keys).sorted()
    for evaluator in everybody {
      let stake = stakes[evaluator] ?? .zero
      switch scores(committed[evaluator] ?? [], revealed[evaluator] ?? [], stake: stake) {
      case .success(let scores):
        evaluations.append(Evaluation(evaluator: evaluator, stake: stake, scores: scores))
      case .failure(let reason):
        exclusions.append(EvaluationExclusion(evaluator: evaluator, stake: stake, reason: reason))
      }
    }
    let all = if let total { total } else { try stakes.values.sum() }
    return try EvaluationFindings(rules, evaluations: evaluations, exclusions: exclusions, stake: all)
  }

  /// The scores of one evaluator, or why they do not count.
  private func scores(
    _ commitments: [ScoreCommitment], _ reveals: [ScoreReveal], stake: Power
  ) -> Result<[UInt64], EvaluationExclusion.Reason> {
    guard stake > .zero else { return .failure(.noStake) }
    let inTime = commitments.filter { opened <= $0.at && $0.at < committed }
    let last = inTime.max { ($0.at, $0.digest) < ($1.at, $1.digest) }
    guard let commitment = last else {
      return .failure(commitments.isEmpty ? .notCommitted : .committedOutOfTime)
    }
    guard !reveals.isEmpty else { return .failure(.notRevealed) }
    let open = reveals.filter { self.reveals <= $0.at && $0.at < closes }
    guard !open.isEmpty else {
      return .failure(reveals.contains { $0.at >= closes } ? .revealedLate : .revealedEarly)
    }
    guard let reveal = open.first(where: { $0.digest(in: id) == commitment.digest }) else {
      return .failure(.mismatched)
    }
    guard reveal.salt.count >= ScoreReveal.shortestSalt else { return .failure(.saltTooShort) }
    guard reveal.scores.count == rules.subjects.count, reveal.scores.allSatisfy({ $0 <= rules.highest })
    else { return .failure(.malformed) }
    return .success(reveal.scores)
  }
}
