internal import CanonicalEncoding
internal import Governance
internal import Voting

/// What tests found, in words.
struct TestLines {
  let explanation: Explanation
  /// How amounts of a house are written.
  let unit: (String) -> AssetUnit

  private func amount(_ power: Power, _ house: String, isExact: Bool = false) -> String {
    Format.amount(power, unit(house), isExact: isExact)
  }

  /// What was asked and what each test compared; with flips, what would turn each around, and the whole.
  func text(withFlips: Bool) -> String {
    var lines: [String] = []
    let decisive = explanation.early.first(where: \.hasDecided)
    if let decisive {
      lines.append("Decided before its close by \(decisive.name): \(verb(decisive.outcome)).")
      lines += decisive.tests.map { test($0, withFlips, .early) }
      if !explanation.tests.isEmpty { lines.append("Not asked any more, at the close:") }
    }
    lines += explanation.tests.map { test($0, withFlips) }
    if decisive == nil {
      if explanation.lapsesInSilence { lines.append("The close asks nothing: what no rule decides lapses.") }
      if !explanation.isDecided || explanation.tests.isEmpty { lines += open(withFlips) }
    }
    if withFlips {
      let words = FlipWords(unit: unit)
      lines.append("As a whole:")
      lines += explanation.whole.map { "  \(words.text($0, passes: explanation.passes))\(place($0))" }
    }
    return lines.joined(separator: "\n")
  }

  /// In which house votes would turn it around, where several houses vote.
  private func place(_ flip: Flip) -> String {
    guard case .votes(let change) = flip else { return "" }
    let tests = explanation.tests + explanation.early.flatMap(\.tests)
    return tests.contains { $0.result.house != change.house } ? " in \(Format.safe(change.house))" : ""
  }

  /// The rules that can decide before the close.
  private func open(_ withFlips: Bool) -> [String] {
    explanation.early.flatMap { rule in
      let from = rule.from > .zero ? ", from \(rule.from.brief) on" : ""
      return ["Before the close \(rule.name) decides\(from): \(verb(rule.outcome)), once"]
        + rule.tests.map { test($0, withFlips, .early) }
    }
  }

  private func verb(_ outcome: EarlyRule.Outcome) -> String {
    switch outcome {
    case .passed: "it passes"
    case .defeated: "it fails"
    case .removed: "it is removed"
    case .lapsed: "it lapses"
    }
  }

  private func test(
    _ test: Explanation.Test, _ withFlips: Bool, _ turns: FlipWords.Turns = .outcome
  ) -> String {
    let result = test.result
    var line = "  \(result.passed ? "✓" : "✗") \(result.name)  \(compared(result))"
    if withFlips {
      line += "\n      " + FlipWords(unit: unit, turns: turns).text(test.flip, passes: result.passed)
    }
    return line
  }

  /// Whether two digits behind the point, which are usually shown, would hide what decides, or not add up to the margin.
  private func isFine(_ test: TestResult) -> Bool {
    func hides(_ power: Power) -> Bool { amount(power, test.house).hasPrefix("<") }
    return hides(test.part) || hides(test.required)
      || amount(test.margin.by, test.house) != amount(test.margin.by, test.house, isExact: true)
  }

  /// What a test's figures are counted in.
  private func unit(of test: TestResult) -> AssetUnit {
    switch test.measure {
    case .power: unit(test.house)
    case .sums: explanation.methods[test.house].map { unit(test.house).sums(of: $0) } ?? unit(test.house)
    case .points: .points
    }
  }

  private func compared(_ test: TestResult) -> String {
    func exact(_ power: Power) -> String { amount(power, test.house, isExact: true) }
    let isFine = isFine(test)
    func shown(_ power: Power) -> String { Format.amount(power, unit(of: test), isExact: isFine) }
    let part = shown(test.part)
    switch test.sense {
    case .time:
      func span(_ power: Power) -> String { Span(milliseconds: UInt64(clamping: power.units)).brief }
      return "open for \(span(test.part)), needs \(test.bar)"
    case .contest:
      return "\(test.partWords) with \(part), needs \(test.bar)"
        + "\n      \(shown(test.required)) \(test.requiredWords ?? "")"
    case .below where test.whole == nil:
      return "\(part) \(test.partWords), needs less than \(shown(test.required))"
        + "\n      \(exact(test.margin.by)) \(test.margin.isAbove ? "at or above" : "below") that"
    case .least, .most, .below:
      break
    }
    let bar = test.sense == .most ? "at most" : "the bar is"
    let side = test.margin.isAbove ? "above" : "below"
    let needs =
      if let whole = test.whole, let words = test.wholeWords {
        "\(Format.percent(test.part, of: whole)) \(test.partWords) of \(words), needs \(test.bar)"
      } else {
        "\(part) \(test.partWords), needs at least \(shown(test.required))"
      }
    return needs + "\n      \(part); \(bar) \(shown(test.required))"
      + "\n      \(exact(test.margin.by)) \(side) it"
  }
}

/// The sums of a house as a table, and how they elected, where more than the sums did.
struct TallyTable {
  let options: [String]
  let method: any CountingMethod
  /// How power is written.
  let unit: AssetUnit

  /// - Parameter rules: Those of the stage that was counted.
  init(_ rules: TrackRules, house: String, unit: AssetUnit) {
    options = rules.options
    method = rules.method(in: house)
    self.unit = unit
  }

  /// The sums a decision was made by; where ballots came after an early one, it says so and tells them apart.
  func text(of count: Tally, judgedBy decision: Decision, house: String) -> String {
    guard let later = decision.later(of: count, in: house), let decided = decision.decided else {
      return text(of: count, house: house)
    }
    let ballots =
      later.ballots > 0
      ? "\(Format.number(later.ballots, "ballot")) with \(Format.amount(later.power, unit, isExact: true))"
      : "other ballots"
    return text(of: later.judged, house: house, asOf: ", as decided at \(decided.sentence)")
      + "\n  · \(ballots) after the decision: what came then changes nothing"
  }

  func text(of tally: Tally, house: String, asOf moment: String = "") -> String {
    let sums = unit.sums(of: method)
    let rows = zip(options, tally.options).map { name, option in
      [
        "  " + Format.safe(name), Format.amount(option.power, sums),
        // Points are no part of the power there is.
        sums == unit ? Format.percent(option.power, of: tally.electorate) : "",
        Format.number(option.voters, "ballot"),
      ]
    }
    let share = Format.percent(tally.cast, of: tally.electorate)
    let title =
      "House \(house)\(moment): \(Format.number(tally.ballots, "ballot")) with \(share) of "
      + Format.amount(tally.electorate, unit)
    return title + "\n"
      + Format.table(
        ["  OPTION", sums == unit ? "POWER" : "SUM", sums == unit ? "OF ALL" : "", ""], rows,
        forTerminal: true)
      + ContestLines(options: options, unit: unit, sums: sums).text(of: tally.contest)
  }
}
