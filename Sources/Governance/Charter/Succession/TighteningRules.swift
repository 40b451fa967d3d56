package import CanonicalEncoding

/// What becomes of rules that were made stricter by less than it takes to make them weaker.
package struct TighteningRules: Hashable, Sendable {
  /// How long such a document counts from its adoption, unless it is confirmed by the bar of loosening before.
  package let lapsesAfter: Span

  /// The longest time a charter can allow.
  package static let longest = Span(milliseconds: 366 * 86_400_000)

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "tightening")
    lapsesAfter = try fields.span("lapses_after")
    try fields.finish()
    guard lapsesAfter > .zero, lapsesAfter <= Self.longest else {
      throw fields.unexpected("lapses_after", "above 0s and at most \(Self.longest)")
    }
  }
}
