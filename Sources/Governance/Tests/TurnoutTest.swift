package import CanonicalEncoding
package import Voting

/// Enough must have voted, whatever they chose: each voter's power counts once.
///
/// A quorum for methods in which an option's sum is no number of votes: an approval gives one ballot to several
/// options, a run-off and the square of roots give it to none as it was. Snapshot's quorum counts this way by default
/// (`scores_total`).
package struct TurnoutTest: DecisionTest {
  package static let kind = "turnout"

  /// How much is enough.
  package enum Least: Hashable, Sendable {
    /// So much power.
    case power(Power)
    /// A share of the electorate.
    case share(Bar)
  }

  package let label: TestLabel
  package let least: Least

  package init(_ label: TestLabel, least: Least) {
    self.label = label
    self.least = least
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a turnout test")
    label = try TestLabel(reading: &fields)
    if fields.contains("of") {
      guard try fields.string("of") == "electorate" else {
        throw fields.unexpected("of", "electorate; left out for an amount of power")
      }
      let bar = try Bar(reading: &fields)
      guard !bar.isInDecimals else {
        throw fields.unexpected("arithmetic", "left out: whole units were cast")
      }
      least = .share(bar)
    } else {
      least = .power(Power(try fields.amount("at_least")))
    }
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [] }
  package var options: [String] { [] }

  package var json: JSONValue {
    let members: [JSONObject.Member] =
      switch least {
      case .power(let power): [.init(key: "at_least", value: .string(power.description))]
      case .share(let bar): [.init(key: "of", value: .string("electorate"))] + bar.members
      }
    return .object(JSONObject(label.members(kind: Self.kind) + members))
  }

  package func holds(_ facts: TestFacts) -> Bool {
    switch least {
    case .power(let power): facts.tally.cast >= power
    case .share(let bar): bar.holds(facts.tally.cast, of: facts.tally.electorate)
    }
  }

  package func judge(_ facts: TestFacts) -> TestResult {
    let (whole, bar, required): (Power?, String, Power) =
      switch least {
      case .power(let power): (nil, "at least \(power)", power)
      case .share(let bar): (facts.tally.electorate, bar.words, bar.required(of: facts.tally.electorate))
      }
    let cast = facts.tally.cast
    return TestResult(
      name: name, house: house, passed: holds(facts), part: cast, whole: whole, partWords: "all ballots",
      wholeWords: whole.map { _ in Whole.electorate.words }, bar: bar, required: required)
  }
}
