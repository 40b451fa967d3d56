internal import CanonicalEncoding

/// What is odd about a protocol.
package enum ProtocolLint {
  /// All findings, in the order of the document.
  package static func findings(in terms: ProtocolTerms) -> [ProtocolFinding] {
    terms.evidence.flatMap { findings(of: $0, in: terms) }
      + terms.rules.flatMap { findings(of: $0) } + contradictions(in: terms)
  }

  // MARK: Evidence

  private static func findings(
    of requirement: EvidenceRequirement, in terms: ProtocolTerms
  ) -> [ProtocolFinding] {
    let path = "evidence.\(requirement.id)"
    var findings: [ProtocolFinding] = []
    func warn(_ code: ProtocolFinding.Code, _ sentence: String) {
      findings.append(ProtocolFinding(code, .warning, at: path, sentence))
    }
    if requirement.threshold < EvidenceRequirement.fewestOrganisations {
      warn(
        .oneOrganisation,
        "evaluators of \(EvidenceRequirement.fewestOrganisations) organisations are needed anyway")
    }
    if requirement.maxAge == nil { warn(.noMaxAge, "evidence of any age counts; set maxAge") }
    if requirement.pins.isEmpty {
      warn(.noPins, "an easier task, scorer or data set of the same name would do; pin their digests")
    }
    if !requirement.format.knowsCompleteness {
      warn(.generic, "nothing is known about when such a file is complete; add rules for that")
    }
    if let half = ExactDecimal("0.05"), requirement.maxUnscored > half {
      warn(.manyUnscored, "over a twentieth of the samples may be without a score")
    }
    let rules = terms.rules.filter { $0.evidence.isSpelt(like: requirement.id) }
    if rules.isEmpty { warn(.unread, "no rule reads it") }
    if requirement.format == .modelBench, !rules.contains(where: pinsBenchmark) {
      warn(.unpinnedBenchmark, "grades are relative to a version; add a rule for $.benchmark.uid")
    }
    return findings
  }

  private static func pinsBenchmark(_ rule: SafetyRule) -> Bool {
    guard case .value(let path) = rule.subject, case .equal = rule.test else { return false }
    return path.text == "$['benchmark']['uid']"
  }

  // MARK: Paths

  private static func findings(of rule: SafetyRule) -> [ProtocolFinding] {
    let place = "rules.\(rule.id)"
    var findings = rule.subject.paths.flatMap { path in
      path.segments.flatMap { self.findings(of: $0, at: place) } + namelessness(of: path, at: place)
    }
    if case .each = rule.subject { return findings }
    let isAboutPresence = rule.test == .absentOrNull || rule.test == .present
    if !isAboutPresence, rule.subject.paths.contains(where: \.reachesAll) {
      findings.append(
        ProtocolFinding(
          .severalValues, .error, at: place,
          "the path reaches every child, and one value is due; use each: true"))
    }
    return findings
  }

  /// What a rule may use of RFC 9535: names, indices, `[*]`, and filters for equal names.
  private static func findings(of segment: Path.Segment, at place: String) -> [ProtocolFinding] {
    var findings: [ProtocolFinding] = []
    func refuse(_ code: ProtocolFinding.Code, _ sentence: String) {
      findings.append(ProtocolFinding(code, .error, at: place, sentence))
    }
    if segment.isDescendant {
      refuse(.descendant, ".. also looks into what the model answered; name every step")
    }
    if segment.selectors.count > 1 {
      refuse(.union, "several selectors in one pair of brackets; write two rules")
    }
    for selector in segment.selectors {
      switch selector {
      case .name, .index, .wildcard: break
      case .slice: refuse(.slice, "a part of a list leaves the rest unlooked at; use [*] or a name")
      case .filter(let condition):
        if condition.usesFunction {
          refuse(.function, "functions pick by more than a name; compare with == only")
        } else if !condition.isEqualities {
          refuse(.filter, "a filter compares members with texts by ==, joined by && only")
        }
      }
    }
    return findings
  }

  private static func namelessness(of path: Path, at place: String) -> [ProtocolFinding] {
    let isNamed = path.segments.contains { segment in
      segment.selectors.contains { if case .name = $0 { true } else { false } }
    }
    guard !isNamed else { return [] }
    return [
      ProtocolFinding(.noName, .error, at: place, "the path names no member, so that anything would do")
    ]
  }

  // MARK: Contradictions

  private static func contradictions(in terms: ProtocolTerms) -> [ProtocolFinding] {
    var findings: [ProtocolFinding] = []
    let blocking = terms.rules.filter { terms.role(of: $0) == .block }
    for (position, rule) in blocking.enumerated() {
      for earlier in blocking[..<position]
      where earlier.evidence.isSpelt(like: rule.evidence) && earlier.subject.isSameValue(as: rule.subject) {
        guard earlier.acceptance.excludes(rule.acceptance) else { continue }
        findings.append(
          ProtocolFinding(
            .contradiction, .error, at: "rules.\(rule.id)",
            "no value is both \(earlier.test.words) (\(earlier.id)) and \(rule.test.words)"))
      }
    }
    return findings
  }
}

extension Path {
  /// Whether it takes all children somewhere, and so reaches as many values as there are.
  fileprivate var reachesAll: Bool { segments.contains { $0.selectors.contains(.wildcard) } }
}

extension SafetyRule.Subject {
  /// Whether both are about the same values.
  fileprivate func isSameValue(as other: SafetyRule.Subject) -> Bool {
    switch (self, other) {
    case (.each(let left, _), .each(let right, _)): left == right
    default: self == other
    }
  }
}

extension Condition {
  /// Whether it only compares members of the child with texts, numbers and truth values by `==`.
  fileprivate var isEqualities: Bool {
    switch self {
    case .all(let conditions): conditions.allSatisfy(\.isEqualities)
    case .comparison(.query(let query), .equal, .literal), .comparison(.literal, .equal, .query(let query)):
      query.isRelative
    default: false
    }
  }

  fileprivate var usesFunction: Bool {
    switch self {
    case .any(let conditions), .all(let conditions): conditions.contains(where: \.usesFunction)
    case .not(let condition): condition.usesFunction
    case .matches: true
    case .exists: false
    case .comparison(let left, _, let right): left.isFunction || right.isFunction
    }
  }
}

extension Condition.Comparable {
  fileprivate var isFunction: Bool {
    switch self {
    case .literal, .query: false
    case .length, .count, .value: true
    }
  }
}
