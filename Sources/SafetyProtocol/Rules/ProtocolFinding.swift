/// Something about a protocol that its author should know before it is adopted.
package struct ProtocolFinding: Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// It should not be adopted: it does not ask for what it seems to.
    case error
    /// It works, and probably not as meant.
    case warning
  }

  /// What is wrong, for programs. A code is never used for anything else.
  package enum Code: String, CaseIterable, Sendable {
    /// A path that looks everywhere below a value, also into what a model answered.
    case descendant = "protocol.pathDescendant"
    /// A path that takes part of a list only.
    case slice = "protocol.pathSlice"
    /// A path with several selectors in one pair of brackets.
    case union = "protocol.pathUnion"
    /// A path that picks by something else than equal names.
    case filter = "protocol.pathFilter"
    /// A path with a function.
    case function = "protocol.pathFunction"
    /// A path that reaches several values in a rule about one.
    case severalValues = "protocol.severalValues"
    /// A path without a name: the whole file, or anything in it.
    case noName = "protocol.pathWithoutName"
    /// Two rules that no evidence can satisfy together.
    case contradiction = "protocol.contradiction"
    /// Fewer organisations than are needed in any case.
    case oneOrganisation = "protocol.oneOrganisation"
    /// Evidence that may be of any age.
    case noMaxAge = "protocol.noMaxAge"
    /// Evidence whose task, scorer and data are not pinned.
    case noPins = "protocol.noPins"
    /// Evidence that no rule reads.
    case unread = "protocol.unreadEvidence"
    /// A format of which nothing is known about when it is complete.
    case generic = "protocol.genericFormat"
    /// Many samples may be without a score.
    case manyUnscored = "protocol.manyUnscored"
    /// A grade that is relative to a version of its benchmark, which is not pinned.
    case unpinnedBenchmark = "protocol.unpinnedBenchmark"
  }

  package let code: Code
  package let severity: Severity
  /// Where in the protocol: `rules.R2-refusal`.
  package let path: String
  /// One sentence for a person.
  package let sentence: String

  package init(_ code: Code, _ severity: Severity, at path: String, _ sentence: String) {
    self.code = code
    self.severity = severity
    self.path = path
    self.sentence = sentence
  }
}
