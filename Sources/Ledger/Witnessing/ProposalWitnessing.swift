package import CanonicalEncoding
package import Governance

/// How the time of a proposal is witnessed: the rules frozen with it, and what witnesses have shown since.
///
/// For such a proposal the instant that counts is the last one at which enough witnesses had seen the log. Nothing
/// follows from the operator's clock.
package struct ProposalWitnessing: Hashable, Sendable {
  /// The rules of the charter as they were when it was submitted.
  package let rules: WitnessRules
  /// By when enough witnesses had seen the submission: it counts as submitted then.
  package var seen: Timepoint?
  /// By how much silence of the witnesses has extended the vote.
  package var extended = Span.zero
  /// The first entry whose ballots came too late, once witnesses have seen the close.
  package var cutoff: UInt64?
  /// When voting was over, as it stood when witnesses had seen that.
  package var closed: Timepoint?
  /// When nothing could move the cut-off any more.
  package var settled: Timepoint?

  package init(_ rules: WitnessRules) { self.rules = rules }

  package var json: JSONValue {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .integer($0.milliseconds) } ?? .null }
    return .members([
      "closed": instant(closed), "cutoff": cutoff.map { .integer($0) } ?? .null,
      "extended": .integer(extended.milliseconds),
      "rules": rules.json, "seen": instant(seen), "settled": instant(settled),
    ])
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the witnessing of a proposal")
    func number(_ key: String) throws(JSONRefusal) -> UInt64? {
      let value = try fields.value(key)
      if value == .null { return nil }
      guard let number = value.unsigned else { throw fields.unexpected(key, "a whole number or null") }
      return number
    }
    closed = try number("closed").map { Timepoint(milliseconds: $0) }
    cutoff = try number("cutoff")
    extended = Span(milliseconds: try fields.integer("extended"))
    rules = try WitnessRules(frozen: try fields.value("rules"))
    seen = try number("seen").map { Timepoint(milliseconds: $0) }
    settled = try number("settled").map { Timepoint(milliseconds: $0) }
    try fields.finish()
  }
}

/// On whose word the time of an outcome rests.
package enum TimeAssurance: Hashable, Sendable {
  /// On the operator's.
  case `operator`
  /// On enough witnesses', who had seen the log last at this instant; `nil` where they never have.
  case witnessed(Timepoint?)

  /// When witnesses had seen the log last, where time is theirs and they have.
  package var time: Timepoint? {
    switch self {
    case .operator: nil
    case .witnessed(let time): time
    }
  }

  /// The word for programs.
  package var word: String {
    switch self {
    case .operator: "operator"
    case .witnessed: "witnessed"
    }
  }
}
