package import CanonicalEncoding
package import Signing

/// Scores that are fixed and not yet shown.
package struct ScoreCommitment: Hashable, Sendable {
  package let evaluator: AccountKey
  /// When it was received.
  package let at: Timepoint
  package let digest: Digest

  package init(evaluator: AccountKey, at instant: Timepoint, digest: Digest) {
    self.evaluator = evaluator
    at = instant
    self.digest = digest
  }
}

/// Scores that are shown, with the salt that hid them.
package struct ScoreReveal: Hashable, Sendable {
  package let evaluator: AccountKey
  /// When it was received.
  package let at: Timepoint
  /// By subject, in the order of the rules.
  package let scores: [UInt64]
  /// From sixteen to sixty-four bytes; with fewer, scores could be found by trying them all.
  package let salt: [UInt8]

  package init(evaluator: AccountKey, at instant: Timepoint, scores: [UInt64], salt: [UInt8]) {
    self.evaluator = evaluator
    at = instant
    self.scores = scores
    self.salt = salt
  }

  /// The shortest salt that hides anything.
  package static let shortestSalt = 16
  /// The lengths that a salt may have on record.
  package static let saltLengths = shortestSalt...64
  private static let tag = DomainTag("quorate/scores/v1")

  /// What was to be committed to: the round and the evaluator are part of it, so that nobody's commitment can be
  /// copied, nor used again.
  package func digest(in round: Digest) -> Digest {
    var encoded: [UInt8] = []
    for score in scores { encoded.append(bigEndian: score) }
    return Self.tag.digest(round.bytes, Array(evaluator.text.utf8), salt, encoded)
  }
}
