import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// How proposals of the Internet Computer are decided: NNS and SNS.
let icpKinds: [String: RuleRunner] = [
  "icp_decision": runDecision, "nns_tally_rule": runTallyRule, "nns_wfq": runQuietVote,
  "sns_wfq": runQuietBallot, "sns_majority_decision": runMajority, "sns_proposal": runProposal,
]

/// When rows begin, so late that every neuron's age lies before it.
private let start = seconds(10_000_000_000)

// MARK: NNS

/// The preset with the figures of a row.
func nns(_ params: VectorRow) throws -> ForeignCharter {
  var foreign = try ForeignCharter("nns")
  let bonus = "houses.neurons.power.of"
  for (key, path) in [("max_dissolve_delay_s", "delay.max"), ("max_age_s", "age.max")] where params.has(key) {
    try foreign.set("\(bonus).\(path)", to: "\(try params.number(key))s")
  }
  for (key, path) in [
    ("max_dissolve_bonus_pct", "delay.percent"), ("max_age_bonus_pct", "age.percent"),
  ] where params.has(key) {
    try foreign.set("\(bonus).\(path)", .integer(try params.number(key)))
  }
  if params.has("min_yes_of_total") {
    let share = try decimalShare(try params.text("min_yes_of_total"))
    try foreign.setBar("tracks.standard.tests.minimum", "at_least", share, isNone: share == .string("0/1"))
  }
  if params.has("reject_cost") {
    try foreign.set("tracks.standard.deposit.amounts.icp", to: try params.text("reject_cost"))
  }
  if params.has("voting_period_s") {
    try foreign.set("tracks.standard.period", to: "\(try params.number("voting_period_s"))s")
  }
  return foreign
}

/// The rules of a motion, which takes effect as soon as it is adopted.
func motion(_ foreign: ForeignCharter) throws -> TrackRules {
  try foreign.charter().rules(for: "text.resolution").orThrow("motions are not allowed")
}

/// A neuron that has voted lately, as a row of the electorate.
private func neuron(_ number: UInt64, stake: UInt128, delay: UInt64, age: UInt64) throws -> Holding {
  let lock = Lock(
    asset: "icp", amount: stake, release: .after(span(seconds: delay)),
    ageing: start - span(seconds: age), refreshed: start)
  return Holding(
    account: try ForeignVoting.account(number),
    facts: try HoldingFacts(locks: [lock]).orThrow("no such holding"))
}

private func runDecision(_ vector: RuleVector) throws -> [String] {
  let foreign = try nns(vector.params)
  let rules = try motion(foreign)
  let neurons = try vector.inputs.rows("neurons")
  let holdings = try neurons.map {
    try neuron(
      try $0.number("id"), stake: try $0.amount("stake"), delay: try $0.number("dissolve_delay_s"),
      age: try $0.number("age_s"))
  }
  // A neuron without power has a ballot all the same.
  let house = try rules.houses.first.orThrow("nobody votes").name
  var voting = try ForeignVoting(rules, electorates: [house: holdings], at: start, admitsPowerless: true)
  // The proposer's ballot comes with the submission, whatever the order of the row.
  let votes = try vector.inputs.rows("votes")
  let isProposer = { (vote: VectorRow) in vote.optional("proposer")?.bool ?? false }
  for vote in votes.filter(isProposer) + votes.filter({ !isProposer($0) }) {
    let voter = try ForeignVoting.account(try vote.number("neuron"))
    try voting.receive(try option(try vote.text("vote"), of: rules), from: voter, at: start)
    if isProposer(vote) { voting.open() }
  }
  func decision(at instant: Timepoint) -> Decision {
    decide(rules, submitted: start, milestones: Milestones(), facts: voting.facts, at: instant)
  }
  let terms = try foreign.charter().terms
  let voted = decision(at: start)
  return try differences(
    from: vector.expect,
    [
      "after_voting": .string(terms.word(for: voted)),
      "after_expiration": .string(terms.word(for: decision(at: voted.schedule.closes))),
    ])
}

private func runTallyRule(_ vector: RuleVector) throws -> [String] {
  let foreign = try nns(vector.params)
  let rules = try motion(foreign)
  let facts = try ForeignCount.facts(
    ["Yes": try vector.inputs.amount("yes"), "No": try vector.inputs.amount("no")], of: rules,
    electorate: try vector.inputs.amount("total"))
  func decision(at instant: Timepoint) -> Decision {
    decide(rules, submitted: start, milestones: Milestones(), facts: facts, at: instant)
  }
  let early = decision(at: start)
  let isAccepted = JSONValue.bool(decision(at: early.schedule.closes).state == .executed)
  return try differences(
    from: vector.expect,
    ["early": .bool(early.decided != nil), "accepted": isAccepted, "accepted_at_deadline": isAccepted])
}

private func runQuietVote(_ vector: RuleVector) throws -> [String] {
  var foreign = try nns(vector.params)
  // One second of the row is one millisecond of the vote, so that halves of seconds are rounded as there.
  try foreign.set(
    "tracks.standard.wait_for_quiet.increase", length(try vector.params.number("wfq_increase_s")))
  try foreign.set("tracks.standard.period", length(try vector.inputs.number("initial_period_s")))
  let rules = try motion(foreign)
  let votes = try QuietVote.all(of: vector.inputs)
  let (delay, age) = (try vector.params.number("dissolve_delay_s"), try vector.params.number("age_s"))
  let holdings = try votes.enumerated().map {
    try neuron(UInt64($0.offset), stake: $0.element.stake, delay: delay, age: age)
  }
  var voting = try ForeignVoting(rules, holdings: holdings, at: start)
  var last: UInt64 = 0
  for (number, vote) in votes.enumerated().sorted(by: {
    ($0.element.at ?? 0, $0.offset) < ($1.element.at ?? 0, $1.offset)
  }) {
    guard let word = vote.vote, let at = vote.at else { continue }
    try voting.receive(
      try option(word, of: rules), from: try ForeignVoting.account(UInt64(number)), at: instant(at))
    if number == 0 { voting.open() }
    last = max(last, at)
  }
  let decision = decide(
    rules, submitted: instant(0), milestones: Milestones(), facts: voting.facts, at: instant(last))
  let moved = decision.schedule.closes.since(instant(0)).milliseconds
  var differences = try bounds(try vector.expect.row("deadline_minus_start_bounds"), moved)
  if vector.row.has("derived_exact") {
    let exact = try vector.row.row("derived_exact").number("deadline_minus_start")
    if moved != exact { differences.append("the deadline is \(moved)") }
  }
  return differences
}

/// A neuron's vote in a vote that waits for quiet.
private struct QuietVote {
  let stake: UInt128
  let vote: String?
  let at: UInt64?

  init(_ row: VectorRow) throws {
    stake = try row.amount("stake")
    vote = row.has("vote") ? try row.text("vote") : nil
    at = row.has("at") ? try row.number("at") : nil
  }

  private init(stake: UInt128, vote: String, at: UInt64) {
    self.stake = stake
    self.vote = vote
    self.at = at
  }

  /// The proposer first, then the others, then those of the row's formula.
  static func all(of inputs: VectorRow) throws -> [QuietVote] {
    var votes = [try QuietVote(try inputs.row("proposer"))]
    votes += try inputs.rows("votes").map { try QuietVote($0) }
    guard inputs.has("generator") else { return votes }
    let generator = try inputs.row("generator")
    // `80*i` and `yes if i even else no`.
    let factor = try generator.text("at").split(separator: "*").first.flatMap { UInt64($0) }
      .orThrow("an unknown formula of instants")
    let words = try generator.text("vote").split(separator: " ").map(String.init)
    guard words.count == 6, words[1...4] == ["if", "i", "even", "else"] else {
      throw RowFault(description: "an unknown formula of votes")
    }
    let (first, end) = (try generator.number("i_from"), try generator.number("i_to_exclusive"))
    guard first <= end, end <= 1_000_000, factor <= 1_000_000 else {
      throw RowFault(description: "a formula of too many votes")
    }
    let stake = try generator.amount("stake")
    return votes
      + (first..<end).map {
        QuietVote(stake: stake, vote: $0 % 2 == 0 ? words[0] : words[5], at: factor * $0)
      }
  }
}

/// What a row asks of a number: less, more, at most, at least or exactly so much.
private func bounds(_ row: VectorRow, _ number: UInt64) throws -> [String] {
  try (row.value.object?.members ?? []).compactMap { member in
    let bound = try row.number(member.key)
    let holds =
      switch member.key {
      case "lt": number < bound
      case "le": number <= bound
      case "gt": number > bound
      case "ge": number >= bound
      case "eq": number == bound
      default: throw RowFault(description: "an unknown bound \(member.key)")
      }
    return holds ? nil : "\(number) is not \(member.key) \(bound)"
  }
}

// MARK: SNS

private func runQuietBallot(_ vector: RuleVector) throws -> [String] {
  var foreign = try ForeignCharter("sns")
  try foreign.set(
    "tracks.normal.wait_for_quiet.increase", length(try vector.params.number("wfq_increase_s")))
  try foreign.set("tracks.normal.period", length(try vector.params.number("initial_voting_period_s")))
  let rules = try foreign.rules(track: "normal")
  let quiet = try rules.course.waitForQuiet.orThrow("the preset does not wait for quiet")
  func facts(_ key: String) throws -> TestFacts {
    let row = try vector.inputs.row(key)
    return TestFacts(
      try ForeignCount.tally(
        ["Yes": try row.amount("yes"), "No": try row.amount("no")], of: rules,
        electorate: try row.amount("total")),
      options: rules.options)
  }
  let deadline = quiet.deadline(
    instant(try vector.inputs.number("current_deadline")), from: try facts("old"), to: try facts("new"),
    opened: instant(try vector.inputs.number("created_at")), period: rules.period,
    at: instant(try vector.inputs.number("now")))
  let expected = instant(try vector.expect.number("deadline"))
  return deadline == expected ? [] : ["the deadline is \(deadline.milliseconds)"]
}

/// The preset's track of normal proposals with other thresholds.
private func sns(exercised: UInt64, total: UInt64?, period: UInt64?) throws -> TrackRules {
  var foreign = try ForeignCharter("sns")
  for path in ["early.adopted.when.majority", "early.rejected.when.majority", "tests.majority"] {
    try foreign.set("tracks.normal.\(path).more_than", basisPoints(exercised))
  }
  // A minimum of nothing is no test.
  try foreign.setBar(
    "tracks.normal.tests.minimum", "at_least", basisPoints(total ?? 0), isNone: total ?? 0 == 0)
  if let period { try foreign.set("tracks.normal.period", to: "\(period)s") }
  return try foreign.rules(track: "normal")
}

/// What has been decided, in the words of SNS.
private func word(_ decision: Decision) -> String {
  switch decision.state {
  case .active: "undecided"
  case .defeated: "no"
  default: "yes"
  }
}

private func sums(_ vector: RuleVector, of rules: TrackRules) throws -> CountFacts {
  try ForeignCount.facts(
    ["Yes": try vector.inputs.amount("yes"), "No": try vector.inputs.amount("no")], of: rules,
    electorate: try vector.inputs.amount("total"))
}

private func runMajority(_ vector: RuleVector) throws -> [String] {
  let rules = try sns(exercised: try vector.params.number("required_bp"), total: nil, period: nil)
  let decision = decide(
    rules, submitted: start, milestones: Milestones(), facts: try sums(vector, of: rules), at: start)
  return try differences(from: vector.expect, ["decision": .string(word(decision))])
}

private func runProposal(_ vector: RuleVector) throws -> [String] {
  let rules = try sns(
    exercised: try vector.params.number("min_yes_of_exercised_bp"),
    total: try vector.params.number("min_yes_of_total_bp"),
    period: try vector.params.number("initial_voting_period_s"))
  let facts = try sums(vector, of: rules)
  let (created, now) = (
    seconds(try vector.params.number("created_at")), seconds(try vector.params.number("now"))
  )
  func decision(at instant: Timepoint) -> Decision {
    decide(rules, submitted: created, milestones: Milestones(), facts: facts, at: instant)
  }
  return try differences(
    from: vector.expect,
    [
      "accepted": .bool(decision(at: now).passes),
      "can_make_decision": .bool(decision(at: now).decided != nil),
      "early_decision": .string(word(decision(at: created))),
    ])
}
