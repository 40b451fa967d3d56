package import CanonicalEncoding
internal import Voting

/// The contest must have one winner, and one that stands for something.
///
/// SingularityNET decides between several options by the most votes, OceanDAO ranked its grants. A tie that the
/// counting method's own rule leaves has no winner, an empty vote neither; an option such as "None of these" may win
/// and then nothing passes. Where the method does not rank the options, their totals do.
package struct WinnerTest: DecisionTest {
  package static let kind = "winner"

  package let label: TestLabel
  /// The options whose victory passes nothing.
  package let empty: [String]

  package init(_ label: TestLabel, empty: [String] = []) {
    self.label = label
    self.empty = empty
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a winner test")
    label = try TestLabel(reading: &fields)
    empty = fields.contains("nothing") ? try DecisionTests.names("nothing", &fields) : []
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [empty] }
  package var isContest: Bool { true }
  package var options: [String] { empty }

  package var json: JSONValue {
    var members = label.members(kind: Self.kind)
    if !empty.isEmpty { members.append(.init(key: "nothing", value: .array(empty.map { .string($0) }))) }
    return .object(JSONObject(members))
  }

  package func holds(_ facts: TestFacts) -> Bool { winner(facts).map { !empty.contains($0) } ?? false }

  /// The one option that nothing equals, if ballots were cast at all.
  package func winner(_ facts: TestFacts) -> String? {
    let winners = contest(facts).winners
    guard winners.count == 1, facts.tally.cast > .zero, facts.options.indices.contains(winners[0]) else {
      return nil
    }
    return facts.options[winners[0]]
  }

  private func contest(_ facts: TestFacts) -> Contest {
    facts.tally.contest ?? Contest(ranking: facts.tally.options.map(\.power))
  }
}

// MARK: Explaining

extension WinnerTest {
  package func judge(_ facts: TestFacts) -> TestResult {
    let places = contest(facts).places
    let best = places.first?.compactMap { name($0, facts) } ?? []
    let next = places.first.map { $0.count > 1 ? $0 : places.dropFirst().first ?? [] } ?? []
    let rival = next.map { power($0, facts) }.max() ?? .zero
    let isTied = best.count > 1
    return TestResult(
      name: name, house: house, passed: holds(facts),
      part: places.first?.first.map { power($0, facts) } ?? .zero,
      whole: nil,
      partWords: best.isEmpty ? "no option" : best.joined(separator: isTied ? " as much as " : ""),
      wholeWords: nil,
      bar: empty.isEmpty ? "one winner" : "one winner, and not \(empty.joined(separator: " or "))",
      required: Power(min(rival.units, .max - 1) + 1), sense: .contest)
  }

  private func name(_ position: Int, _ facts: TestFacts) -> String? {
    facts.options.indices.contains(position) ? facts.options[position] : nil
  }

  private func power(_ position: Int, _ facts: TestFacts) -> Power {
    facts.tally.options.indices.contains(position) ? facts.tally.options[position].power : .zero
  }
}
