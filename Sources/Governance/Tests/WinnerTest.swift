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
    let contest = contest(facts)
    let best = contest.winners.compactMap { name($0, facts) }
    let next = contest.winners.count > 1 ? contest.winners : contest.places.dropFirst().first ?? []
    let lead = Lead(contest, facts.tally)
    let rival = next.map(lead.figure).max() ?? .zero
    let isTied = best.count > 1
    return TestResult(
      name: name, house: house, passed: holds(facts),
      part: contest.winners.first.map(lead.figure) ?? .zero,
      whole: nil,
      partWords: best.isEmpty ? "no option" : best.joined(separator: isTied ? " as much as " : ""),
      wholeWords: nil,
      bar: words,
      required: lead.majority ?? Power(min(rival.units, .max - 1) + 1), sense: .contest,
      measure: lead.measure, requiredWords: lead.words)
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
}

/// By what the first option of a contest is ahead of the next one.
private struct Lead {
  let measure: TestResult.Measure
  /// What an option has of that.
  let figure: (Int) -> Power
  /// The least that is more than half, where that ended the contest.
  var majority: Power?
  let words: String

  init(_ contest: Contest, _ tally: Tally) {
    if let last = contest.rounds.last {
      let piles = Dictionary(
        last.piles.map { ($0.option, $0.power) }, uniquingKeysWith: { first, _ in first })
      measure = .power
      figure = { piles[$0] ?? .zero }
      guard case .majority = last.ending, let sum = try? last.piles.map(\.power).sum() else {
        words = "in the last round would be ahead of every other option"
        return
      }
      majority = Power(sum.units / 2 + 1)
      words = "in round \(contest.rounds.count) would be more than half of what stands"
    } else if contest.preferences.isEmpty {
      measure = .sums
      figure = { tally.options.indices.contains($0) ? tally.options[$0].power : .zero }
      words = "would be ahead of every other option"
    } else {
      let points = { (option: Int) in contest.record(of: option)?.points ?? 0 }
      let isByPoints = contest.places.count < 2 || points(contest.places[0][0]) > points(contest.places[1][0])
      measure = isByPoints ? .points : .power
      figure = {
        isByPoints ? Power(UInt128(clamping: points($0))) : contest.record(of: $0)?.support ?? .zero
      }
      words =
        isByPoints
        ? "would be ahead of every other option"
        : "of support, added up over all others, would be ahead of those with as many points"
    }
  }
}
