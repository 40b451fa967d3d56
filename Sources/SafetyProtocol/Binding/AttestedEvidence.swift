package import CanonicalEncoding

/// What an evaluator says under its signature: this file is the output of such a run of this model.
///
/// Read from an `evidence.attest` statement or an in-toto test-result whose signature holds. Nothing here is
/// believed because the signature holds; that is what accreditation and commission are for.
package struct AttestedEvidence: Hashable, Sendable {
  /// The evaluator's own conclusion.
  package enum Claim: String, Hashable, Sendable, CaseIterable {
    case passed = "PASSED"
    case warned = "WARNED"
    case failed = "FAILED"
  }

  /// The hash of the statement.
  package let id: Digest
  /// The entry of the log that holds it.
  package let entry: UInt64
  package let subject: EvidenceSubject
  /// The evaluator's account.
  package let evaluator: String
  package let format: EvidenceFormat
  /// The SHA-256 of the evaluation file.
  package let file: Digest
  /// The requirement of the protocol it is meant for; the only one of its format, where none is named.
  package let requirement: String?
  package let claim: Claim
  /// Digests of the task, scorer, data set and so on that were used, by name.
  package let configuration: [String: Digest]
  /// The commission under which the run was made.
  package let commission: Digest?
  package let startedAt: Timepoint
  package let endedAt: Timepoint
  /// When the log received it.
  package let recordedAt: Timepoint

  package init(
    id: Digest, entry: UInt64, subject: EvidenceSubject, evaluator: String, format: EvidenceFormat,
    file: Digest, requirement: String?, claim: Claim, configuration: [String: Digest], commission: Digest?,
    startedAt: Timepoint, endedAt: Timepoint, recordedAt: Timepoint
  ) {
    self.id = id
    self.entry = entry
    self.subject = subject
    self.evaluator = evaluator
    self.format = format
    self.file = file
    self.requirement = requirement
    self.claim = claim
    self.configuration = configuration
    self.commission = commission
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.recordedAt = recordedAt
  }
}
