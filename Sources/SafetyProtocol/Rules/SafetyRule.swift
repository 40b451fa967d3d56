package import CanonicalEncoding

/// One sentence of a protocol: a value of one evidence file, and what it has to be.
package struct SafetyRule: Hashable, Sendable {
  /// What is looked at.
  package enum Subject: Hashable, Sendable {
    /// The one value that a path reaches; none or several leave the rule undecided.
    case value(Path)
    /// Every value that a path reaches, of which there must be so many at least.
    case each(Path, atLeast: Int)
    /// One value divided by another, which is never carried out: both sides are multiplied instead.
    case ratio(of: Path, to: Path)

    /// The paths, in order.
    package var paths: [Path] {
      switch self {
      case .value(let path), .each(let path, _): [path]
      case .ratio(let part, let whole): [part, whole]
      }
    }
  }

  /// What a broken rule means.
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    /// Nothing is deployed.
    case block
    /// It is said, and nothing more.
    case warn
  }

  /// The name, distinct within the protocol.
  package let id: String
  /// The evidence it is about.
  package let evidence: String
  package let subject: Subject
  package let test: RuleTest
  package let severity: Severity
  /// How old the evidence may be for this rule, where less than the evidence's own limit.
  package let maxAge: Span?
  /// What people are told about it.
  package let note: String

  package init(
    id: String, evidence: String, subject: Subject, test: RuleTest, severity: Severity = .block,
    maxAge: Span? = nil, note: String = ""
  ) {
    self.id = id
    self.evidence = evidence
    self.subject = subject
    self.test = test
    self.severity = severity
    self.maxAge = maxAge
    self.note = note
  }
}
