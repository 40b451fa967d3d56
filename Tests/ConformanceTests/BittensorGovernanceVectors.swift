import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// Bittensor's senate and referenda.
let bittensorGovernanceKinds: [String: RuleRunner] = [
  "tao_collective": SenateVectors.collective,
  "tao_pass_or_fail": ReferendumVectors.passOrFail,
  "tao_adjustable": ReferendumVectors.adjustable,
  "tao_integrity": ReferendumVectors.integrity,
]

/// Motions of a collective, closed when their time is over.
private enum SenateVectors {
  @Sendable static func collective(_ vector: RuleVector) throws -> [String] {
    let seats = try Heads(try vector.inputs.number("seats"))
    let ayes = Int(clamping: try vector.inputs.number("ayes"))
    let nays = Int(clamping: try vector.inputs.number("nays"))
    guard ayes <= seats.accounts.count, nays <= seats.accounts.count - ayes else {
      throw RowFault(description: "more votes than seats")
    }
    let voters = seats.accounts.prefix(ayes + nays).enumerated().map { place, account in
      (account, place < ayes ? "Aye" : "Nay")
    }
    var foreign = try ForeignCharter("bittensor-senate")
    if vector.inputs.has("prime_voted_aye") {
      // The prime is one who said aye, or else one who said nay or stayed away.
      let saidAye = try vector.inputs.flag("prime_voted_aye")
      let prime = try (saidAye ? seats.accounts.prefix(ayes).last : seats.accounts.dropFirst(ayes).first)
        .orThrow("the prime has no seat")
      try foreign.set("roles.prime.members", .array([.string(prime.display)]))
    } else {
      try foreign.set("tracks.motion.absentees.as", nil)
    }
    let rules = try foreign.rules(track: "motion")
    let count = try seats.count(voters, of: rules)
    let opened = instant(0)
    let decision = decide(
      rules, submitted: opened, milestones: Milestones(), facts: CountFacts(counts: ["senate": count]),
      at: rules.schedule(submitted: opened).closes)
    let tally = try decision.tallies["senate"].orThrow("the senate was not counted")
    func power(_ option: String) -> UInt128? {
      rules.options.firstIndex(of: option).map { tally.options[$0].power.units }
    }
    let isApproved = try foreign.charter().terms.word(for: decision) == "approved"
    let threshold = decision.tests.first { $0.name == "ayes" }?.required.units
    let expect = vector.expect
    try expect.requireKnown(["approved", "no", "threshold", "yes"])
    return try expect.compared("yes", power("Aye")) + expect.compared("no", power("Nay"))
      + expect.compared("approved", isApproved) + expect.compared("threshold", threshold)
  }
}

/// Referenda whose clock counts blocks: one block is one millisecond here.
private enum ReferendumVectors {
  @Sendable static func passOrFail(_ vector: RuleVector) throws -> [String] {
    var foreign = try blocks("triumvirate")
    // What is approved is carried out, and opens no review.
    try foreign.set("tracks.triumvirate.then", nil)
    try foreign.set("tracks.triumvirate.period", length(try vector.params.number("decision_period")))
    try foreign.set("tracks.triumvirate.timelock", length(1))
    for (rule, key) in [("approve", "approve"), ("reject", "reject")] {
      let share = try vector.params.list(key)
      guard share.count == 2 else { throw RowFault(description: "\(key) is not a share") }
      let words = "\(try VectorRow.amount(share[0], key))/\(try VectorRow.amount(share[1], key))"
      let tests = try test(of: rule, in: foreign, track: "triumvirate", atLeast: words)
      try foreign.set("tracks.triumvirate.early.\(rule).when", tests)
    }
    return try run(vector, foreign, track: "triumvirate")
  }

  @Sendable static func adjustable(_ vector: RuleVector) throws -> [String] {
    var foreign = try blocks("review")
    let initial = length(try vector.params.number("initial_delay"))
    try foreign.set("tracks.review.period", initial)
    try foreign.set("tracks.review.interpolated_delay.initial", initial)
    try foreign.set("tracks.review.interpolated_delay.longest", length(try vector.params.number("max_delay")))
    try foreign.set("tracks.review.interpolated_delay.curve", to: try vector.params.text("curve"))
    try foreign.set("tracks.review.early.fast-track.timelock", length(1))
    for (rule, key, member) in [
      ("fast-track", "fast_track_pct", "fast_track"), ("cancel", "cancel_pct", "cancel"),
    ] {
      let share = "\(try vector.params.amount(key))%"
      try foreign.set("tracks.review.interpolated_delay.\(member)", to: share)
      let tests = try test(of: rule, in: foreign, track: "review", atLeast: share)
      try foreign.set("tracks.review.early.\(rule).when", tests)
    }
    return try run(vector, foreign, track: "review")
  }

  /// A charter is one exactly if no count can be decided either way.
  @Sendable static func integrity(_ vector: RuleVector) throws -> [String] {
    var foreign = try ForeignCharter("bittensor-referenda")
    for (rule, key) in [("approve", "approve_pct"), ("reject", "reject_pct")] {
      let tests = try test(
        of: rule, in: foreign, track: "triumvirate", atLeast: "\(try vector.inputs.amount(key))%")
      try foreign.set("tracks.triumvirate.early.\(rule).when", tests)
    }
    let isValid = (try? foreign.charter()) != nil
    return isValid == (try vector.expect.flag("valid")) ? [] : ["valid is \(isValid)"]
  }

  /// The preset with a lag of one block.
  private static func blocks(_ track: String) throws -> ForeignCharter {
    var foreign = try ForeignCharter("bittensor-referenda")
    try foreign.set("tracks.\(track).judged_after", length(1))
    return foreign
  }

  /// The tests of an early rule with another share.
  private static func test(
    of rule: String, in foreign: ForeignCharter, track: String, atLeast share: String
  ) throws -> JSONValue {
    var copy = foreign
    try copy.set("tracks.\(track).early.\(rule).when.0.at_least", to: share)
    return try copy.get("tracks.\(track).early.\(rule).when")
  }

  private static func run(_ vector: RuleVector, _ foreign: ForeignCharter, track: String) throws -> [String] {
    let rules = try foreign.rules(track: track)
    let votes = try vector.inputs.list("votes").map { try Vote($0) }
    let list = try Heads(try vector.params.number("voters"), named: votes.map(\.voter))
    let opened = instant(1000)
    let facts = try list.facts(votes, of: rules, from: opened)
    func decision(at block: UInt64) -> Decision {
      decide(
        rules, submitted: opened, milestones: Milestones(), facts: facts,
        at: opened + Span(milliseconds: block))
    }
    let terms = try foreign.charter().terms
    var differences: [String] = []
    for pair in vector.expect.has("status_at_block") ? try vector.expect.list("status_at_block") : [] {
      guard let pair = pair.array, pair.count == 2, let word = pair[1].string else {
        throw RowFault(description: "status_at_block is no list of pairs")
      }
      let block = try VectorRow.amount(pair[0], "block")
      let found = terms.word(for: decision(at: UInt64(clamping: block)))
      if found != word { differences.append("at \(block) it is \(found), not \(word)") }
    }
    if vector.expect.has("delay") {
      // Once the last vote has been judged.
      let last = instant(votes.map(\.block).max() ?? 0) + rules.course.lag
      let schedule = decision(at: last.milliseconds).schedule
      let delay = schedule.closes.since(schedule.opens).milliseconds
      if delay != (try vector.expect.number("delay")) { differences.append("the delay is \(delay)") }
    }
    return differences
  }

  /// One vote: the block, who, and whether it is an aye; `null` takes a vote back.
  struct Vote {
    let block: UInt64
    let voter: String
    let isAye: Bool?

    init(_ value: JSONValue) throws {
      guard let parts = value.array, parts.count == 3, let voter = parts[1].string else {
        throw RowFault(description: "a vote is a block, a voter and an answer")
      }
      block = UInt64(clamping: try VectorRow.amount(parts[0], "the block of a vote"))
      self.voter = voter
      isAye = parts[2].bool
    }
  }
}

/// Members who vote by head.
private struct Heads {
  let accounts: [AccountKey]
  private let names: [String: AccountKey]

  /// So many members, the first of them with names.
  init(_ count: UInt64, named names: [String] = []) throws {
    let named = Set(names).sorted()
    guard count <= 100_000, named.count <= count else { throw RowFault(description: "\(count) members") }
    accounts = try (0..<count).map { number in
      var bytes = [UInt8](repeating: 0xaa, count: 12)
      bytes.append(bigEndian: number)
      return try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow("no account")
    }
    self.names = Dictionary(uniqueKeysWithValues: zip(named, accounts))
  }

  /// The count of standing ballots in the one house of some rules.
  func count(_ votes: [(voter: AccountKey, option: String)], of rules: TrackRules) throws -> Count {
    let house = try rules.houses.first.orThrow("nobody votes")
    let ballots = try votes.map {
      StandingBallot(voter: $0.voter, choice: try rules.method.choice($0.option, among: rules.options))
    }
    var counting = Counting(
      ballots: ballots, delegations: [:], depthLimit: 0, source: house.power, at: instant(0))
    for account in accounts { try counting.add(Holding(account: account, amounts: [])) }
    return try counting.finish(method: rules.method, options: rules.options.count)
  }

  /// What votes that came one after the other add up to; a member's vote takes the place of the one before it.
  func facts(
    _ votes: [ReferendumVectors.Vote], of rules: TrackRules, from opened: Timepoint
  ) throws -> CountFacts {
    var voting = try ForeignVoting(
      rules, holdings: accounts.map { Holding(account: $0, amounts: []) }, at: instant(0))
    for vote in votes {
      let account = try names[vote.voter].orThrow("\(vote.voter) is not on the list")
      let fault = try voting.receive(
        vote.isAye.map { $0 ? "Aye" : "Nay" }, from: account, at: opened + Span(milliseconds: vote.block))
      if let fault { throw RowFault(description: "the vote of \(vote.voter) is not taken: \(fault)") }
    }
    return voting.facts
  }
}
