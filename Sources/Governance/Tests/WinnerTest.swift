package import CanonicalEncoding
internal import Voting

/// The contest must have one winner, and one that stands for something.
///
/// SingularityNET decides between several options by the most votes, OceanDAO ranked its grants. A tie that the
/// counting method's own rule leaves has no winner unless the track declares a rule for it, an empty vote never has
/// one; an option such as "None of these" may win and then nothing passes. Where the method does not rank the options,
/// their totals do.
package struct WinnerTest: DecisionTest {
  package static let kind = "winner"

  /// Which of the options that share the first place wins.
  package enum Ties: String, CaseIterable, Sendable {
    /// The one that stands first in the list.
    case firstListed = "first-listed"
    /// The one that stands last in the list: where that is "None of these", nothing passes by a tie with it.
    case lastListed = "last-listed"
  }

  package let label: TestLabel
  /// The options whose victory passes nothing.
  package let empty: [String]
  /// How a tie for the first place is settled; `nil` where none of them wins.
  package let ties: Ties?

  package init(_ label: TestLabel, empty: [String] = [], ties: Ties? = nil) {
    self.label = label
    self.empty = empty
    self.ties = ties
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a winner test")
    label = try TestLabel(reading: &fields)
    empty = fields.contains("nothing") ? try DecisionTests.names("nothing", &fields) : []
    ties = try Self.ties(&fields)
    try fields.finish()
  }

  private static func ties(_ fields: inout JSONFields) throws(JSONRefusal) -> Ties? {
    guard let value = fields.optional("ties") else { return nil }
    guard let ties = value.string.flatMap(Ties.init(rawValue:)) else {
      throw fields.unexpected("ties", "first-listed, last-listed, or left out where a tie has no winner")
    }
    return ties
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
    if let ties { members.append(.init(key: "ties", value: .string(ties.rawValue))) }
    return .object(JSONObject(members))
  }

  package func holds(_ facts: TestFacts) -> Bool { winner(facts).map { !empty.contains($0) } ?? false }

  /// The one option that nothing equals, or that the rule for ties takes, if ballots were cast at all.
  package func winner(_ facts: TestFacts) -> String? {
    let first = contest(facts).winners
    guard facts.tally.cast > .zero, let winner = first.count == 1 ? first[0] : settled(first, facts),
      facts.options.indices.contains(winner)
    else { return nil }
    return facts.options[winner]
  }

  /// The one of several first options that the rule takes; none where nobody has voted for any option.
  private func settled(_ tied: [Int], _ facts: TestFacts) -> Int? {
    guard facts.tally.options.contains(where: { $0.power > .zero }) else { return nil }
    return switch ties {
    case nil: nil
    case .firstListed: tied.min()
    case .lastListed: tied.max()
    }
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
      bar: words,
      required: Power(min(rival.units, .max - 1) + 1), sense: .contest)
  }

  /// The bar in words: `one winner, of equal ones the first in the list, and not None of these`.
  private var words: String {
    let rule: String =
      switch ties {
      case nil: ""
      case .firstListed: ", of equal ones the first in the list"
      case .lastListed: ", of equal ones the last in the list"
      }
    return "one winner" + rule + (empty.isEmpty ? "" : ", and not \(empty.joined(separator: " or "))")
  }

  private func name(_ position: Int, _ facts: TestFacts) -> String? {
    facts.options.indices.contains(position) ? facts.options[position] : nil
  }

  private func power(_ position: Int, _ facts: TestFacts) -> Power {
    facts.tally.options.indices.contains(position) ? facts.tally.options[position].power : .zero
  }
}
