package import CanonicalEncoding
package import Voting

/// Some options together must have at least so much power, whatever the electorate.
///
/// Compound's quorum is one: 400,000 COMP for, with abstentions and votes against left out.
package struct FloorTest: DecisionTest {
  package static let kind = "floor"

  package let name: String
  package let house: String
  package let part: [String]
  package let floor: Power

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a floor test")
    _ = try fields.string("test")
    name = try fields.string("name")
    house = try fields.string("house")
    part = try DecisionTests.names("count", &fields)
    floor = Power(try fields.amount("at_least"))
    guard floor > .zero else { throw fields.unexpected("at_least", "above 0") }
    try fields.finish()
  }

  package var options: [String] { part }

  package var json: JSONValue {
    .members([
      "at_least": .string(floor.description), "count": .array(part.map { .string($0) }),
      "house": .string(house), "name": .string(name), "test": .string(Self.kind),
    ])
  }

  package func judge(_ tally: Tally, options: [String]) -> TestResult {
    let measured = DecisionTests.sum(part, tally, options)
    let passed = measured >= floor
    let surplus = measured.excess(over: floor)
    return TestResult(
      name: name, house: house, passed: passed, part: measured, whole: nil,
      partWords: part.joined(separator: " + "),
      wholeWords: nil, bar: "at least \(floor)", required: floor,
      flip: passed
        ? surplus.units == .max ? .nothing : .removing(Power(surplus.units + 1), from: part)
        : .adding(floor.excess(over: measured), to: part))
  }
}
