package import CanonicalEncoding
package import Governance

/// What witnesses have shown of one stage of a vote whose time is theirs.
package struct StageWitnessing: Hashable, Sendable {
  /// By how much silence of the witnesses has extended it.
  package var extended = Span.zero
  /// The first entry whose ballots came too late for it, once witnesses have seen its close.
  package var cutoff: UInt64?
  /// When voting was over, as it stood when witnesses had seen that.
  package var closed: Timepoint?
  /// When nothing could move the cut-off any more.
  package var settled: Timepoint?

  package init() {}

  /// What a decision has to know of it.
  package var settlement: StageSettlement { StageSettlement(extended: extended, settled: settled) }

  /// The members of its form; those of a first stage stand beside the rules.
  var members: [JSONObject.Member] {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .integer($0.milliseconds) } ?? .null }
    return [
      .init(key: "closed", value: instant(closed)),
      .init(key: "cutoff", value: cutoff.map { .integer($0) } ?? .null),
      .init(key: "extended", value: .integer(extended.milliseconds)),
      .init(key: "settled", value: instant(settled)),
    ]
  }

  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    closed = try fields.optionalNumber("closed").map { Timepoint(milliseconds: $0) }
    cutoff = try fields.optionalNumber("cutoff")
    extended = Span(milliseconds: try fields.integer("extended"))
    settled = try fields.optionalNumber("settled").map { Timepoint(milliseconds: $0) }
  }
}

extension JSONFields {
  /// A whole number, or null for none.
  mutating func optionalNumber(_ key: String) throws(JSONRefusal) -> UInt64? {
    let value = try self.value(key)
    if value == .null { return nil }
    guard let number = value.unsigned else { throw unexpected(key, "a whole number or null") }
    return number
  }
}
