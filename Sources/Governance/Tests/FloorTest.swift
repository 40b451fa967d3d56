package import CanonicalEncoding
package import Voting

/// Something must have at least so much power: usually some options together, whatever the electorate.
///
/// Compound's quorum is one: 400,000 COMP for, with abstentions and votes against left out. Sputnik's absolute
/// weights and Snapshot X' quorums are others. Of the electorate itself it asks that there is one: a Cosmos proposal
/// fails where nothing is staked.
package struct FloorTest: DecisionTest {
  package static let kind = "floor"

  package let label: TestLabel
  package let part: Whole
  package let floor: Power

  package init(_ label: TestLabel, part: Whole, floor: Power) {
    self.label = label
    self.part = part
    self.floor = floor
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a floor test")
    label = try TestLabel(reading: &fields)
    part = try Whole(parsing: try fields.value("count"), in: "a floor test")
    floor = Power(try fields.amount("at_least"))
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [part.options] }
  package var readsVotes: Bool { part != .electorate }
  package var options: [String] { part.options }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "at_least", value: .string(floor.description)),
          .init(key: "count", value: part.json),
        ]))
  }

  package func holds(_ facts: TestFacts) -> Bool { part.power(in: facts) >= floor }

  package func judge(_ facts: TestFacts) -> TestResult {
    let measured = part.power(in: facts)
    return TestResult(
      name: name, house: house, passed: holds(facts), part: measured, whole: nil, partWords: part.words,
      wholeWords: nil, bar: "at least \(floor)", required: floor)
  }
}
