package import CanonicalEncoding

/// A vote's word that somebody may attest evidence.
package struct Accreditation: Hashable, Sendable {
  /// The evaluator's account.
  package let evaluator: String
  /// Whom they work for: several evaluators of one organisation are one voice.
  package let organisation: String
  /// Formats, families of formats (`garak`) and protocols they may attest for.
  package let scopes: Set<String>
  /// Organisations whose models they must not judge, besides their own.
  package let conflicts: Set<String>
  package let from: Timepoint
  /// The first instant at which it is over.
  package let until: Timepoint
  /// From when on what they attested does not count, if it was revoked.
  package let revokedSince: Timepoint?

  package init(
    evaluator: String, organisation: String, scopes: Set<String>, conflicts: Set<String> = [],
    from: Timepoint, until: Timepoint, revokedSince: Timepoint? = nil
  ) {
    self.evaluator = evaluator
    self.organisation = organisation
    self.scopes = scopes
    self.conflicts = conflicts
    self.from = from
    self.until = until
    self.revokedSince = revokedSince
  }

  /// Whether it was in force at an instant.
  package func isInForce(at instant: Timepoint) -> Bool {
    from <= instant && instant < until && revokedSince.map { instant < $0 } ?? true
  }

  /// Whether it covers a format, for a protocol.
  package func covers(_ format: EvidenceFormat, for protocolID: String?) -> Bool {
    scopes.contains(format.rawValue) || scopes.contains(format.family)
      || (protocolID.map(scopes.contains) ?? false)
  }
}
