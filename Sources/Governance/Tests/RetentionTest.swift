package import CanonicalEncoding
package import Voting

/// What gives power must not have left: of the most there was while the proposal was voted on, at least a share,
/// rounded down, must still be there when it is carried out.
///
/// Moloch's minimum retention: members who leave with their share of the treasury can kill a proposal that passed
/// (Baal `processProposal`).
package struct RetentionTest: DecisionTest {
  package static let kind = "retention"

  package let label: TestLabel
  package let share: Share

  package init(_ label: TestLabel, share: Share) {
    self.label = label
    self.share = share
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a retention test")
    label = try TestLabel(reading: &fields)
    guard let share = Share(try fields.string("at_least")) else {
      throw fields.unexpected("at_least", "a share such as 90%")
    }
    self.share = share
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [] }
  package var readsVotes: Bool { false }
  package var options: [String] { [] }

  package var json: JSONValue {
    .object(
      JSONObject(
        label.members(kind: Self.kind) + [.init(key: "at_least", value: .string(share.description))]))
  }

  package func holds(_ facts: TestFacts) -> Bool {
    let supply = supply(facts)
    return supply.now >= share.floor(of: supply.peak)
  }

  /// Without figures of the supply nothing is known to have left, and the electorate stands for both.
  private func supply(_ facts: TestFacts) -> TestFacts.Supply {
    facts.supply ?? .init(now: facts.tally.electorate, peak: facts.tally.electorate)
  }

  package func judge(_ facts: TestFacts) -> TestResult {
    let supply = supply(facts)
    let required = share.floor(of: supply.peak)
    return TestResult(
      name: name, house: house, passed: holds(facts), part: supply.now, whole: supply.peak,
      partWords: "what is there now", wholeWords: "the most there was",
      bar: "at least \(share.words) rounded down",
      required: required)
  }
}
