package import CanonicalEncoding

/// An evidence file that a protocol asks for, and what makes it count.
package struct EvidenceRequirement: Hashable, Sendable {
  /// The fewest organisations whose evaluators must attest it, whatever a protocol says: no single one can be
  /// both the judge and the only witness.
  package static let fewestOrganisations = 2

  /// The name, distinct within the protocol.
  package let id: String
  package let format: EvidenceFormat
  /// How old it may be.
  package let maxAge: Span?
  /// The parts that must be in it; what the file itself announces, where empty.
  package let covers: [String]
  /// The largest share of samples that may have no score, from 0 to 1.
  package let maxUnscored: ExactDecimal
  /// How many organisations are asked for.
  package let threshold: Int
  /// Digests of the task, the scorer, the data set and whatever else an evaluator must state to have used.
  package let pins: [String: Digest]

  package init(
    id: String, format: EvidenceFormat, maxAge: Span? = nil, covers: [String] = [],
    maxUnscored: ExactDecimal = .zero, threshold: Int = fewestOrganisations, pins: [String: Digest] = [:]
  ) {
    self.id = id
    self.format = format
    self.maxAge = maxAge
    self.covers = covers
    self.maxUnscored = maxUnscored
    self.threshold = threshold
    self.pins = pins
  }

  /// How many organisations are needed.
  package var organisations: Int { max(threshold, Self.fewestOrganisations) }

  /// What its completeness is checked for.
  package var demand: Completeness.Demand { .init(covers: covers, unscored: maxUnscored) }
}
