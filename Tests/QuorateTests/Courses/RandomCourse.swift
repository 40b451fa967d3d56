import CanonicalEncoding
import QuorateTesting
import Voting

/// Tracks by lot, over everything a charter can say about a course and every way of counting.
struct RandomCourse {
  /// A way of counting as a charter writes it, with ballots by lot.
  struct Method {
    let yaml: String
    let method: any CountingMethod
    let choice: @Sendable (inout RepeatableNumbers) -> Choice
  }

  static let options = ["A", "B", "C"]

  private static func split(_ random: inout RepeatableNumbers) -> Choice {
    var weights = (0..<3).map { _ in UInt128(random.below(4)) }
    weights[random.below(3)] += 1
    let named = (0..<3).filter { weights[$0] > 0 }
    return Choice(positions: named, weights: named.map { weights[$0] })
  }

  /// An option that gets everything stands alone.
  private static func spelt(_ choice: Choice) -> Choice {
    choice.positions.count == 1 ? Choice(positions: choice.positions) : choice
  }

  static let methods: [Method] = [
    Method(yaml: "single-choice", method: SingleChoice()) {
      Choice(positions: [[0, 0, 0, 1, 1, 2][$0.below(6)]])
    },
    Method(yaml: "approval", method: Approval()) { random in
      let picked = (0..<3).filter { _ in random.once(in: 2) }
      return Choice(positions: picked.isEmpty ? [0] : picked)
    },
    Method(yaml: "{method: weighted, weights: shares}", method: Weighted(form: .shares)) {
      spelt(split(&$0))
    },
    Method(yaml: "fractional", method: FractionalSplit()) { split(&$0) },
    Method(yaml: "score", method: Score()) { random in
      Choice(positions: [0, 1, 2], weights: (0..<3).map { _ in UInt128(random.below(6)) })
    },
    Method(yaml: "conviction", method: ConvictionVote()) { random in
      ConvictionVote().standard(
        isAye: !random.once(in: 3), capital: Power(UInt128(random.below(5))),
        Conviction.allCases[random.below(7)])
    },
    Method(yaml: "{method: quadratic, weights: shares}", method: Quadratic(form: .shares)) {
      spelt(split(&$0))
    },
    Method(yaml: "{method: ranked-choice, ties: lowest-listed}", method: RankedChoice(ties: .lowestListed)) {
      Choice(positions: Array(0..<3).shuffled(using: &$0))
    },
    Method(yaml: "copeland", method: Copeland()) { Choice(positions: Array(0..<3).shuffled(using: &$0)) },
    Method(yaml: "star", method: Star()) { random in
      Choice(positions: [0, 1, 2], weights: (0..<3).map { _ in UInt128(random.below(6)) })
    },
    Method(yaml: "decimal-weighted", method: DecimalWeighted()) { Choice(positions: [$0.below(3)]) },
  ]

  var random: RepeatableNumbers
  let method: Method
  /// What was drawn, to see that everything was tried.
  private(set) var drawn: Set<String> = []

  init(seed: UInt64, method: Method) {
    random = RepeatableNumbers(seed: seed)
    self.method = method
  }

  private mutating func chance(_ one: Int, in all: Int, _ what: String) -> Bool {
    guard random.below(all) < one else { return false }
    drawn.insert(what)
    return true
  }

  private mutating func some(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.below(range.count)
  }

  private mutating func bar() -> String {
    random.pick(["more_than: 1/3", "at_least: 1/2", "more_than: 1/2", "at_least: 2/3", "at_least: 1/4"])
  }

  /// A bar that falls from three fifths to nothing.
  private static let curve = "{linear_over: {length: 6m, of: 6m, floor: 0%, ceiling: 60%}}"

  private mutating func test(_ name: String, _ house: String, counting options: String, isEarly: Bool = false)
    -> String
  {
    let head = "name: \(name), house: \(house)"
    return switch random.below(5) {
    case 0: "{test: floor, \(head), count: [\(options)], at_least: \"\(some(1...9))\"}"
    case 1: "{test: share, \(head), count: [\(options)], of: electorate, \(bar())}"
    case 2 where options == "A": "{test: winner, \(head), nothing: [C]}"
    case 3 where method.yaml == "conviction" && !isEarly:
      "{test: curve, \(head), count: [\(options)], of: electorate, measure: capital, curve: \(Self.curve)}"
    default: "{test: share, \(head), count: [\(options)], of: [A, B], \(bar())}"
    }
  }

  private mutating func early(_ number: Int, _ house: String) -> String {
    let (outcome, option) = random.pick([("passed", "A"), ("defeated", "B"), ("removed", "C")])
    var rule = "name: r\(number), outcome: \(outcome)"
    if chance(1, in: 3, "from") { rule += ", from: \(some(1...5))m" }
    if chance(1, in: 6, "reversible") { rule += ", reversible: true" }
    if chance(1, in: 6, "keeps_voting") { rule += ", keeps_voting: true" }
    if outcome == "passed", chance(1, in: 3, "own timelock") { rule += ", timelock: \(some(0...3))m" }
    var when = [test("w", house, counting: option, isEarly: true)]
    if chance(1, in: 5, "elapsed") {
      when.append("{test: elapsed, name: e, house: \(house), at_least: \(some(2...5))m}")
    }
    return rule + ", when: [\(when.joined(separator: ", "))]"
  }

  /// A track and the stages that follow it.
  mutating func tracks() -> String {
    let twoHouses = chance(1, in: 4, "two houses")
    let names = ["t", "u", "v"]
    let stages = chance(1, in: 3, "stages") ? 1 + random.below(2) : 0
    let keeps = stages > 0 && chance(1, in: 2, "kept ballots")
    return (0...stages).map { number in
      var lines = track(names[number], twoHouses ? ["h", "g"] : ["h"], isFirst: number == 0)
      if number < stages {
        let after = random.pick(["passed", "failed"])
        // Kept ballots that count from a first opening before them are judged at that opening, whenever cast.
        let start = !keeps && random.once(in: 3) ? ", start: with-the-first" : ""
        drawn.insert("after \(after)")
        lines.append(
          "then: [{after: \(after), track: \(names[number + 1])\(start)\(keeps ? ", ballots: kept" : "")}]")
      }
      return "  \(names[number]):\n" + lines.map { "    \($0)\n" }.joined()
    }.joined()
  }

  private mutating func track(_ name: String, _ houses: [String], isFirst: Bool) -> [String] {
    let period = some(3...6)
    let isReplaceable = !chance(1, in: 6, "final ballots")
    var lines = [
      "houses: [\(houses.joined(separator: ", "))]",
      "ballot: {method: \(method.yaml), options: [A, B, C], replaceable: \(isReplaceable)}",
      "propose_with: \"0\"", "delay: \(some(0...2))m", "period: \(period)m", "timelock: \(some(0...3))m",
      "grace: \(some(4...9))m",
    ]
    let lapses = chance(1, in: 12, "silence lapses")
    if lapses {
      lines.append("silence: lapses")
      lines.append("tests: []")
    } else {
      if chance(1, in: 12, "silence executes") { lines.append("silence: executes") }
      lines.append(
        "tests: ["
          + (houses.map { test("a\($0)", $0, counting: "A") }
          + ["{test: share, name: q, house: h, count: [A, B, C], of: electorate, \(bar())}"])
          .joined(separator: ", ") + "]")
    }
    lines += order(period, lapses)
    lines += rest(isFirst: isFirst)
    return lines
  }

  /// What depends on the order of ballots.
  private mutating func order(_ period: Int, _ lapses: Bool) -> [String] {
    guard method.method.isAdditive else { return [] }
    var lines: [String] = []
    let rules = (0..<(lapses ? 1 : random.below(3))).map { early($0, "h") }
    if !rules.isEmpty { lines.append("early: [" + rules.map { "{\($0)}" }.joined(separator: ", ") + "]") }
    let isLate = chance(1, in: 5, "judged_after")
    if isLate { lines.append("judged_after: \(some(1...2))m") }
    if !isLate, chance(1, in: 4, "wait_for_quiet") {
      lines.append("wait_for_quiet: {increase: \(some(1...3))m, house: h, option: A, against: B}")
    }
    if !lapses, chance(1, in: 5, "late_quorum") {
      lines.append("late_quorum: {test: q, by: \(some(1...4))m}")
    }
    if !lapses, chance(1, in: 4, "confirmation") { lines.append("confirmation: {for: \(some(1...3))m}") }
    if chance(1, in: 5, "interpolated_delay") {
      lines.append(
        "interpolated_delay: {house: h, initial: \(period)m, longest: \(period * 2)m, approve: A, reject: B, "
          + "fast_track: 75%, cancel: 60%, curve: ease_out}")
    }
    return lines
  }

  private mutating func rest(isFirst: Bool) -> [String] {
    var lines: [String] = []
    if chance(1, in: 4, "absentees") {
      lines.append("absentees: {house: h, otherwise: B\(chance(1, in: 2, "leader") ? ", as: clerk" : "")}")
    }
    if chance(1, in: 5, "ends") { lines.append("ends: {opening: exclusive, closing: inclusive}") }
    if chance(1, in: 5, "queues_itself") { lines.append("queues_itself: true") }
    if chance(1, in: 6, "never_lapses") { lines.append("never_lapses: true") }
    if chance(1, in: 8, "only") { lines.append("only: [A, B]") }
    var guardians = [
      "{act: reject, by: clerk, during: [waiting, voting, confirming]}",
      "{act: slash, by: pair, during: [voting]}", "{act: veto, by: pair, during: [voting, passed, timelock]}",
      "{act: waive, by: clerk, during: [timelock]}",
      "{act: postpone, by: pair, during: [timelock], at_most: 2m}",
    ].filter { _ in random.once(in: 3) }
    if isFirst, chance(1, in: 5, "review") {
      lines.append("review: \(some(0...3))m")
      guardians.append("{act: approve, by: clerk, during: [review]}")
    }
    if !guardians.isEmpty { lines.append("guardians: [\(guardians.joined(separator: ", "))]") }
    return lines
  }
}
