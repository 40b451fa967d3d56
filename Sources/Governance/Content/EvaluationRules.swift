package import CanonicalEncoding
package import Voting

/// By which rules the evaluators of one round agree on scores.
package struct EvaluationRules: Hashable, Sendable {
  /// What is scored, in the order in which scores are given.
  package let subjects: [String]
  /// The highest score; the lowest is 0.
  package let highest: UInt64
  /// How long commitments are taken.
  package let commit: Span
  /// How long, from then on, they can be opened.
  package let reveal: Span
  /// The share of the revealed stake that must stand behind a score (κ of Bittensor's consensus, usually a half).
  package let majority: Share
  /// The share of all stake that must have been revealed for the round to find anything.
  package let needs: Share?

  package init(
    subjects: [String], highest: UInt64, commit: Span, reveal: Span, majority: Share, needs: Share? = nil
  ) {
    self.subjects = subjects
    self.highest = highest
    self.commit = commit
    self.reveal = reveal
    self.majority = majority
    self.needs = needs
  }
}
