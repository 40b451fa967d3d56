package import CanonicalEncoding

/// What a protocol says of evidence files, rule by rule, with the verdict that follows.
package struct ProtocolReport: Sendable {
  /// What was found of one required file.
  package struct EvidenceStanding: Sendable {
    package let requirement: EvidenceRequirement
    /// Whether there is a file at all.
    package let isPresent: Bool
    /// What shows that the run is whole; `nil` where there is no file.
    package let completeness: Completeness?
    /// When the run says it ended.
    package let claimed: Timepoint?
    /// Why the file does not count; none where it does.
    package let faults: [String]

    /// Whether the file counts.
    package var counts: Bool { faults.isEmpty }
  }

  /// What one rule says.
  package struct Line: Sendable {
    package let rule: SafetyRule
    package let role: ProtocolTerms.Role
    /// Whether the verdict depends on it.
    package let isRequired: Bool
    package let finding: RuleFinding
    /// The finding's outcome as far as it counts: evidence that is not whole and fresh shows no pass, but it
    /// may show a failure, and it never shows that a capability is not there.
    package let outcome: Outcome
  }

  package let evidence: [EvidenceStanding]
  package let lines: [Line]
  /// The capabilities that count as reached.
  package let reached: [CapabilityThreshold]
  /// Only a pass allows anything.
  package let verdict: Outcome

  /// What the blocking rules alone say, as if every file were whole and fresh.
  package var ruleVerdict: Outcome {
    .all(lines.filter(\.isRequired).map(\.finding.outcome))
  }
}

extension ProtocolTerms {
  /// How far ahead of now a run may claim to have ended, for clocks that differ.
  private static let clockTolerance = Span(milliseconds: 300_000)

  /// Checks files as they are, attested by nobody: what a model's own tests show before anything is proposed.
  ///
  /// - Parameters:
  ///   - files: Documents by the name of the requirement they are for.
  ///   - now: The instant ages are measured at.
  package func check(
    _ files: [String: EvidenceDocument], at now: Timepoint, budget: PathBudget = PathBudget()
  ) -> ProtocolReport {
    var standings: [String: ProtocolReport.EvidenceStanding] = [:]
    for requirement in evidence {
      standings[requirement.id] = standing(of: files[requirement.id], for: requirement, at: now)
    }
    var findings: [String: (finding: RuleFinding, outcome: Outcome)] = [:]
    for rule in rules {
      let finding = files[rule.evidence]?.finding(of: rule, budget) ?? .undecided("the evidence is missing")
      var doesCount = standings[rule.evidence]?.counts ?? false
      if let limit = rule.maxAge, let claimed = standings[rule.evidence]?.claimed, now.since(claimed) > limit
      {
        doesCount = false
      }
      let stands = doesCount || (finding.outcome == .fail && role(of: rule) != .trigger)
      findings[rule.id] = (finding, stands ? finding.outcome : .indeterminate)
    }
    return report(evidence.compactMap { standings[$0.id] }, findings)
  }

  private func standing(
    of document: EvidenceDocument?, for requirement: EvidenceRequirement, at now: Timepoint
  ) -> ProtocolReport.EvidenceStanding {
    guard let document else {
      return .init(
        requirement: requirement, isPresent: false, completeness: nil, claimed: nil,
        faults: ["the file is missing"])
    }
    let completeness = Completeness(of: document, as: requirement.format, demanding: requirement.demand)
    let claimed = ClaimedTime.of(document, as: requirement.format)
    var faults = completeness.unmet.map(\.sentence)
    if let claimed, let limit = requirement.maxAge, now.since(claimed) > limit {
      faults.append("it ended \(claimed.sentence), and may be \(limit) old")
    }
    if let claimed, claimed > now + Self.clockTolerance {
      faults.append("it says it ended \(claimed.sentence), which is yet to come")
    }
    return .init(
      requirement: requirement, isPresent: true, completeness: completeness, claimed: claimed, faults: faults)
  }

  private func report(
    _ standings: [ProtocolReport.EvidenceStanding],
    _ findings: [String: (finding: RuleFinding, outcome: Outcome)]
  ) -> ProtocolReport {
    let reached = self.reached { findings[$0]?.outcome ?? .indeterminate }
    let required = self.required(reached)
    let lines = rules.map { rule in
      let entry = findings[rule.id] ?? (.undecided("the evidence is missing"), .indeterminate)
      return ProtocolReport.Line(
        rule: rule, role: role(of: rule), isRequired: required.contains(rule.id), finding: entry.finding,
        outcome: entry.outcome)
    }
    let due = standings.filter { isDue($0.requirement, among: required) }
    let outcomes =
      lines.filter(\.isRequired).map(\.outcome) + due.map { $0.counts ? Outcome.pass : .indeterminate }
    return ProtocolReport(evidence: standings, lines: lines, reached: reached, verdict: .all(outcomes))
  }

  /// The capabilities that count as reached: all but those whose every trigger is shown to fail.
  package func reached(_ outcome: (String) -> Outcome) -> [CapabilityThreshold] {
    capabilities.filter { $0.triggers.contains { outcome($0) != .fail } }
  }

  /// The names of the rules that must pass.
  package func required(_ reached: [CapabilityThreshold]) -> Set<String> {
    let mandatory = Set(reached.flatMap(\.safeguards))
    return Set(
      rules.filter { rule in
        switch role(of: rule) {
        case .block: true
        case .safeguard: mandatory.contains(rule.id)
        case .warn, .trigger: false
        }
      }.map(\.id))
  }
}

extension ProtocolTerms {
  /// Whether nothing passes without a file. What only safeguards read is due once one of them is mandatory.
  package func isDue(_ requirement: EvidenceRequirement, among required: Set<String>) -> Bool {
    isAlwaysDue(requirement)
      || rules.contains { $0.evidence.isSpelt(like: requirement.id) && required.contains($0.id) }
  }

  /// Whether a file is due whatever a model is capable of.
  package func isAlwaysDue(_ requirement: EvidenceRequirement) -> Bool {
    let roles = rules.filter { $0.evidence.isSpelt(like: requirement.id) }.map { role(of: $0) }
    return !roles.contains(.safeguard) || roles.contains { $0 == .block || $0 == .trigger }
  }
}

extension EvidenceDocument {
  fileprivate func finding(of rule: SafetyRule, _ budget: PathBudget) -> RuleFinding {
    rule.finding(in: self, budget: budget)
  }
}
