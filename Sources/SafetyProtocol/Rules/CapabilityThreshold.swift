/// A capability that makes safeguards mandatory once a model has it.
package struct CapabilityThreshold: Hashable, Sendable {
  /// The fields of the frontier frameworks.
  package enum Domain: String, Hashable, Sendable, CaseIterable {
    case cbrn
    case cyber
    case aiResearch = "ai-rnd"
    case manipulation
    case autonomy
    case other
  }

  /// The name, distinct within the protocol.
  package let id: String
  package let domain: Domain
  /// What the level is called.
  package let level: String
  /// Rules that recognise the capability. It counts as reached unless every one of them is shown to fail.
  package let triggers: [String]
  /// Rules that must pass once it is reached.
  package let safeguards: [String]

  package init(id: String, domain: Domain, level: String, triggers: [String], safeguards: [String]) {
    self.id = id
    self.domain = domain
    self.level = level
    self.triggers = triggers
    self.safeguards = safeguards
  }
}
