import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// Following and sums of the Internet Computer: NNS and SNS.
let followingKinds: [String: RuleRunner] = [
  "icp_following": { try runFollowing($0, try NeuronFollowing.nns($0), isDecided: true) },
  "sns_following": { try runFollowing($0, try NeuronFollowing.sns($0)) },
  "icp_tally": runTally,
]

/// The rules by which a row's neurons follow, and how the row spells what a neuron follows on.
private struct NeuronFollowing {
  let rules: DelegationRules
  let subject: ProposalSubject
  let scope: @Sendable (String) -> DelegationScope

  private static func rules(_ topics: String) throws -> DelegationRules {
    let text =
      #"{"mode":"follow-majority","followees":15,"yes":"yes","no":"no","lasts_at_most":"400000d","topics":\#(topics)}"#
    return try DelegationRules(parsing: JSONParser.parse(Array(text.utf8)))
  }

  /// The topic, else the catch-all except for some topics.
  static func nns(_ vector: RuleVector) throws -> NeuronFollowing {
    let excluded = try vector.params.list("catch_all_excluded_topics").map {
      JSONValue.string($0.string ?? "")
    }
    let cascades = try vector.params.flag("cascades_on_neuron_management")
    let topics = JSONValue.members([
      "everything_except": .array(excluded), "never": .array(cascades ? [] : [.string("neuron_management")]),
      "order": .array([.string("topic"), .string("everything")]),
    ])
    return NeuronFollowing(
      rules: try rules(String(decoding: topics.canonicalBytes, as: UTF8.self)),
      subject: ProposalSubject(topic: try vector.inputs.text("topic")),
      scope: { $0 == "catch_all" ? .everything : .topic($0) })
  }

  /// The topic, else the function, else the catch-all unless the topic is critical.
  static func sns(_ vector: RuleVector) throws -> NeuronFollowing {
    NeuronFollowing(
      rules: try rules(
        #"{"order":["topic","function","everything"],"everything_if_critical":false}"#),
      subject: ProposalSubject(
        topic: try vector.inputs.text("topic"), function: try vector.inputs.text("function"),
        isCritical: try vector.inputs.flag("topic_is_critical")),
      scope: { key in
        if key.hasPrefix("fn:") { return .function(String(key.dropFirst(3))) }
        return key.hasPrefix("topic:") ? .topic(String(key.dropFirst(6))) : .everything
      })
  }
}

/// What became of a row's votes, for the decision that the preset makes of it.
struct FollowedRow {
  let count: Count
  /// The tallies after each direct vote.
  let history: TallyHistory
  /// Who voted yes and no in the end, by number.
  let yes: [UInt64]
  let no: [UInt64]
}

/// Casts the direct votes of a row one after the other.
private func followed(_ vector: RuleVector, _ following: NeuronFollowing) throws -> FollowedRow {
  let neurons = try vector.inputs.rows("neurons").map { (id: try $0.number("id"), row: $0) }
    .sorted { $0.id < $1.id }
  let accounts = NeuronAccounts()
  var electorate = ElectoratePowers()
  var followees: [AccountKey: [AccountKey]] = [:]
  for neuron in neurons {
    // A neuron without voting power has no ballot.
    if neuron.row.has("voting_power") {
      try electorate.add(accounts[neuron.id], Power(try neuron.row.amount("voting_power")))
    }
    var lists: [DelegationScope: [AccountKey]] = [:]
    for member in try neuron.row.members("follows") {
      let list = try (member.value.array ?? []).map { try accounts[VectorRow.amount($0, member.key)] }
      if !list.isEmpty { lists[following.scope(member.key)] = list }
    }
    let followed = following.rules.topics.effective(for: following.subject) { lists[$0] }
    followees[try accounts[neuron.id]] = followed
  }
  guard case .followMajority(let mode) = following.rules.mode, let sides = mode.positions(in: ["yes", "no"])
  else { throw RowFault(description: "the rules are of another mode") }
  var running = RunningCount(
    electorate, followees: followees, sides: sides, method: SingleChoice(), options: 2)
  var ballots: [StandingBallot] = []
  for (position, vote) in try vector.inputs.list("direct_votes").enumerated() {
    guard let pair = vote.array, pair.count == 2, let side = ["yes", "no"].firstIndex(of: pair[1].string)
    else {
      throw RowFault(description: "a direct vote is not a pair")
    }
    let ballot = StandingBallot(
      voter: try accounts[VectorRow.amount(pair[0], "a voter")], choice: Choice(positions: [side]))
    ballots.append(ballot)
    try running.receive(
      ballot.choice, from: ballot.voter, at: instant(UInt64(position)), index: UInt64(position))
  }
  let counting = FollowingCount(electorate, followees: followees, sides: sides)
  let count = try counting.count(ballots, method: SingleChoice(), options: 2)
  let byOption = try (0..<2).map { option in
    try neurons.map(\.id).filter { id in
      let account = try accounts[id]
      return count.contributions.contains { $0.voter == account && $0.choice.positions == [option] }
    }
  }
  guard running.tally.options == count.tally.options, count.isConserved else {
    throw RowFault(description: "the running count differs from the count")
  }
  return FollowedRow(count: count, history: running.history, yes: byOption[0], no: byOption[1])
}

/// - Parameter isDecided: Whether a row may say what the preset makes of the votes.
private func runFollowing(
  _ vector: RuleVector, _ following: NeuronFollowing, isDecided: Bool = false
) throws -> [String] {
  let found = try followed(vector, following)
  try vector.expect.requireKnown(
    Set(["no", "tally", "yes"] + (isDecided ? ["reject_cost_charged", "status"] : [])))
  var differences = try differences(of: found, from: vector)
  if vector.expect.has("tally") {
    differences += try tallyDifferences(of: found.count.tally, from: try vector.expect.row("tally"))
  }
  return try differences + (isDecided ? decisionDifferences(of: found, from: vector) : [])
}

/// What the preset decides by the votes, each judged when it came.
private func decisionDifferences(of found: FollowedRow, from vector: RuleVector) throws -> [String] {
  let foreign = try nns(vector.params)
  let rules = try motion(foreign)
  let house = try rules.houses.first.orThrow("nobody votes").name
  let facts = CountFacts(tallies: [house: found.count.tally], histories: [house: found.history])
  let decision = decide(
    rules, submitted: instant(0), milestones: Milestones(), facts: facts,
    at: found.history.entries.last?.at ?? instant(0))
  let word = try foreign.charter().terms.word(for: decision)
  return try (vector.expect.has("status") ? differing("the status", word, vector.expect.text("status")) : [])
    + vector.expect.compared("reject_cost_charged", decision.deposit == .burned)
}

private func differences(of found: FollowedRow, from vector: RuleVector) throws -> [String] {
  try [("yes", found.yes), ("no", found.no)].filter { vector.expect.has($0.0) }.compactMap { key, ids in
    let expected = try vector.expect.list(key).map { try VectorRow.amount($0, key) }.sorted()
    return expected == ids.map { UInt128($0) } ? nil : "\(key) are \(ids)"
  }
}

private func tallyDifferences(of tally: Tally, from expected: VectorRow) throws -> [String] {
  let found = [("yes", tally.options[0].power), ("no", tally.options[1].power), ("total", tally.electorate)]
  return try found.flatMap { key, power in try expected.compared(key, power.units) }
}

/// Accounts in place of neuron numbers, in their order.
private struct NeuronAccounts {
  subscript(number: UInt64) -> AccountKey {
    get throws { try self[UInt128(number)] }
  }

  subscript(number: UInt128) -> AccountKey {
    get throws {
      var bytes = [UInt8](repeating: 0xaa, count: 4)
      bytes.append(bigEndian: UInt64(truncatingIfNeeded: number >> 64))
      bytes.append(bigEndian: UInt64(truncatingIfNeeded: number))
      return try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow("no account")
    }
  }
}

/// Ballots with their power and what they say, if anything.
private func runTally(_ vector: RuleVector) throws -> [String] {
  let accounts = NeuronAccounts()
  var electorate = ElectoratePowers()
  var ballots: [StandingBallot] = []
  for (number, ballot) in try vector.inputs.list("ballots").enumerated() {
    guard let pair = ballot.array, pair.count == 2 else {
      throw RowFault(description: "a ballot is not a pair")
    }
    let account = try accounts[UInt64(number)]
    try electorate.add(account, Power(try VectorRow.amount(pair[0], "a power")))
    if pair[1] == .null { continue }
    guard let side = ["yes", "no"].firstIndex(of: pair[1].string) else {
      throw RowFault(description: "a ballot says neither yes nor no")
    }
    ballots.append(StandingBallot(voter: account, choice: Choice(positions: [side])))
  }
  let counting = FollowingCount(electorate, followees: [:], sides: FollowedOptions(yes: 0, no: 1))
  let count = try counting.count(ballots, method: SingleChoice(), options: 2)
  return try tallyDifferences(of: count.tally, from: vector.expect)
}
