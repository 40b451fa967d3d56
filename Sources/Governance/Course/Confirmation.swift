package import CanonicalEncoding

/// The tests must hold without a break for a while before a proposal passes.
///
/// OpenGov: a proposal that meets its bars is confirming; losing them starts it again. Confirmation that began in
/// time may run past the end of voting; losing the bars after that end rejects at once.
package struct Confirmation: Hashable, Sendable {
  /// For how long they must hold.
  package let span: Span

  package init(for span: Span) { self.span = span }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "confirmation")
    span = try fields.span("for")
    try fields.finish()
  }

  package var json: JSONValue { .members(["for": .string(span.description)]) }
}
