package import CanonicalEncoding
internal import Voting

/// Some options together must not exceed, or not even reach, a share of something.
///
/// Cosmos' veto: a third of all ballots, abstentions among them, stops a proposal that would have passed; its spam
/// rule: votes that call a proposal spam must be fewer than all others together; its optimistic proposals: one tenth
/// of the stake against. No power at all is within every limit, so that an empty vote is neither vetoed nor spam.
package struct LimitTest: DecisionTest {
  package static let kind = "limit"

  package let label: TestLabel
  package let part: [String]
  package let whole: Whole
  /// The bar that the part must stay below: of `more_than` the share where it may be reached, else of `at_least`.
  package let forbidden: Bar

  package init(_ label: TestLabel, part: [String], of whole: Whole, forbidden: Bar) {
    self.label = label
    self.part = part
    self.whole = whole
    self.forbidden = forbidden
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a limit test")
    label = try TestLabel(reading: &fields)
    part = try DecisionTests.names("count", &fields)
    whole = try Whole(parsing: try fields.value("of"), in: "a limit test")
    let atMost = try fields.share("at_most")
    let lessThan = try fields.share("less_than")
    guard let share = atMost ?? lessThan, (atMost == nil) != (lessThan == nil) else {
      throw fields.unexpected("at_most", "given, or less_than, and not both")
    }
    forbidden = Bar(
      share: share, isStrict: atMost != nil, isInDecimals: try Bar.isInDecimals(reading: &fields))
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [part, whole.options] }
  package var options: [String] { part + whole.options }

  package var json: JSONValue {
    let bar = forbidden.members.map { member in
      switch member.key {
      case "at_least": JSONObject.Member(key: "less_than", value: member.value)
      case "more_than": JSONObject.Member(key: "at_most", value: member.value)
      default: member
      }
    }
    return .object(
      JSONObject(
        label.members(kind: Self.kind) + [
          .init(key: "count", value: .array(part.map { .string($0) })), .init(key: "of", value: whole.json),
        ] + bar))
  }

  package func holds(_ facts: TestFacts) -> Bool {
    holds(facts.measured(part), of: whole.measured(in: facts))
  }

  private func holds(_ measured: Measured, of base: Measured) -> Bool {
    let isAmongOptions = if case .options = whole { true } else { false }
    // In the arithmetic of the bar: what is cut to nothing is nothing where whole units are compared.
    let isNothing = forbidden.isInDecimals ? measured.decimals == .zero : measured.units == .zero
    let isOfNothing = forbidden.isInDecimals ? base.decimals == .zero : base.units == .zero
    return isNothing
      || (!isOfNothing && !forbidden.holds(measured, of: base, isAmongOptions: isAmongOptions))
  }
}

// MARK: Explaining

extension LimitTest {
  package func judge(_ facts: TestFacts) -> TestResult {
    let measured = facts.measured(part)
    let base = whole.measured(in: facts)
    let passed = holds(measured, of: base)
    return TestResult(
      name: name, house: house, passed: passed, part: measured.units, whole: base.units,
      partWords: part.joined(separator: " + "), wholeWords: whole.words, bar: words,
      required: most(measured, of: base, passed: passed), sense: .most)
  }

  /// The bar in words: `at most 33.4 %`.
  private var words: String {
    (forbidden.isStrict ? "at most " : "less than ") + (forbidden.share?.words ?? "")
  }

  /// The most that passes, on the side of the part that the result says.
  private func most(_ measured: Measured, of base: Measured, passed: Bool) -> Power {
    let most = forbidden.required(of: base.units).excess(over: Power(1))
    return passed ? max(most, measured.units) : min(most, measured.units.excess(over: Power(1)))
  }
}
