import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// OpenZeppelin's governor.
let ozVectors: [String: VectorRunner] = [
  "evm/oz_governor.json": { content, report in report.run(content, "scenarios", byKind: ozKinds) }
]

/// The runner of each kind of row.
let ozKinds: [String: RowRunner] = [
  "quorum": OzVectors.quorum,
  "outcome": OzVectors.outcome,
  "reject": OzVectors.reject,
  "late": OzVectors.late,
  "super": OzVectors.superQuorum,
  "states": OzVectors.states,
  "timelock": OzVectors.timelock,
  "expiry": OzVectors.expiry,
  "fractional": openZeppelinFractional,
  "override": { row in try runOzOverride(row) },
]

enum OzVectors {
  // MARK: Counting

  @Sendable static func quorum(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("openzeppelin")
    try foreign.setBar(
      "tracks.simple.tests.quorum", "at_least", .string(try fraction(row, "numerator")),
      isNone: try row.amount("numerator") == 0)
    let rules = try foreign.rules(track: "simple")
    let tally = try ForeignCount.tally([:], of: rules, electorate: try row.amount("supply"))
    let test = rules.tests.first { $0.name == "quorum" }
    let required = test?.judge(TestFacts(tally, options: rules.options)).required ?? .zero
    return differing("the quorum", required, Power(try row.amount("expect")))
  }

  /// A fraction as a charter writes it.
  static func fraction(_ row: VectorRow, _ key: String) throws(RowFault) -> String {
    "\(try row.amount(key))/\(row.has("denominator") ? try row.amount("denominator") : 100)"
  }

  /// A quorum of so many votes in place of a fraction, as the mocks of its tests state it.
  private static func absolute(_ test: String, _ count: [String], _ votes: UInt128) -> JSONValue {
    .members([
      "at_least": .string(String(votes)), "count": .array(count.map { .string($0) }),
      "house": .string("holders"), "name": .string(test), "test": .string("floor"),
    ])
  }

  private static func foreign(_ row: VectorRow, track: String) throws -> ForeignCharter {
    var foreign = try ForeignCharter("openzeppelin")
    if row.has("quorum") {
      try foreign.set(
        "tracks.\(track).tests.quorum", absolute("quorum", ["For", "Abstain"], try row.amount("quorum")))
    }
    if row.has("votingDelay") {
      try foreign.set("tracks.\(track).delay", length(try row.number("votingDelay")))
    }
    if row.has("votingPeriod") {
      try foreign.set("tracks.\(track).period", length(try row.number("votingPeriod")))
    }
    return foreign
  }

  @Sendable static func outcome(_ row: VectorRow) throws -> [String] {
    let foreign = try foreign(row, track: "simple")
    let rules = try foreign.rules(track: "simple")
    let schedule = rules.schedule(submitted: instant(0))
    let ballots = try row.list("votes").map { vote in
      try ForeignBallots.Ballot(voter: text(vote, 0), choice: text(vote, 1), at: schedule.opens)
    }
    let facts = try ForeignBallots(try row.powers("powers"), asset: "token").facts(ballots, of: rules)
    let decision = decide(
      rules, submitted: instant(0), milestones: Milestones(), facts: facts, at: schedule.closes)
    return differing("the state", try foreign.charter().terms.word(for: decision), try row.text("expect"))
      + (row.has("tally") ? try tallies(facts, row.list("tally")) : [])
  }

  /// The sums of the house against a list in the order of the options.
  private static func tallies(_ facts: CountFacts, _ expected: [JSONValue]) throws -> [String] {
    let found = facts.tallies["holders"]?.options.map(\.power.units) ?? []
    let wanted = try expected.map { value throws(RowFault) in try VectorRow.amount(value, "tally") }
    return differing("the tally", found, wanted)
  }

  private static func text(_ list: JSONValue, _ place: Int) throws -> String {
    guard let elements = list.array, elements.indices.contains(place), let text = elements[place].string
    else { throw RowFault(description: "a vote lacks a text at place \(place)") }
    return text
  }

  // MARK: Course

  @Sendable static func late(_ row: VectorRow) throws -> [String] {
    var foreign = try foreign(row, track: "late-quorum")
    try foreign.set("tracks.late-quorum.late_quorum.by", length(try row.number("extension")))
    let rules = try foreign.rules(track: "late-quorum")
    let ballots = try row.list("votes").map { vote in
      let at = try VectorRow.amount(vote.array?.first ?? .null, "the instant of a vote")
      return try ForeignBallots.Ballot(
        voter: text(vote, 1), choice: text(vote, 2), at: instant(UInt64(clamping: at)))
    }
    let facts = try ForeignBallots(try row.powers("powers"), asset: "token").facts(ballots, of: rules)
    let expect = try row.row("expect")
    try expect.requireKnown(["deadline", "extended", "stateAt", "tally"])
    let stated = expect.has("stateAt") ? try expect.members("stateAt") : []
    var differences = try states(foreign, rules, row, facts, stated)
    let proposed = instant(try row.number("proposed"))
    let decision = decide(
      rules, submitted: proposed, milestones: Milestones(), facts: facts, at: ballots.last?.at ?? proposed)
    if expect.has("tally") { differences += try tallies(facts, expect.list("tally")) }
    if expect.has("deadline") {
      differences += differing(
        "the first instant after the deadline", decision.schedule.closes,
        rules.course.ends.end(of: instant(try expect.number("deadline"))))
    }
    return try differences + expect.compared("extended", decision.isExtended)
  }

  /// The word for the proposal at each of some instants.
  private static func states(
    _ foreign: ForeignCharter, _ rules: TrackRules, _ row: VectorRow, _ facts: CountFacts,
    _ expected: [JSONObject.Member]
  ) throws -> [String] {
    let terms = try foreign.charter().terms
    let submitted = instant(try row.number("proposed"))
    return try expected.flatMap { member in
      let at = instant(UInt64(clamping: try VectorRow.amount(.string(member.key), "an instant")))
      let decision = decide(rules, submitted: submitted, milestones: Milestones(), facts: facts, at: at)
      return differing(
        "the state at \(member.key)", terms.word(for: decision), member.value.string ?? "no text")
    }
  }

  @Sendable static func states(_ row: VectorRow) throws -> [String] {
    let foreign = try foreign(row, track: "simple")
    let rules = try foreign.rules(track: "simple")
    let facts = try ForeignCount.facts([:], of: rules)
    return try states(foreign, rules, row, facts, row.members("expect"))
  }

  @Sendable static func superQuorum(_ row: VectorRow) throws -> [String] {
    var foreign = try foreign(row, track: "super-quorum")
    try foreign.set(
      "tracks.super-quorum.early.super-quorum.when.super-quorum",
      absolute("super-quorum", ["For"], try row.amount("superQuorum")))
    let rules = try foreign.rules(track: "super-quorum")
    let terms = try foreign.charter().terms
    let voters = try ForeignBallots(try row.powers("powers"), asset: "token")
    var ballots: [ForeignBallots.Ballot] = []
    var differences: [String] = []
    let schedule = rules.schedule(submitted: instant(0))
    var now = schedule.opens
    func word(at now: Timepoint) throws -> String {
      let facts = try voters.facts(ballots, of: rules)
      return terms.word(
        for: decide(rules, submitted: instant(0), milestones: Milestones(), facts: facts, at: now))
    }
    for vote in try row.list("votes") {
      ballots.append(.init(voter: try text(vote, 0), choice: try text(vote, 1), at: now))
      differences += differing(
        "the state after \(try text(vote, 0))", try word(at: now), try text(vote, 2))
      now = now + Span(milliseconds: 1)
    }
    guard row.has("after") else { return differences }
    return differences
      + differing("the state at the end", try word(at: schedule.closes), try row.text("after"))
  }
}
