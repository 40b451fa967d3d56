import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// An amendment passes by the charter in force and by the one it adopts, or not at all.
@Suite struct SuccessionTests {
  /// One change of the charter's track for amendments, and a vote on it.
  struct Change: Sendable, CustomTestStringConvertible {
    let id: String
    /// What the charter in force says in the place of the sample's.
    let inForce: [(from: String, to: String)]
    let edits: [(from: String, to: String)]
    /// What members choose, in their order; an empty text for no ballot.
    let ballots: [String]
    let passes: Bool

    var testDescription: String { id }

    init(
      _ id: String, inForce: [(from: String, to: String)] = [], _ from: String, _ to: String,
      _ ballots: [String], passes: Bool
    ) {
      self.id = id
      self.inForce = inForce
      edits = [(from, to)]
      self.ballots = ballots
      self.passes = passes
    }
  }

  /// Members hold 400, 300, 200, 60 and 40. In force: a quorum of 10 % of all, and two thirds of For and Against.
  static let holdings: [UInt128] = [400, 300, 200, 60, 40]
  private static let quorum = "count: [For, Against, Abstain], of: electorate, at_least: 10%"
  private static let approval = "count: [For], of: [For, Against], at_least: 2/3"
  private static let smallest = ["", "", "", "For", ""]
  private static let majority = ["For", "Against", "", "", ""]
  private static let large = ["For", "For", "Against", "", ""]
  private static let tie = ["For", "Against", "Against", "For", "For"]
  private static let half = [(from: "at_least: 2/3", to: "at_least: 1/2")]
  private static let more = [(from: "at_least: 2/3", to: "more_than: 1/2")]
  private static let share = "test: share, name: quorum, house: holders, " + quorum
  private static let amount =
    "test: floor, name: quorum, house: holders, count: [For, Against, Abstain], at_least: "

  static let changes: [Change] = [
    // Lowering a bar takes the bar that is lowered.
    Change("quorum lowered", "at_least: 10%", "at_least: 1%", smallest, passes: false),
    Change("quorum of an amount", share, amount + "\"1\"", smallest, passes: false),
    Change(
      "quorum of those in favour", quorum, "of: electorate, count: [For], at_least: 1%", smallest,
      passes: false),
    Change("share lowered", "at_least: 2/3", "at_least: 1/2", majority, passes: false),
    Change("share far lower", "at_least: 2/3", "at_least: 40%", majority, passes: false),
    Change("share no longer strict", inForce: more, "at_least: 2/3", "at_least: 1/2", tie, passes: false),
    Change(
      "no opposition counted", approval, "count: [For], of: electorate, at_least: 1%", majority, passes: false
    ),
    Change(
      "approval dropped",
      "      - {test: share, name: approval, house: holders, \(approval)}\n", "", majority, passes: false),
    // Raising it takes the bar that is raised.
    Change("quorum raised", "at_least: 10%", "at_least: 95%", large, passes: false),
    Change("amount raised", share, amount + "\"901\"", large, passes: false),
    Change("amount raised and met", share, amount + "\"900\"", large, passes: true),
    Change("share now strict", inForce: half, "at_least: 2/3", "more_than: 1/2", tie, passes: false),
    Change("share as it is", inForce: half, "at_least: 4%", "at_least: 5%", tie, passes: true),
    Change("quorum raised and met", "at_least: 10%", "at_least: 90%", large, passes: true),
    Change("share raised", "at_least: 2/3", "at_least: 4/5", large, passes: false),
    Change("share raised and met", "at_least: 2/3", "at_least: 3/4", large, passes: true),
    Change(
      "abstention no longer a part", quorum, "count: [For], of: electorate, at_least: 75%", large,
      passes: false),
    Change("of everybody", approval, "count: [For], of: electorate, at_least: 3/4", large, passes: false),
    Change(
      "a further test", approval + "}",
      approval + "}\n      - {test: floor, name: many, house: holders, count: [For], at_least: \"701\"}",
      large,
      passes: false),
    Change(
      "a further test that is met", approval + "}",
      approval + "}\n      - {test: floor, name: many, house: holders, count: [For], at_least: \"700\"}",
      large,
      passes: true),
    Change(
      "a bar both lowered and raised", quorum, "count: [For], of: electorate, at_least: 5%", smallest,
      passes: false),
    // What is no bar changes no outcome.
    Change("nothing about amendments", "at_least: 4%", "at_least: 99%", large, passes: true),
    Change("nothing about amendments, and too few", "at_least: 4%", "at_least: 1%", smallest, passes: false),
  ]

  @Test(arguments: changes)
  func `attack 55: no charter is judged by its own terms alone`(_ change: Change) async throws {
    let dao = try await memoryDAO(holdings: Self.holdings, edits: change.inForce)
    let edits = change.edits.map { edit in
      // In a charter with other edits the place is what stands there now.
      (from: change.inForce.reduce(edit.from) { $0.replacing($1.from, with: $1.to) }, to: edit.to)
    }
    let proposal = try await dao.propose(content: dao.amendment("Amend", edits: edits))
    dao.clock.advance(.minutes(2))
    for (member, choice) in change.ballots.enumerated() where !choice.isEmpty {
      try await dao.vote(choice, on: proposal, by: member)
    }
    dao.clock.advance(.minutes(7))
    #expect(try dao.state(proposal) == (change.passes ? .succeeded : .defeated))
    let refused = try dao.act(.queue, on: proposal)
    guard !change.passes else { return try await dao.take(refused, by: 0) }
    try await expectRefusal("act.wrongState", of: refused, by: 0, in: dao)
  }

  @Test(
    arguments: [
      ("delay", "delay: 2m", "delay: 0s", 2, 9, 4), ("delay", "delay: 2m", "delay: 5m", 5, 12, 4),
      ("period", "period: 7m", "period: 1m", 2, 9, 4), ("period", "period: 7m", "period: 20m", 2, 22, 4),
      ("timelock", "timelock: 4m", "timelock: 0s", 2, 9, 4),
      ("timelock", "timelock: 4m", "timelock: 30m", 2, 9, 30),
    ] as [(String, String, String, UInt64, UInt64, UInt64)])
  func `attack 55: of every wait the longer one counts`(
    _ name: String, from: String, to: String, opens: UInt64, closes: UInt64, timelock: UInt64
  ) async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.propose(content: dao.amendment("Amend", edits: [(from, to)]))
    let start = dao.clock.now()
    dao.clock.set(start + .minutes(opens) - Span(milliseconds: 1))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
    dao.clock.set(start + .minutes(opens))
    try await dao.vote(on: proposal, by: 0)
    dao.clock.set(start + .minutes(closes) - Span(milliseconds: 1))
    try await dao.vote(on: proposal, by: 1)
    dao.clock.set(start + .minutes(closes))
    try await expectRefusal("ballot.closed", of: dao.ballot(on: proposal, by: 2), by: 2, in: dao)
    try await dao.take(dao.act(.queue, on: proposal), by: 0)
    dao.clock.advance(Span(milliseconds: timelock * 60_000 - 1))
    try await expectRefusal("timelock.running", of: dao.act(.execute, on: proposal), by: 0, in: dao)
    dao.clock.advance(Span(milliseconds: 1))
    try await dao.take(dao.act(.execute, on: proposal), by: 0)
    #expect(try dao.state(proposal) == .executed)
  }

  /// The sample gives amendments that tighten the ordinary track.
  private static let easier = (
    from: "  charter.amend: {track: constitutional, topic: charter}\n",
    to: "  charter.amend: {track: constitutional, topic: charter}\n"
      + "  charter.amend/tightening: {track: standard, topic: charter}\n"
  )

  @Test(
    arguments: [
      ("lowered quorum", "at_least: 10%", "at_least: 1%"), ("shorter wait", "timelock: 4m", "timelock: 1m"),
      ("no veto", "    veto_by: council\n", ""),
      (
        "its own easy track", "  charter.amend/tightening: {track: standard, topic: charter}\n",
        "  charter.amend/tightening: {track: standard, topic: charter}\n"
          + "  charter.amend/loosening: {track: standard, topic: charter}\n"
      ),
    ] as [(id: String, from: String, to: String)])
  func `trust 20: what loosens does not take the track of what tightens by saying so`(
    _ row: (id: String, from: String, to: String)
  ) async throws {
    let dao = try await memoryDAO(edits: [Self.easier])
    let stated = try dao.amendment("Amend", edits: [(row.from, row.to)], change: .tightening)
    try await expectRefusal("amendment.change", of: dao.submission(stated, by: 0), by: 0, in: dao)
    let silent = try await dao.propose(content: dao.amendment("Amend", edits: [(row.from, row.to)]))
    #expect(try dao.record(silent).rules.name == "constitutional")
  }

  @Test func `trust 20: what tightens takes the track the charter has for that`() async throws {
    let dao = try await memoryDAO(edits: [Self.easier])
    let edits = [(from: "model.deploy: {track: standard", to: "model.deploy: {track: constitutional")]
    let proposal = try await dao.propose(content: dao.amendment("Amend", edits: edits, change: .tightening))
    #expect(try dao.record(proposal).rules.name == "standard")
    let other = try dao.amendment("Again", edits: edits, change: .loosening)
    try await expectRefusal("amendment.change", of: dao.submission(other, by: 0), by: 0, in: dao)
  }

  @Test func `attack 55: a veto that is to be abolished can stop its abolition`() async throws {
    let dao = try await memoryDAO()
    let text = try SampleCharter.yaml(name: "Helios Labs", founders: dao.genesis.founders)
    let content = try dao.amendment("Free us", edits: [("    veto_by: council\n", "")])
    #expect(text.contains("    veto_by: council\n"))
    let proposal = try await dao.queued(content: content)
    try await dao.take(dao.act(.veto, on: proposal), by: 0)
    #expect(try dao.state(proposal) == .canceled)
  }

  @Test func `what is judged is frozen and signed by every ballot`() async throws {
    let dao = try await memoryDAO()
    let plain = try await dao.propose(
      content: dao.amendment("Other", edits: [("at_least: 4%", "at_least: 5%")]))
    let raised = try await dao.propose(
      content: dao.amendment("Raise", edits: [("at_least: 10%", "at_least: 20%")]))
    let records = try [plain, raised].map { id in try dao.record(id) }
    #expect(records[0].rules.course.successor == nil, "it asks the same of amendments")
    #expect(records[1].rulesHash != records[0].rulesHash)
    let successor = try #require(records[1].rules.course.successor)
    #expect(successor.tests.map(\.name) == ["quorum (new charter)"])
    let again = try ProposalRecord(bytes: records[1].bytes)
    #expect(again.rules.json == records[1].rules.json && again.rulesHash == records[1].rulesHash)
    dao.clock.advance(.minutes(2))
    let ballot = try dao.ballot(on: raised, by: 0).with("rules_hash", .digest(records[0].rulesHash))
    try await expectRefusal("ballot.rulesMismatch", of: ballot, by: 0, in: dao)
  }

  @Test func `a house that is to vote on amendments is there before it votes, and then votes at once`()
    async throws
  {
    let dao = try await memoryDAO()
    let house =
      "  experts:\n    electorate: members\n    power: {source: heads}\n    read: snapshot-at-submission\n"
    let second =
      "      - {test: share, name: experts, house: experts, count: [For], of: [For, Against], more_than: 1/2}"
    let votes =
      ("houses: [holders]\n    ballot: {method: single-choice, options: [For, Against, Abstain], "
        + "replaceable: true}\n    propose_with: \"1\"\n    delay: 2m")
    let adds = (from: "\nhouses:\n", to: "\nhouses:\n" + house)
    let both = [
      adds, (from: votes, to: votes.replacing("[holders]", with: "[holders, experts]")),
      (from: "at_least: 2/3}", to: "at_least: 2/3}\n" + second),
    ]
    try await expectRefusal(
      "amendment.houseMissing", of: dao.submission(dao.amendment("At once", edits: both), by: 0), by: 0,
      in: dao)
    let first = try await dao.queued(content: dao.amendment("First", edits: [adds]))
    dao.clock.advance(.minutes(4))
    try await dao.take(dao.act(.execute, on: first), by: 0)
    let proposal = try await dao.propose(content: dao.amendment("Then", edits: both))
    #expect(try dao.record(proposal).rules.houses.map(\.name) == ["holders", "experts"])
    dao.clock.advance(.minutes(2))
    for member in dao.keys.indices { try await dao.vote(on: proposal, by: member) }
    for (member, choice) in ["For", "Against", "Against", "Abstain"].enumerated() {
      try await dao.submit(dao.ballot(choice, in: "experts", on: proposal, by: member), by: member)
    }
    dao.clock.advance(.minutes(7))
    #expect(try dao.state(proposal) == .defeated, "every holder is for it, and the experts are not")
  }
}

extension MemoryDAO {
  /// A proposal on record.
  func record(_ proposal: Digest) throws -> ProposalRecord {
    try chamber.read { try $0.proposal(proposal).orThrow("no such proposal") }
  }
}
