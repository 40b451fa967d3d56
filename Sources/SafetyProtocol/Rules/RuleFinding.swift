/// What a rule says of one document, with what it saw.
package struct RuleFinding: Hashable, Sendable {
  package let outcome: Outcome
  /// The value as it stands in the evidence, made safe to be shown: `0.875`, `0/64`, `3 values`.
  package let observed: String
  /// Where it stands, as normalized paths of RFC 9535; at most ten.
  package let places: [String]
  /// Why the rule is undecided, or `nil`.
  package let reason: String?

  init(_ outcome: Outcome, observed: String, places: [String] = [], reason: String? = nil) {
    self.outcome = outcome
    self.observed = observed
    self.places = places
    self.reason = reason
  }

  /// A rule that says nothing, and why.
  package static func undecided(_ reason: String, observed: String = "–") -> RuleFinding {
    RuleFinding(.indeterminate, observed: observed, reason: reason)
  }
}
