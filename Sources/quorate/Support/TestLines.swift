internal import Governance
internal import Voting

/// What tests found, in words.
struct TestLines {
  let tests: [TestResult]
  /// How amounts of a house are written.
  let unit: (String) -> AssetUnit

  private func amount(_ power: Power, _ house: String, isExact: Bool = false) -> String {
    Format.amount(power, unit(house), isExact: isExact)
  }

  /// What each test compared; with flips, what would turn it around.
  func text(withFlips: Bool) -> String {
    tests.map { test in
      var line = "  \(test.passed ? "✓" : "✗") \(test.name)  "
      if let whole = test.whole, let words = test.wholeWords {
        line += "\(Format.percent(test.part, of: whole)) \(test.partWords) of \(words), needs \(test.bar)"
      } else {
        line +=
          "\(amount(test.part, test.house)) \(test.partWords), needs \(amount(test.required, test.house))"
      }
      let side = test.margin.isAbove ? "above" : "below"
      line += "\n      \(amount(test.part, test.house)); the bar is \(amount(test.required, test.house))"
      line += "\n      \(amount(test.margin.by, test.house, isExact: true)) \(side) it"
      if withFlips { line += "\n      would \(test.passed ? "fail" : "pass") with \(flip(test))" }
      return line
    }.joined(separator: "\n")
  }

  /// The smallest change that would turn a test around, in words.
  private func flip(_ test: TestResult) -> String {
    func exact(_ power: Power) -> String { amount(power, test.house, isExact: true) }
    switch test.flip {
    case .adding(let power, let options):
      return "\(exact(power)) more for \(options.joined(separator: " + "))"
    case .addingAgainst(let power): return "\(exact(power)) more against it"
    case .removing(let power, let options):
      return "\(exact(power)) less for \(options.joined(separator: " + "))"
    case .nothing: return "nothing"
    }
  }
}

/// The sums of a house as a table.
struct TallyTable {
  let options: [String]
  let unit: AssetUnit

  func text(of tally: Tally, house: String) -> String {
    let rows = zip(options, tally.options).map { name, option in
      [
        "  " + Format.safe(name), Format.amount(option.power, unit),
        Format.percent(option.power, of: tally.electorate), Format.number(option.voters, "ballot"),
      ]
    }
    let share = Format.percent(tally.cast, of: tally.electorate)
    let title =
      "House \(house): \(Format.number(tally.ballots, "ballot")) with \(share) of "
      + Format.amount(tally.electorate, unit)
    return title + "\n" + Format.table(["  OPTION", "POWER", "OF ALL", ""], rows, forTerminal: true)
  }
}
