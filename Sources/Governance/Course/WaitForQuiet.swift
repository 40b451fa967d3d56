package import CanonicalEncoding
internal import Voting

/// Extends voting whenever the lead changes: the later the change, the more.
///
/// Internet Computer, `evaluate_wait_for_quiet`: when the options change between leading and not leading (a tie is
/// not a lead), the deadline becomes at least now + increase + period ÷ 2 − (now − opening) ÷ 2. The halves are
/// rounded down and a negative sum is zero, so that a change at the very end adds exactly the increase and one at the
/// opening nothing beyond twice the increase.
package struct WaitForQuiet: Hashable, Sendable {
  /// How much a change at the end of voting adds.
  package let increase: Span
  /// The house whose count it reads.
  package let house: String
  /// The option whose lead is watched.
  package let option: String
  /// The option it is compared with.
  package let against: String

  package init(increase: Span, house: String, option: String, against: String) {
    self.increase = increase
    self.house = house
    self.option = option
    self.against = against
  }

  /// Whether the lead can no longer be taken: more than half of everybody is for the option, or at least half is
  /// against it. Nothing is extended then.
  private func isSettled(_ facts: TestFacts) -> Bool {
    let all = facts.tally.electorate
    return Share.half.isExceeded(by: facts.power(of: [option]), of: all)
      || facts.power(of: [against]) >= Share.half.leastReaching(of: all)
  }

  private func leads(_ facts: TestFacts) -> Bool { facts.power(of: [option]) > facts.power(of: [against]) }

  /// The deadline after one ballot: a later one where it changed the lead, the same where it did not, where nobody
  /// can take the lead any more, or where it came after the deadline.
  ///
  /// - Parameters:
  ///   - deadline: The deadline so far; the ballot may fall on it.
  ///   - before: The count without the ballot.
  ///   - after: The count with it.
  ///   - opened: When voting opened.
  ///   - period: How long it was open at first.
  ///   - now: When the ballot was received.
  package func deadline(
    _ deadline: Timepoint, from before: TestFacts, to after: TestFacts, opened: Timepoint, period: Span,
    at now: Timepoint
  ) -> Timepoint {
    guard now <= deadline, leads(before) != leads(after), !isSettled(after) else { return deadline }
    let half = Span(milliseconds: period.milliseconds / 2)
    let elapsed = Span(milliseconds: now.since(opened).milliseconds / 2)
    let (sum, overflow) = increase.milliseconds.addingReportingOverflow(half.milliseconds)
    let margin = (overflow ? .max : sum) - min(elapsed.milliseconds, overflow ? .max : sum)
    return max(deadline, now + Span(milliseconds: margin))
  }
}

extension WaitForQuiet {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "wait_for_quiet")
    increase = try fields.span("increase")
    house = try fields.string("house")
    option = try fields.string("option")
    against = try fields.string("against")
    try fields.finish()
  }

  package var json: JSONValue {
    .members([
      "against": .string(against), "house": .string(house), "increase": .string(increase.description),
      "option": .string(option),
    ])
  }
}
