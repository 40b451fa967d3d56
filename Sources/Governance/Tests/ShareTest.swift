package import CanonicalEncoding
internal import Voting

/// Some options together must reach, or exceed, a share of something.
///
/// With `of: electorate` it is a turnout quorum, and which options count towards it is written down: OpenZeppelin
/// counts for and abstain, Compound for alone, Snapshot everything. With a list of options it is an approval
/// threshold, and abstentions count there only if they are listed.
package struct ShareTest: DecisionTest {
  package static let kind = "share"

  package let label: TestLabel
  /// What is weighed: options, or everything cast.
  package let part: Whole
  package let whole: Whole
  package let bar: Bar

  package init(_ label: TestLabel, part: Whole, of whole: Whole, bar: Bar) {
    self.label = label
    self.part = part
    self.whole = whole
    self.bar = bar
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a share test")
    label = try TestLabel(reading: &fields)
    part = try Whole(parsing: try fields.value("count"), in: "a share test")
    switch part {
    case .cast, .options: break
    default: throw fields.unexpected("count", "a list of distinct options, or cast")
    }
    whole = try Whole(parsing: try fields.value("of"), in: "a share test")
    bar = try Bar(reading: &fields)
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [part.options, whole.options] }
  package var options: [String] { part.options + whole.options }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "count", value: part.json), .init(key: "of", value: whole.json),
        ] + bar.members))
  }

  package func judge(_ facts: TestFacts) -> TestResult {
    let measured = part.measured(in: facts)
    let base = whole.measured(in: facts)
    let passed = bar.holds(measured, of: base)
    return TestResult(
      name: name, house: house, passed: passed, part: measured.units, whole: base.units,
      partWords: part.words, wholeWords: whole.words, bar: bar.words,
      required: bar.required(of: base, for: measured, passed: passed))
  }

  package func holds(_ facts: TestFacts) -> Bool {
    bar.holds(part.measured(in: facts), of: whole.measured(in: facts))
  }
}
