package import CanonicalEncoding
package import Voting

/// Some options together must have less than so much power.
///
/// Optimistic votes are decided by it: Snapshot X passes a proposal unless the votes against reach the quorum, Aragon
/// a stage unless so many bodies veto it. It is the exact opposite of a floor over the same options.
package struct CeilingTest: DecisionTest {
  package static let kind = "ceiling"

  package let label: TestLabel
  package let part: [String]
  /// The least power that fails.
  package let ceiling: Power

  package init(_ label: TestLabel, part: [String], ceiling: Power) {
    self.label = label
    self.part = part
    self.ceiling = ceiling
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a ceiling test")
    label = try TestLabel(reading: &fields)
    part = try DecisionTests.names("count", &fields)
    ceiling = Power(try fields.amount("less_than"))
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [part] }
  package var options: [String] { part }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "count", value: .array(part.map { .string($0) })),
          .init(key: "less_than", value: .string(ceiling.description)),
        ]))
  }

  package func holds(_ facts: TestFacts) -> Bool { facts.power(of: part) < ceiling }

  package func judge(_ facts: TestFacts) -> TestResult {
    let measured = facts.power(of: part)
    return TestResult(
      name: name, house: house, passed: holds(facts), part: measured, whole: nil,
      partWords: part.joined(separator: " + "), wholeWords: nil, bar: "less than \(ceiling)",
      required: ceiling, sense: .below)
  }
}
