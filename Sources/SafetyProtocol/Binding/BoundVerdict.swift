package import CanonicalEncoding

/// What a protocol says of a model, on evidence that counts.
package struct BoundVerdict: Sendable {
  /// What became of one attestation.
  package struct Item: Sendable {
    package let evidence: AttestedEvidence
    /// The requirement it serves, where it serves one.
    package let requirement: String?
    /// The organisation that speaks, where one is accredited.
    package let organisation: String?
    /// Why it does not count; none where it does.
    package let faults: [BindingFault]

    /// Whether it counts.
    package var counts: Bool { faults.isEmpty }
  }

  /// What one rule says, over everything that counts.
  package struct Line: Sendable {
    package let rule: SafetyRule
    package let role: ProtocolTerms.Role
    package let isRequired: Bool
    package let outcome: Outcome
    /// What it says of each attestation that counts, by the statement's hash.
    package let findings: [(evidence: Digest, finding: RuleFinding)]
  }

  /// Evidence of too few organisations.
  package struct Shortfall: Hashable, Sendable {
    package let requirement: String
    package let organisations: Int
    package let needed: Int

    package init(requirement: String, organisations: Int, needed: Int) {
      self.requirement = requirement
      self.organisations = organisations
      self.needed = needed
    }
  }

  package let items: [Item]
  package let lines: [Line]
  /// The capabilities that count as reached.
  package let reached: [CapabilityThreshold]
  /// Accredited failures within the window; each alone is enough to block.
  package let blockers: [AttestedEvidence]
  package let shortfalls: [Shortfall]
  /// Only a pass allows anything.
  package let outcome: Outcome

  /// Whether an attestation blocks, whether it counts for a rule or not.
  package func isBlocker(_ item: Item) -> Bool { blockers.contains { $0.id == item.evidence.id } }
}
