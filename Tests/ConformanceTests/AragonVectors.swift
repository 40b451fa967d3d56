import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// Aragon's token voting and staged proposals.
let aragonVectors: [String: VectorRunner] = [
  "evm/aragon.json": { content, report in
    report.run(content, "token_voting", AragonVectors.tokenVoting)
    report.run(content, "spp", AragonVectors.staged)
  }
]

private enum AragonVectors {
  /// The track of each voting mode.
  private static let tracks = [
    "Standard": "standard", "EarlyExecution": "early-execution", "VoteReplacement": "vote-replacement",
  ]

  static func tokenVoting(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("aragon")
    let mode = try row.text("mode")
    let track = try tracks[mode].orThrow("there is no mode \(mode)")
    try foreign.set("tracks.\(track).tests.support.more_than", to: try ratio(row, "supportThreshold"))
    if track == "early-execution" {
      try foreign.set(
        "tracks.\(track).early.\(track).when.support-early.more_than", to: try ratio(row, "supportThreshold"))
      try setShares(row, in: "tracks.\(track).early.\(track).when", of: &foreign)
    }
    try setShares(row, in: "tracks.\(track).tests", of: &foreign)
    let rules = try foreign.rules(track: track)
    let facts = try ForeignCount.facts(
      [
        "Yes": try row.amount("yes"), "No": try row.amount("no"), "Abstain": try row.amount("abstain"),
      ], of: rules, electorate: try row.amount("total"))
    let end = rules.schedule(submitted: instant(0)).closes
    let now = try row.flag("open") ? end - Span(milliseconds: 1) : end
    let decision = decide(rules, submitted: instant(0), milestones: Milestones(), facts: facts, at: now)
    return try row.members("expect").flatMap { member in
      member.key == "supportEarly"
        ? try supportEarly(row, electorate: try row.amount("total"), member.value)
        : try answer(member, rules: rules, decision: decision, facts: facts)
    }
  }

  /// The contract answers this in every mode, as the mode with early execution does.
  private static func supportEarly(
    _ row: VectorRow, electorate: UInt128, _ expected: JSONValue
  ) throws -> [String] {
    var foreign = try ForeignCharter("aragon")
    let path = "tracks.early-execution.early.early-execution.when.support-early.more_than"
    try foreign.set(path, to: try ratio(row, "supportThreshold"))
    let rules = try foreign.rules(track: "early-execution")
    let tally = try ForeignCount.tally(
      [
        "Yes": try row.amount("yes"), "No": try row.amount("no"), "Abstain": try row.amount("abstain"),
      ], of: rules, electorate: electorate)
    let tests = rules.course.earlyTests
    let test = try tests.first { $0.name == "support-early" }.orThrow("there is no such test")
    let passes = test.judge(TestFacts(tally, options: rules.options)).passed
    return differing("supportEarly", passes, expected == .bool(true))
  }

  private static func ratio(_ row: VectorRow, _ key: String) throws(RowFault) -> String {
    "\(try row.amount(key))/1000000"
  }

  /// Puts the shares of the electorate in.
  private static func setShares(_ row: VectorRow, in path: String, of foreign: inout ForeignCharter) throws {
    for (name, key) in [("participation", "minParticipation"), ("approval", "minApproval")] {
      let isNone = try row.amount(key) == 0
      try foreign.setBar("\(path).\(name)", "at_least", .string(try ratio(row, key)), isNone: isNone)
      // A share of no tokens at all is none, and is there.
      if !isNone { try foreign.set("\(path).\(name).empty_passes", .bool(true)) }
    }
  }

  /// One expected answer against the decision.
  private static func answer(
    _ member: JSONObject.Member, rules: TrackRules, decision: Decision, facts: CountFacts
  ) throws -> [String] {
    let tally = try facts.tallies["holders"].orThrow("nothing was counted")
    let all = (rules.tests + rules.course.earlyTests).map {
      $0.judge(TestFacts(tally, options: rules.options))
    }
    func holds(_ test: String) -> Bool { all.filter { $0.name == test }.allSatisfy(\.passed) }
    switch member.key {
    case "minVotingPower":
      let required = all.first { $0.name == "participation" }?.required ?? .zero
      return differing(member.key, required, Power(try VectorRow.amount(member.value, member.key)))
    case "canExecute":
      return differing(member.key, decision.phase == .executable, member.value == .bool(true))
    case "support", "participation", "approval":
      return differing(member.key, holds(member.key), member.value == .bool(true))
    default: throw RowFault(description: "the answer \(member.key) is not known")
    }
  }

  /// The state of a stage; an instant of the row is a millisecond.
  static func staged(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("aragon")
    let track = "tracks.staged-veto"
    try foreign.set("\(track).period", length(try row.number("maxAdvance")))
    try foreign.set("\(track).early.advance.from", length(try row.number("minAdvance")))
    let tests = "\(track).early.advance.when"
    try foreign.set("\(tests).approvals.at_least", to: try row.digits("approvalThreshold"))
    // A stage that nobody can veto, and that waits for no vetoes, has no threshold.
    let isVetoless = try row.amount("vetoThreshold") == 0
    try foreign.setBar(
      "\(tests).vetoes", "less_than", .string(try row.digits("vetoThreshold")), isNone: isVetoless)
    try foreign.setBar(
      "\(tests).vote-duration", "at_least", length(try row.number("voteDuration")), isNone: isVetoless)
    let rules = try foreign.rules(track: "staged-veto")
    let facts = try ForeignCount.facts(
      ["Approve": try row.amount("approvals"), "Veto": try row.amount("vetoes")], of: rules)
    let now = instant(try row.number("now"))
    var milestones = Milestones()
    if try row.flag("executed") { milestones.executed = now }
    for key in ["canceled", "cancelled"] where row.has(key) {
      if try row.flag(key) { milestones.vetoed = now }
    }
    let decision = decide(
      rules, submitted: instant(try row.number("last")), milestones: milestones, facts: facts, at: now)
    return differing("the state", try foreign.charter().terms.word(for: decision), try row.text("expect"))
  }
}
