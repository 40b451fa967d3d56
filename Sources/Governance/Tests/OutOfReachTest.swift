package import CanonicalEncoding
internal import Voting

/// A share that some options can no longer get, even if everybody who has not voted gave them everything.
///
/// Used to end a vote whose outcome is settled: Realms tips a proposal to defeat once the votes against leave the
/// votes for too little, a Substrate collective closes once the seats that have not said no are too few.
package struct OutOfReachTest: DecisionTest {
  package static let kind = "out_of_reach"

  package let label: TestLabel
  package let part: [String]
  package let whole: Whole
  package let bar: Bar

  package init(_ label: TestLabel, part: [String], of whole: Whole, bar: Bar) {
    self.label = label
    self.part = part
    self.whole = whole
    self.bar = bar
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an out_of_reach test")
    label = try TestLabel(reading: &fields)
    part = try DecisionTests.names("count", &fields)
    whole = try Whole(parsing: try fields.value("of"), in: "an out_of_reach test")
    bar = try Bar(reading: &fields)
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  /// Everything cast for anything else weighs against it.
  package var weighed: [[String]] { [part, whole.options] }
  package var options: [String] { part + whole.options }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "count", value: .array(part.map { .string($0) })), .init(key: "of", value: whole.json),
        ] + bar.members))
  }

  package func holds(_ facts: TestFacts) -> Bool { !bar.holds(most(facts), of: whole.measured(in: facts)) }

  /// The most the part can get: the whole less everything cast for anything else.
  private func most(_ facts: TestFacts) -> Measured {
    whole.measured(in: facts).excess(over: facts.measured(facts.options.filter { !part.contains($0) }))
  }

  package func judge(_ facts: TestFacts) -> TestResult {
    let base = whole.power(in: facts)
    let most = most(facts).units
    let required = bar.required(of: base)
    return TestResult(
      name: name, house: house, passed: holds(facts), part: most, whole: base,
      partWords: "the most that \(part.joined(separator: " + ")) can get", wholeWords: whole.words,
      bar: "not \(bar.words)", required: required, sense: .below)
  }
}
