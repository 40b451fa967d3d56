package import CanonicalEncoding

/// An order for an evaluation, put in the log before the run begins, so that nobody shows only the runs they
/// like.
package struct Commission: Hashable, Sendable {
  /// The hash of the statement.
  package let id: Digest
  /// Who is to run it; any accredited evaluator, where nobody is named.
  package let evaluator: String?
  package let subject: EvidenceSubject
  package let format: EvidenceFormat
  package let placedAt: Timepoint
  /// The first instant at which no run may begin under it any more.
  package let until: Timepoint

  package init(
    id: Digest, evaluator: String?, subject: EvidenceSubject, format: EvidenceFormat, placedAt: Timepoint,
    until: Timepoint
  ) {
    self.id = id
    self.evaluator = evaluator
    self.subject = subject
    self.format = format
    self.placedAt = placedAt
    self.until = until
  }

  /// Whether attested evidence is of a run that was ordered by this.
  package func ordered(_ evidence: AttestedEvidence) -> Bool {
    evidence.commission == id && evidence.subject == subject && evidence.format == format
      && evaluator.map { $0.isSpelt(like: evidence.evaluator) } ?? true
      && placedAt < evidence.startedAt && evidence.startedAt < until
  }
}
