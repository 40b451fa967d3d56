import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// Sputnik DAOs: bars, votes, bonds, and what became of an attempt to carry a proposal out.
let sputnikKinds: [String: RuleRunner] = [
  "sputnik_bond": runBond, "sputnik_execution": runExecution, "sputnik_status": runSteps,
  "sputnik_to_weight": runWeight,
]

/// When rows begin.
private let start = seconds(1_700_000_000)

// MARK: Bars

/// The bar of a row's threshold and quorum, as a charter writes it.
private func bar(_ params: VectorRow) throws -> [JSONObject.Member] {
  let threshold = try params.row("threshold")
  var members: [JSONObject.Member] = [
    .init(key: "capped", value: .bool(true)), .init(key: "empty_passes", value: .bool(true)),
  ]
  if threshold.has("ratio") {
    let ratio = try threshold.list("ratio").map { try VectorRow.amount($0, "ratio") }
    guard ratio.count == 2 else { throw RowFault(description: "a ratio of \(ratio.count) numbers") }
    members.append(.init(key: "more_than", value: .string("\(ratio[0])/\(ratio[1])")))
  } else {
    members.append(.init(key: "at_least", value: .string(String(try threshold.amount("weight")))))
  }
  if params.has("quorum") {
    members.append(.init(key: "no_less_than", value: .string(String(try params.amount("quorum")))))
  }
  return members
}

private func runWeight(_ vector: RuleVector) throws -> [String] {
  var fields = try JSONFields(.object(JSONObject(try bar(vector.params))), of: "a threshold")
  let required = try Bar(reading: &fields).required(of: Power(try vector.inputs.amount("total_weight")))
  return try differences(from: vector.expect, ["weight": .string(required.description)])
}

// MARK: Bonds

private func runBond(_ vector: RuleVector) throws -> [String] {
  var foreign = try ForeignCharter("sputnik")
  try foreign.set("tracks.standard.deposit.amounts.near", to: try vector.params.text("proposal_bond"))
  let bond = try foreign.rules().course.deposit.orThrow("the preset asks for no bond")
  let refusal = bond.refusal(ofInitial: [.init(asset: "near", units: try vector.inputs.amount("attached"))])
  let error: JSONValue = refusal.map { $0 == .notExact ? .string("ERR_MIN_BOND") : .string($0.code) } ?? .null
  return try differences(from: vector.expect, ["accepted": .bool(refusal == nil), "error": error])
}

// MARK: Votes

/// The preset with a row's figures and a house for each of its roles, made after the house of its kind of weight.
private struct SputnikRoles {
  let charter: Charter
  let rules: TrackRules
  let weighsTokens: Bool

  init(_ params: VectorRow, roles: [String]) throws {
    switch try params.text("weight_kind") {
    case "role": weighsTokens = false
    case "token": weighsTokens = true
    default: throw RowFault(description: "an unknown kind of weight")
    }
    let (track, pattern) = weighsTokens ? ("tokens", "holders") : ("standard", "council")
    var foreign = try ForeignCharter("sputnik")
    try foreign.set("tracks.\(track).deposit.amounts.near", to: try params.text("proposal_bond"))
    try foreign.set(
      "tracks.\(track).period", .string(try span(try params.amount("proposal_period_ns")).description))
    for test in ["approved", "rejected", "removed"] {
      let path = "tracks.\(track).early.\(test)-by-\(pattern).when.threshold"
      let fixed = try foreign.get(path).object?.members.filter {
        ["test", "name", "house", "count", "of"].contains($0.key)
      }
      try foreign.set(path, .object(JSONObject((fixed ?? []) + (try bar(params)))))
    }
    let house = try foreign.get("houses.\(pattern)")
    let early = try foreign.get("tracks.\(track).early").array ?? []
    for role in roles { try foreign.set("houses.\(role)", Self.renamed(house, pattern, to: role)) }
    try foreign.set("tracks.\(track).houses", .array(roles.map { .string($0) }))
    try foreign.set(
      "tracks.\(track).early",
      .array(roles.flatMap { role in early.map { Self.renamed($0, pattern, to: role) } }))
    charter = try foreign.charter()
    rules = try foreign.rules(track: track)
  }

  /// The same with another house in every place where one stands by its name.
  private static func renamed(_ value: JSONValue, _ old: String, to new: String) -> JSONValue {
    switch value {
    case .string(let text):
      text == old
        ? .string(new) : text.hasSuffix("-by-\(old)") ? .string(text.dropLast(old.count) + new) : value
    case .array(let elements): .array(elements.map { renamed($0, old, to: new) })
    case .object(let object):
      .object(
        JSONObject(
          object.members.map {
            .init(key: $0.key == old ? new : $0.key, value: renamed($0.value, old, to: new))
          }))
    default: value
    }
  }
}

private func runSteps(_ vector: RuleVector) throws -> [String] {
  // Roles of a contract are named as its people like, houses of a charter are not.
  let roles = try vector.inputs.rows("roles").enumerated().map { number, row in
    (name: "role-\(number)", members: Set(try row.list("members").compactMap(\.string)))
  }
  let sputnik = try SputnikRoles(vector.params, roles: roles.map(\.name))
  let steps = try vector.inputs.list("steps").map { try SputnikStep($0) }
  let names = Set(steps.map(\.who)).union(roles.flatMap(\.members)).sorted()
  var accounts: [String: AccountKey] = [:]
  for (number, name) in names.enumerated() { accounts[name] = try ForeignVoting.account(UInt64(number)) }
  let weights = vector.inputs.has("token_weights") ? try vector.inputs.row("token_weights") : nil
  func holding(_ name: String) throws -> Holding {
    let tokens = try weights.flatMap { try $0.has(name) ? $0.amount(name) : nil } ?? 0
    return Holding(
      account: try accounts[name].orThrow("no account"), amounts: [.init(asset: "token", units: tokens)],
      facts: try HoldingFacts(roles: roles.filter { $0.members.contains(name) }.map(\.name)).orThrow(
        "no such role"))
  }
  // Who is in a role may vote in it, with whatever tokens.
  let electorates = try Dictionary(
    uniqueKeysWithValues: roles.map { role in
      (role.name, try role.members.map(holding))
    })
  var wholes: [String: Power] = [:]
  if sputnik.weighsTokens, vector.inputs.has("total_token_supply") {
    let supply = Power(try vector.inputs.amount("total_token_supply"))
    for role in roles { wholes[role.name] = supply }
  }
  var proposal = SputnikProposal(
    charter: sputnik.charter, rules: sputnik.rules,
    voting: try ForeignVoting(
      sputnik.rules, electorates: electorates, at: start, wholes: wholes, admitsPowerless: true))
  let words = try steps.map { step in
    JSONValue.string(try proposal.take(step, by: try accounts[step.who].orThrow("no account")))
  }
  return try differences(from: vector.expect, ["status_after_each": .array(words)])
}

/// One act on a proposal: `["a", "approve@7d", …]`.
private struct SputnikStep {
  let who: String
  let act: String
  /// How long after the submission, if the row says so.
  let after: Span?

  init(_ value: JSONValue) throws {
    guard let parts = value.array, parts.count >= 2, let who = parts[0].string, let act = parts[1].string
    else {
      throw RowFault(description: "a step is not a list of texts")
    }
    let halves = act.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    self.who = who
    self.act = halves[0]
    after = halves.count == 2 ? try Self.span(halves[1]) : nil
  }

  /// `7d`, or some nanoseconds more or less than that: `7d+1`, `7d-1`. A part of a millisecond is a whole one, which keeps
  /// what comes after a whole millisecond after it, and what comes before it before.
  private static func span(_ text: String) throws -> Span {
    let terms = text.split(maxSplits: 1, omittingEmptySubsequences: false) { "+-".contains($0) }.map(
      String.init)
    let digits = terms.count == 2 ? terms[1].prefix { $0.isNumber } : "0"
    guard let span = Span(terms[0]), let nanoseconds = UInt64(digits),
      ["", "ns"].contains(terms.last?.dropFirst(digits.count) ?? "") || terms.count == 1
    else { throw RowFault(description: "\(text) is not a length of time") }
    let more = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0)
    guard text.contains("-") else { return Span(milliseconds: span.milliseconds + more) }
    guard more <= span.milliseconds else { throw RowFault(description: "\(text) lies before the submission") }
    return Span(milliseconds: span.milliseconds - more)
  }
}

/// A proposal that people act on, with the words of the contract.
private struct SputnikProposal {
  let charter: Charter
  let rules: TrackRules
  var voting: ForeignVoting
  private var now = start
  private var state = FoundState()

  init(charter: Charter, rules: TrackRules, voting: ForeignVoting) {
    self.charter = charter
    self.rules = rules
    self.voting = voting
  }

  mutating func take(_ step: SputnikStep, by account: AccountKey) throws -> String {
    if let after = step.after { now = start + after }
    let act: FoundState.Act = step.act == "finalize" ? .finalize : .ballot
    let fault = state.fault(of: act)
    // The contract looks for the proposal first, and then at who asks.
    if let fault, fault == .removed { return Self.word(fault, of: act) }
    guard !voting.houses(of: account).isEmpty else { return "err:ERR_PERMISSION_DENIED" }
    if let fault { return Self.word(fault, of: act) }
    if act == .ballot {
      let fault = try voting.receive(try option(step.act, of: rules), from: account, at: now)
      if fault != nil { return "err:ERR_ALREADY_VOTED" }
    }
    let decision = decide(rules, submitted: start, milestones: Milestones(), facts: voting.facts, at: now)
    if let fault = state.take(act, finding: decision) { return Self.word(fault, of: act) }
    return charter.terms.word(for: decision)
  }

  private static func word(_ fault: FoundState.Fault, of act: FoundState.Act) -> String {
    switch (act, fault) {
    case (_, .removed): "err:ERR_NO_PROPOSAL"
    case (.ballot, _): "err:ERR_PROPOSAL_NOT_READY_FOR_VOTE"
    case (.finalize, .open): "err:ERR_PROPOSAL_NOT_EXPIRED_OR_FAILED"
    case (.finalize, _): "err:ERR_PROPOSAL_NOT_IN_PROGRESS"
    }
  }
}

// MARK: Execution

private func runExecution(_ vector: RuleVector) throws -> [String] {
  let sputnik = try SputnikRoles(vector.params, roles: ["council"])
  let rules = sputnik.rules.takingEffectByItself
  let member = try ForeignVoting.account(1)
  let holding = Holding(
    account: member, amounts: [.init(asset: "token", units: 1)],
    facts: try HoldingFacts(roles: ["council"]).orThrow("no such role"))
  var voting = try ForeignVoting(rules, holdings: [holding], at: start)
  try voting.receive("Approve", from: member, at: start)
  var milestones = Milestones()
  switch try vector.inputs.text("execution") {
  case "ok": break
  case "fails": milestones.failed = start
  default: throw RowFault(description: "an unknown outcome")
  }
  let decision = decide(rules, submitted: start, milestones: milestones, facts: voting.facts, at: start)
  return try differences(
    from: vector.expect,
    [
      "bond_returned": .bool(decision.deposit == .returned),
      "final_status": .string(sputnik.charter.terms.word(for: decision)),
    ])
}
