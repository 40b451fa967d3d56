package import CanonicalEncoding

/// What a safety protocol says: which evidence it asks for, and what the evidence has to show.
///
/// A document adopted by vote. Its identity is the SHA-256 of its YAML bytes, as with charters.
package struct ProtocolTerms: Hashable, Sendable {
  /// The SHA-256 of the file.
  package let hash: Digest
  /// The name that stays the same from version to version.
  package let id: String
  package let version: UInt64
  /// What people call it.
  package let title: String
  /// The kinds of proposals it governs.
  package let actions: [String]
  /// The environments it governs; all of them, where empty.
  package let environments: [String]
  package let evidence: [EvidenceRequirement]
  package let rules: [SafetyRule]
  package let capabilities: [CapabilityThreshold]

  package init(
    hash: Digest, id: String, version: UInt64, title: String, actions: [String], environments: [String],
    evidence: [EvidenceRequirement], rules: [SafetyRule], capabilities: [CapabilityThreshold]
  ) throws(ProtocolRefusal) {
    self.hash = hash
    self.id = id
    self.version = version
    self.title = title
    self.actions = actions
    self.environments = environments
    self.evidence = evidence
    self.rules = rules
    self.capabilities = capabilities
    try checkNames()
    try checkRoles()
  }

  /// The requirement of a name, or `nil`.
  package func requirement(_ id: String) -> EvidenceRequirement? {
    evidence.first { $0.id.isSpelt(like: id) }
  }

  /// Whether it governs an action in an environment.
  package func governs(action: String, environment: String) -> Bool {
    actions.contains { $0.isSpelt(like: action) }
      && (environments.isEmpty || environments.contains { $0.isSpelt(like: environment) })
  }

  /// What a rule is there for.
  package enum Role: String, Hashable, Sendable {
    /// Must pass.
    case block
    /// Is only said.
    case warn
    /// Recognises a capability.
    case trigger
    /// Must pass once a capability is reached.
    case safeguard
  }

  /// What a rule is there for.
  package func role(of rule: SafetyRule) -> Role {
    if capabilities.contains(where: { $0.triggers.contains { $0.isSpelt(like: rule.id) } }) {
      return .trigger
    }
    if capabilities.contains(where: { $0.safeguards.contains { $0.isSpelt(like: rule.id) } }) {
      return .safeguard
    }
    return rule.severity == .block ? .block : .warn
  }

  // MARK: Consistency

  private func checkNames() throws(ProtocolRefusal) {
    for (path, names) in [
      ("evidence", evidence.map(\.id)), ("rules", rules.map(\.id)), ("capabilities", capabilities.map(\.id)),
    ] {
      var seen: Set<ByteText> = []
      for name in names where !seen.insert(ByteText(name)).inserted {
        throw .inconsistent(path: path, "\(name) stands twice")
      }
    }
    for rule in rules where requirement(rule.evidence) == nil {
      throw .undefined(path: "rules.\(rule.id).evidence", name: rule.evidence)
    }
    let known = Set(rules.map { ByteText($0.id) })
    for capability in capabilities {
      for name in capability.triggers + capability.safeguards where !known.contains(ByteText(name)) {
        throw .undefined(path: "capabilities.\(capability.id)", name: name)
      }
    }
  }

  private func checkRoles() throws(ProtocolRefusal) {
    guard rules.contains(where: { [.block, .safeguard].contains(role(of: $0)) }) else {
      throw .inconsistent(path: "rules", "no rule blocks anything")
    }
    for capability in capabilities {
      let path = "capabilities.\(capability.id)"
      guard !capability.triggers.isEmpty, !capability.safeguards.isEmpty else {
        throw .inconsistent(path: path, "a threshold needs a trigger and a safeguard")
      }
      for name in capability.safeguards {
        guard let rule = rules.first(where: { $0.id.isSpelt(like: name) }) else { continue }
        if role(of: rule) == .trigger {
          throw .inconsistent(path: path, "\(name) is a trigger and a safeguard")
        }
        if rule.severity == .warn { throw .inconsistent(path: path, "the safeguard \(name) only warns") }
      }
    }
  }
}
