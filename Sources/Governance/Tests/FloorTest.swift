package import CanonicalEncoding
package import Voting

/// Some options together must have at least so much power, whatever the electorate.
///
/// Compound's quorum is one: 400,000 COMP for, with abstentions and votes against left out. Sputnik's absolute
/// weights and Snapshot X' quorums are others.
package struct FloorTest: DecisionTest {
  package static let kind = "floor"

  package let label: TestLabel
  package let part: [String]
  package let floor: Power

  package init(_ label: TestLabel, part: [String], floor: Power) {
    self.label = label
    self.part = part
    self.floor = floor
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a floor test")
    label = try TestLabel(reading: &fields)
    part = try DecisionTests.names("count", &fields)
    floor = Power(try fields.amount("at_least"))
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var options: [String] { part }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "at_least", value: .string(floor.description)),
          .init(key: "count", value: .array(part.map { .string($0) })),
        ]))
  }

  package func holds(_ facts: TestFacts) -> Bool { facts.power(of: part) >= floor }

  package func judge(_ facts: TestFacts) -> TestResult {
    let measured = facts.power(of: part)
    let passed = holds(facts)
    let surplus = measured.excess(over: floor)
    return TestResult(
      name: name, house: house, passed: passed, part: measured, whole: nil,
      partWords: part.joined(separator: " + "),
      wholeWords: nil, bar: "at least \(floor)", required: floor,
      flip: passed
        ? floor == .zero || surplus.units == .max ? .nothing : .removing(Power(surplus.units + 1), from: part)
        : .adding(floor.excess(over: measured), to: part))
  }
}
