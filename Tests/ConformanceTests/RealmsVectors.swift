import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// SPL Governance, as Realms uses it.
let realmsVectors: [String: VectorRunner] = [
  "evm/spl_governance.json": { content, report in
    report.run(content, "cases") { row in
      try RealmsVectors.answers(row, house: "community", whole: nil)
    }
    report.run(content, "max_weight") { row in
      let source = try row.text("source")
      switch source {
      case "council": return try RealmsVectors.answers(row, house: "council", whole: nil)
      case "fraction":
        // In parts of 10^10.
        let share = JSONValue.string("\(try row.amount("value"))/10000000000")
        return try RealmsVectors.answers(
          row, house: "community", whole: .members(["electorate_share": share]))
      case "absolute":
        let amount = JSONValue.string(String(try row.amount("value")))
        return try RealmsVectors.answers(row, house: "community", whole: .members(["amount": amount]))
      default: throw RowFault(description: "the source \(source) is not known")
      }
    }
  }
]

private enum RealmsVectors {
  /// The tests that measure against the maximum vote weight.
  private static let measured = [
    "early.tip.when.threshold", "early.tip.when.majority-of-all", "early.tip-unreachable.when.threshold",
    "early.tip-against.when.half-against", "tests.threshold",
  ]

  /// What is expected of a vote while it is open, and once it is over.
  static func answers(_ row: VectorRow, house: String, whole: JSONValue?) throws -> [String] {
    var foreign = try ForeignCharter("realms")
    let threshold = "\(try row.amount("threshold"))%"
    for path in measured {
      if path.hasSuffix("threshold") {
        try foreign.set("tracks.\(house).\(path).at_least", to: threshold)
      }
      if let whole { try foreign.set("tracks.\(house).\(path).of", whole) }
    }
    let rules = try foreign.rules(track: house)
    let terms = try foreign.charter().terms
    let tally = try ForeignCount.tally(
      ["Yes": try row.amount("yes"), "No": try row.amount("no")], of: rules,
      electorate: try row.amount("supply"))
    let end = rules.schedule(submitted: instant(0)).closes
    func decision(at now: Timepoint) -> Decision {
      decide(
        rules, submitted: instant(0), milestones: Milestones(), facts: CountFacts(tallies: [house: tally]),
        at: now)
    }
    var differences: [String] = []
    let open = decision(at: end - Span(milliseconds: 1))
    if row.has("tipped") {
      differences += differing("tipped", terms.word(for: open), try row.text("tipped"))
    }
    if row.has("max") {
      let max = open.tests.first { $0.name == "threshold" }?.whole
      differences += differing("the maximum weight", max, Power(try row.amount("max")))
    }
    if row.has("final") {
      differences += differing("final", terms.word(for: decision(at: end)), try row.text("final"))
    }
    return differences
  }
}
