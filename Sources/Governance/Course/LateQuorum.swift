package import CanonicalEncoding

/// Keeps voting open for a while after the moment a test first holds, so that nobody is surprised by a quorum reached
/// in the last second. Once only.
///
/// OpenZeppelin `GovernorPreventLateQuorum`: deadline = max(deadline, moment + extension).
package struct LateQuorum: Hashable, Sendable {
  /// The test of the track whose first success counts.
  package let test: String
  /// How long voting stays open from then on, at least.
  package let span: Span

  package init(test: String, by span: Span) {
    self.test = test
    self.span = span
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "late_quorum")
    test = try fields.string("test")
    span = try fields.span("by")
    try fields.finish()
  }

  package var json: JSONValue {
    .members(["by": .string(span.description), "test": .string(test)])
  }
}
