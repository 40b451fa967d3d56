package import CanonicalEncoding

/// How many proposals one member may put to a track within a length of time, whatever became of them.
///
/// Power to propose keeps out who has none; a quota keeps out who has it and floods (Cosmos Hub, 2022 and 2023).
package struct ProposalQuota: Hashable, Sendable {
  /// The most of them …
  package let each: UInt64
  /// … within so long.
  package let within: Span

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a quota")
    each = try fields.integer("each")
    within = try fields.span("within")
    try fields.finish()
    guard each > 0 else { throw fields.unexpected("each", "above 0") }
    guard within > .zero else { throw fields.unexpected("within", "above 0s") }
  }

  /// In words: `3 within 7d`.
  package var words: String { "\(each) within \(within)" }
}
