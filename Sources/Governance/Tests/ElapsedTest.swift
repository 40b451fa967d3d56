package import CanonicalEncoding
internal import Voting

/// Voting must have been open for so long.
///
/// For a rule whose parts wait for different lengths: Aragon's staged proposals advance from a minimum on, and a stage
/// that can be vetoed not before its voting is over as well (`StagedProposalProcessor` `_thresholdsMet`).
package struct ElapsedTest: DecisionTest {
  package static let kind = "elapsed"

  package let label: TestLabel
  /// How long at least.
  package let span: Span

  package init(_ label: TestLabel, span: Span) {
    self.label = label
    self.span = span
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an elapsed test")
    label = try TestLabel(reading: &fields)
    span = try fields.span("at_least")
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [] }
  package var readsVotes: Bool { false }
  package var options: [String] { [] }
  package var turnsAfter: Span? { span }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [.init(key: "at_least", value: .string(span.description))]))
  }

  package func holds(_ facts: TestFacts) -> Bool { facts.elapsed >= span }

  /// The numbers are milliseconds; no vote turns it around.
  package func judge(_ facts: TestFacts) -> TestResult {
    TestResult(
      name: name, house: house, passed: holds(facts), part: Power(UInt128(facts.elapsed.milliseconds)),
      whole: nil, partWords: "milliseconds of voting", wholeWords: nil, bar: "at least \(span.brief)",
      required: Power(UInt128(span.milliseconds)), sense: .time)
  }
}
