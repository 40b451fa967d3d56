import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import Testing
import Voting

/// Lines whose ballots do less than they say because of what their voters have, or of what the others did.
@Suite struct RecountPowerTests {
  private static func count(
    _ lines: [String], _ preset: String, track: String? = nil, header: String = "voter,choice,power",
    leader: Recount.Leader = .ofCharter
  ) throws -> Recount {
    let text = ([header] + lines).joined(separator: "\n") + "\n"
    return try Recount(
      try VoteListFile.parse(Array(text.utf8)), under: RecountTests.charter(preset), track: track,
      leader: leader)
  }

  // MARK: Ballots in parts

  struct Parts: Sendable {
    let id: String
    let lines: [String]
    /// Against, For and Abstain.
    let sums: [UInt128]
    var parts = 0
    var overdrawn: UInt128 = 0
    var rejected: [Int] = []
  }

  static let parts: [Parts] = [
    .init(id: "two parts", lines: ["a,For: 3,10", "a,Against: 7,10"], sums: [7, 3, 0], parts: 1),
    .init(id: "the rest", lines: ["a,For: 3,10", "a,Against,10"], sums: [7, 3, 0], parts: 1),
    .init(
      id: "one option twice", lines: ["a,For: 3,10", "a,For: 4,10", "b,Against,1"], sums: [1, 7, 0], parts: 1),
    .init(
      id: "more than is left", lines: ["a,For: 3,10", "a,Against: 8,10", "a,Abstain: 7,10"], sums: [0, 3, 7],
      parts: 1, rejected: [3]),
    .init(id: "nothing left", lines: ["a,For,10", "a,Against: 1,10"], sums: [0, 10, 0], rejected: [3]),
    .init(
      id: "more than there is", lines: ["a,For,4", "d,For: 20,10", "e,,50"], sums: [0, 4, 0], overdrawn: 10,
      rejected: [3]),
    .init(
      id: "too much, and then something", lines: ["d,For: 20,10", "d,Against: 6,10"], sums: [6, 0, 0],
      rejected: [2]),
    .init(
      id: "too much twice", lines: ["a,For,4", "d,For: 20,10", "d,Against: 11,10"], sums: [0, 4, 0],
      overdrawn: 10, rejected: [3, 4]),
  ]

  @Test(arguments: parts) func `a voter spends power in parts until nothing is left`(_ row: Parts) throws {
    let recount = try Self.count(row.lines, "openzeppelin", track: "fractional")
    let count = try #require(recount.facts.counts["holders"])
    #expect(count.tally.options.map(\.power.units) == row.sums, "\(row.id)")
    #expect(count.overdrawn == Power(row.overdrawn) && count.isConserved, "\(row.id)")
    #expect(recount.parts == row.parts && recount.rejected.map(\.row) == row.rejected, "\(row.id)")
    #expect(recount.rejected.allSatisfy { $0.cause == .overdrawn }, "\(row.id)")
    #expect(recount.uncounted == ["holders": Power(row.overdrawn)], "\(row.id)")
  }

  @Test func `lent power is spent in parts as well, and what it takes is known from all lines`() throws {
    let header = "voter,choice,power,time,delegate"
    let recount = try Self.count(
      ["a,For: 8,10,1000,", "a,Against: 7,10,2000,", "b,,5,,a"], "openzeppelin", track: "fractional",
      header: header)
    let tally = try #require(recount.facts.tallies["holders"])
    #expect(tally.options.map(\.power.units) == [7, 8, 0] && tally.cast == Power(15))
    #expect(recount.rejected.isEmpty)
  }

  @Test func `no verdict is given where every ballot asks for too much`() throws {
    let refusal = #expect(throws: RecountRefusal.self) {
      try Self.count(["a,For: 11,10", "b,,50"], "openzeppelin", track: "fractional")
    }
    #expect(refusal?.code == "recount.nothingCounted" && refusal?.message.contains("asks for 11") == true)
  }

  // MARK: Members who follow

  @Test func `a ballot after those whom its voter follows is named, and changes nothing`() throws {
    let recount = try Self.count(
      ["a,Yes,1,2026-01-01T00:00:01Z,", "b,Yes,1,2026-01-01T00:00:02Z,", "g,No,9,2026-01-01T00:00:03Z,a; b"],
      "nns", header: "voter,choice,power,time,delegate")
    #expect(recount.rejected.map(\.row) == [4] && recount.rejected.map(\.cause) == [.followed])
    #expect(recount.facts.tallies.values.first?.options.map(\.power.units) == [11, 0])
    #expect(recount.uncounted.values.allSatisfy { $0 == .zero })
  }

  // MARK: Members who did not vote

  static let absent:
    [(id: String, leader: Recount.Leader, state: ProposalState, option: String, isLed: Bool)] = [
      ("nobody is named", .unknown, .defeated, "Nay", false),
      ("one who said Aye", .named("a"), .queued, "Aye", true),
      ("one who said Nay", .named("c"), .defeated, "Nay", true),
      ("one who did not vote", .named("d"), .defeated, "Nay", false),
    ]

  @Test(arguments: absent) func `absent members count as the prime of the list voted`(
    _ row: (id: String, leader: Recount.Leader, state: ProposalState, option: String, isLed: Bool)
  ) throws {
    let recount = try Self.count(
      ["a,Aye,1", "b,Aye,1", "c,Nay,1", "d,,1"], "bittensor-senate", leader: row.leader)
    #expect(recount.decision.state == row.state, "\(row.id)")
    let absent = try #require(recount.absent, "\(row.id)")
    #expect(absent.option == row.option && absent.isLed == row.isLed && absent.power == Power(1), "\(row.id)")
  }

  @Test func `whoever is named must be on the list, and the rules must have absent members follow`() throws {
    #expect(throws: RecountRefusal.leaderUnknown("e")) {
      try Self.count(["a,Aye,1", "d,,1"], "bittensor-senate", leader: .named("e"))
    }
    #expect(throws: RecountRefusal.leaderUnused) {
      try Self.count(["a,For,1"], "compound", leader: .named("a"))
    }
  }

  // MARK: Instants

  @Test func `a list without times has no instants in what is found`() throws {
    let early = try Self.count(["a,Approve,1", "b,Approve,1", "c,Remove,1"], "sputnik")
    #expect(early.decision.decidedBy == "approved-by-council" && early.decided == nil)
    let late = try Self.count(["a,For,1"], "compound")
    #expect(late.decision.decided != nil && late.decided == nil)
    let opened = try Recount(
      try VoteListFile.parse(Array("voter,choice,power\na,For,1\n".utf8)),
      under: RecountTests.charter("compound"), opened: Timepoint("2026-01-01T00:00:00Z"))
    #expect(opened.decided == opened.decision.decided)
  }
}
