import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// How proposals of the House of Stake are decided; its delegation is elsewhere.
let houseOfStakeKinds: [String: RuleRunner] = [
  "hos_expiry": runExpiry, "hos_guardian": runGuardian, "hos_next_monday": runMonday, "hos_status": runStatus,
]

// MARK: The foreign clock

/// A length in nanoseconds that is whole in milliseconds, as all figures of the contracts are.
func span(_ nanoseconds: UInt128) throws -> Span {
  guard nanoseconds % 1_000_000 == 0, let milliseconds = UInt64(exactly: nanoseconds / 1_000_000) else {
    throw RowFault(description: "\(nanoseconds) ns is not a whole number of milliseconds")
  }
  return Span(milliseconds: milliseconds)
}

/// An instant in nanoseconds. What is not a whole millisecond lies after the millisecond it is cut to, and therefore on
/// the same side of every boundary, since those are whole.
func instant(nanoseconds: UInt128) -> Timepoint {
  Timepoint(milliseconds: UInt64(clamping: nanoseconds / 1_000_000))
}

private func text(_ span: Span) -> JSONValue { .string(span.description) }

// MARK: The preset with a row's figures

/// The flow of a row.
private struct Flow {
  /// The track of the first stage.
  let track: String
  let charter: Charter
  let rules: TrackRules

  /// - Parameter hasActions: Whether there is something to carry out.
  init(_ name: String, _ params: VectorRow = VectorRow(value: .null), hasActions: Bool) throws {
    guard ["classic", "fast"].contains(name) else { throw RowFault(description: "an unknown flow \(name)") }
    track = name
    var foreign = try ForeignCharter("house-of-stake")
    let spans = [
      "classic_voting_ns": ["classic.period"], "fast_voting_ns": ["fast-vote.period"],
      "timelock_ns": ["classic.timelock"], "sandbox_ns": ["fast.period"],
      "classic_expiration_ns": ["classic.review"], "fast_expiration_ns": ["fast.review"],
      "expiration_ns": ["classic.review", "fast.review"],
    ]
    // A row may state what only the other flow has.
    let own = name == "classic" ? ["classic"] : ["fast", "fast-vote"]
    for (key, paths) in spans where params.has(key) {
      for path in paths where own.contains(String(path.prefix { $0 != "." })) {
        try foreign.set("tracks.\(path)", text(try span(try params.amount(key))))
      }
    }
    for track in ["classic", "fast-vote"] where own.contains(track) {
      let tests = "tracks.\(track).tests"
      if params.has("quorum_bps") {
        try foreign.set("\(tests).quorum.at_least", basisPoints(try params.number("quorum_bps")))
      }
      if params.has("quorum_floor") {
        try foreign.set("\(tests).quorum.no_less_than", to: try params.text("quorum_floor"))
      }
      if params.has("approval_bps") {
        try foreign.set("\(tests).approval.at_least", basisPoints(try params.number("approval_bps")))
      }
    }
    if name == "fast", params.has("sandbox_bps") {
      let share = basisPoints(try params.number("sandbox_bps"))
      for path in ["tests.support", "early.graduation.when.support"] {
        try foreign.set("tracks.fast.\(path).at_least", share)
      }
    }
    if params.has("bond") {
      try foreign.set("tracks.fast.deposit.amounts.near", to: try params.text("bond"))
    }
    for track in ["classic", "fast"] {
      if params.has("base_fee") {
        try foreign.set("tracks.\(track).deposit.fee.near", to: try params.text("base_fee"))
      }
      // Three where the row does not say: the contract's own figure.
      let most = params.has("max_active") ? try params.number("max_active") : 3
      try foreign.set("tracks.\(track).active_at_most", .integer(most))
    }
    if params.has("growth") {
      let growth = try params.row("growth")
      let (rate, per) = (try growth.text("numerator_per_ns"), try growth.text("denominator"))
      try foreign.set("houses.holders.power.rate_per_ns", to: "\(rate)/\(per)")
      if try growth.text("truncate") != "millinear" { throw RowFault(description: "an unknown grain") }
    }
    charter = try foreign.charter()
    let rules = try foreign.rules(track: name)
    self.rules = hasActions ? rules : rules.takingEffectByItself
  }
}

/// The votes of a row, as tallies one after the other.
///
/// - Parameters:
///   - total: The power of everybody.
///   - approved: When the first stage opens, which takes a vote if it can.
///   - later: When those are cast that the first stage does not take.
private func counted(
  _ votes: [(power: Power, option: String)], total: Power, in rules: TrackRules, approved: Timepoint,
  later: Timepoint
) throws -> CountFacts {
  var electorate = ElectoratePowers()
  for (number, vote) in votes.enumerated() {
    try electorate.add(try ForeignVoting.account(UInt64(number)), vote.power)
  }
  try electorate.add(try ForeignVoting.account(.max), electorate.rest(of: total))
  let method = try (rules.method as? any AdditiveMethod).orThrow("no running sums")
  var count = try RunningCount(
    electorate, lending: .none, method: method, options: rules.options.count)
  let ballots = try votes.enumerated().map { number, vote in
    let choice = try rules.method.choice(try option(vote.option, of: rules), among: rules.options)
    return (number: number, choice: choice, at: rules.takes(choice) ? approved : later)
  }
  for ballot in ballots.sorted(by: { ($0.at, $0.number) < ($1.at, $1.number) }) {
    try count.receive(
      ballot.choice, from: try ForeignVoting.account(UInt64(ballot.number)), at: ballot.at, index: 0)
  }
  return CountFacts(tallies: ["holders": count.tally], histories: ["holders": count.history])
}

// MARK: Rows

private func runMonday(_ vector: RuleVector) throws -> [String] {
  let zone = try vector.params.text("zone").split(separator: "+")
  guard zone.count == 2, zone[0] == "fixed UTC" else { throw RowFault(description: "an unknown zone") }
  let start = try StageStart("next-monday-utc+\(zone[1])")
    .instant(after: instant(nanoseconds: try vector.inputs.amount("after_ns")), firstOpened: .earliest)
  return try differences(
    from: vector.expect, ["start_ns": .string("\(UInt128(start.milliseconds) * 1_000_000)")])
}

private func runExpiry(_ vector: RuleVector) throws -> [String] {
  let name = vector.inputs.has("flow") ? try vector.inputs.text("flow") : "classic"
  let flow = try Flow(name, vector.params, hasActions: false)
  let created = instant(nanoseconds: try vector.inputs.amount("created_at_ns"))
  func decision(_ now: Timepoint) -> Decision {
    decide(flow.rules, submitted: created, milestones: Milestones(), facts: .none, at: now)
  }
  func word(_ now: Timepoint) -> JSONValue { .string(flow.charter.terms.word(for: decision(now))) }
  var answers = ["after_10_years": word(created + Span(milliseconds: 10 * 365 * 86_400_000))]
  // A length of nothing is none.
  let lapses = decision(created).lapses
  if let lapses {
    answers["at_minus_1"] = word(lapses - Span(milliseconds: 1))
    answers["at"] = word(lapses)
  }
  return try differences(from: vector.expect, answers)
    + differing(
      "the end", lapses?.since(created) ?? .zero, try span(try vector.params.amount("expiration_ns")))
}

/// What the contract calls the instants at which something of a flow begins or ends: those that the engine gives a proposal
/// that everybody is for as soon as it opens.
private func namedInstants(of flow: Flow, approved: Timepoint) throws -> NamedInstants {
  var milestones = Milestones()
  (milestones.approved, milestones.started) = (approved, approved)
  let everybody = Power(1 << 100)
  let all = try counted(
    [(power: everybody, option: "For")], total: everybody, in: flow.rules, approved: approved, later: approved
  )
  func decision(_ facts: CountFacts, _ now: Timepoint) -> Decision {
    decide(flow.rules, submitted: approved, milestones: milestones, facts: facts, at: now)
  }
  let first = decision(.none, approved).schedule
  guard flow.track == "fast" else {
    let closed = decision(all, first.closes)
    return NamedInstants(named: [
      "start": first.opens, "voting_end": first.closes,
      "timelock_end": try closed.executable.orThrow("nothing is queued"),
    ])
  }
  let second = decision(all, approved).schedule
  return NamedInstants(named: [
    "start": first.opens, "sandbox_end": first.closes, "fast_voting_start": second.opens,
    "voting_start": second.opens, "fast_voting_end": second.closes,
  ])
}

private func runStatus(_ vector: RuleVector) throws -> [String] {
  let (params, inputs) = (vector.params, vector.inputs)
  let flow = try Flow(
    try inputs.text("flow"), params,
    hasActions: inputs.has("has_actions") ? try inputs.flag("has_actions") : false)
  let approved = instant(nanoseconds: try inputs.amount("approved_at_ns"))
  let house = try flow.rules.houses.first.orThrow("nobody votes")
  let locked = approved - (try span(try params.row("growth").amount("elapsed_ns")))
  func power(_ near: UInt128) throws -> Power {
    let lock = Lock(asset: "near", amount: near, from: locked)
    return try house.power.power(
      of: Holding(
        account: try ForeignVoting.account(0),
        facts: try HoldingFacts(locks: [lock]).orThrow("no such holding")), at: approved)
  }
  let votes = try inputs.rows("votes").map {
    (power: try power(try $0.amount("near_at_lock")), option: try $0.text("option"))
  }
  let instants = try namedInstants(of: flow, approved: approved)
  let facts = try counted(
    votes, total: try power(try inputs.amount("total_near_at_lock")), in: flow.rules, approved: approved,
    later: instants.named["voting_start"] ?? approved)
  var milestones = Milestones()
  (milestones.approved, milestones.started) = (approved, approved)
  let statuses = try vector.expect.list("status_at").map { pair -> JSONValue in
    guard let name = pair.array?.first?.string else { throw RowFault(description: "a status without a time") }
    let decision = decide(
      flow.rules, submitted: approved, milestones: milestones, facts: facts, at: try instants.instant(name))
    return .array([.string(name), .string(flow.charter.terms.word(for: decision))])
  }
  return try differences(from: vector.expect, ["status_at": .array(statuses)]) + instants.differences(params)
}

/// Instants that a row names, and others so many nanoseconds before or after them.
private struct NamedInstants {
  let named: [String: Timepoint]

  /// Which of them lie further apart, or less far, than a row says.
  func differences(_ params: VectorRow) throws -> [String] {
    let lengths = [
      ("start", "voting_end", "classic_voting_ns"), ("voting_end", "timelock_end", "timelock_ns"),
      ("start", "sandbox_end", "sandbox_ns"), ("fast_voting_start", "fast_voting_end", "fast_voting_ns"),
    ]
    return try lengths.flatMap { first, last, key -> [String] in
      guard let first = named[first], let end = named[last] else { return [] }
      return differing(last, end.since(first), try span(try params.amount(key)))
    }
  }

  /// The instant of a name such as `voting_end` or `voting_end-1`.
  func instant(_ text: String) throws -> Timepoint {
    let name = String(text.prefix { $0 != "-" && $0 != "+" })
    let rest = text.dropFirst(name.count)
    guard let named = named[name].map({ UInt128($0.milliseconds) * 1_000_000 }),
      let offset = UInt128(rest.isEmpty ? "0" : String(rest.dropFirst())), offset < named
    else { throw RowFault(description: "an unknown instant \(text)") }
    return ConformanceTests.instant(nanoseconds: rest.first == "-" ? named - offset : named + offset)
  }
}

// MARK: Guardians

/// A proposal in some position, with what had to happen for it to stand there.
private struct Situation {
  let flow: Flow
  let facts: CountFacts
  let now: Timepoint
  var milestones: Milestones

  var decision: Decision {
    decide(
      flow.rules, submitted: Situation.created, milestones: milestones, facts: facts, at: now)
  }
  var word: String { flow.charter.terms.word(for: decision) }

  static let created = seconds(1_780_272_000)

  /// A situation that has a word, found by trying what can have been recorded and voted, at the instants at which the
  /// engine says that something changes.
  static func named(_ word: String, in flow: Flow) throws -> Situation {
    for votes in [[], [(power: Power(40), option: "For")]] {
      let facts = try counted(votes, total: Power(100), in: flow.rules, approved: created, later: created)
      for milestones in histories {
        func situation(_ now: Timepoint) -> Situation {
          Situation(flow: flow, facts: facts, now: now, milestones: milestones)
        }
        var instants: Set<Timepoint> = [created]
        for _ in 0..<3 {
          for decision in instants.map({ situation($0).decision }) {
            instants.formUnion([decision.schedule.opens, decision.schedule.closes])
            instants.formUnion([decision.executable, decision.lapses].compactMap(\.self))
          }
        }
        if let found = instants.sorted().map(situation).first(where: { $0.word == word }) { return found }
      }
    }
    throw RowFault(description: "nothing leads to \(word)")
  }

  /// What may have been recorded: nothing, an approval, one with a place, and each way to be stopped.
  private static var histories: [Milestones] {
    var approved = Milestones()
    approved.approved = created
    var started = approved
    started.started = created
    var stopped: [Milestones] = [Milestones(), Milestones(), started, started]
    (stopped[0].rejected, stopped[1].slashed, stopped[2].vetoed) = (created, created, created)
    stopped[3].failed = .earliest
    return [Milestones(), started, approved] + stopped
  }
}

private func runGuardian(_ vector: RuleVector) throws -> [String] {
  let parts = try vector.inputs.text("status").split(separator: "+").map(String.init)
  let status = parts.first ?? ""
  // Only with something to carry out does a proposal come so far; while its actions run it stands as before them.
  let hasActions =
    parts.dropFirst().contains("actions") || ["executable", "failed", "in_progress"].contains(status)
  let flow = try Flow(try vector.inputs.text("flow"), vector.params, hasActions: hasActions)
  var situation = try Situation.named(status == "in_progress" ? "executable" : status, in: flow)
  let action = try vector.inputs.text("action")
  let deed = try GuardianRule.Deed(rawValue: action == "noveto" ? "waive" : action)
    .orThrow("an unknown action \(action)")
  var result = "error"
  if let rule = flow.rules.guardian(deed, in: situation.decision) {
    situation.milestones.record(rule, at: situation.now, executable: situation.decision.executable)
    // A place is free in these rows.
    situation.milestones.started = situation.milestones.started ?? situation.milestones.approved
    result = situation.word
  }
  return try differences(from: vector.expect, ["result": .string(result)])
}
