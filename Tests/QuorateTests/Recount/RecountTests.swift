import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// Plain lists counted under the rules of presets.
@Suite struct RecountTests {
  static func charter(_ preset: String) throws -> Charter {
    let nobody = try AccountKey(reading: "0x0000000000000000000000000000000000000001")
    let preset = try #require(Preset.named(preset))
    return try CharterDocument.parse(preset.expanded(name: "Recount", founders: [nobody]), anyReading: true)
  }

  static func count(
    _ csv: String, _ preset: String, track: String? = nil, electorate: UInt128? = nil,
    passingOverUnread: Bool = false
  ) throws -> Recount {
    try Recount(
      try VoteListFile.parse(Array(csv.utf8)), under: charter(preset), track: track, electorate: electorate,
      passingOverUnread: passingOverUnread)
  }

  /// A list whose lines vote as told, each with some power.
  static func list(_ votes: [(choice: String, power: Int)]) -> String {
    "voter,choice,power\n"
      + votes.enumerated().map { "v\($0.offset),\($0.element.choice),\($0.element.power)\n" }.joined()
  }

  // MARK: Verdicts

  @Test(arguments: [
    (id: "two of three approve", votes: ["Approve", "Approve", "Reject"], state: ProposalState.queued),
    (id: "two of three reject", votes: ["Approve", "Reject", "Reject"], state: .defeated),
    (id: "two of three remove", votes: ["Remove", "Remove", "Reject"], state: .canceled),
    (id: "nobody has a majority", votes: ["Approve", "Reject", "Remove"], state: .expired),
  ])
  func `what was decided early is told as it was decided, not as it lapsed later`(
    _ row: (id: String, votes: [String], state: ProposalState)
  ) throws {
    let recount = try Self.count(Self.list(row.votes.map { ($0, 1) }), "sputnik")
    #expect(recount.decision.state == row.state, "\(row.id)")
    #expect((recount.decision.decidedBy != nil) == (row.state != .expired), "\(row.id)")
  }

  @Test func `a vote decided early at a known time is told as of that time`() throws {
    let recount = try Self.count(
      """
      voter,choice,power,time
      a,Approve,1,2026-01-01T00:00:00Z
      b,Approve,1,2026-01-02T00:00:00Z
      c,Reject,1,2026-01-03T00:00:00Z
      """, "sputnik")
    #expect(recount.decision.decidedBy == "approved-by-council" && recount.decision.state == .queued)
    #expect(recount.decision.decided == Timepoint("2026-01-02T00:00:00Z"))
    #expect(recount.isDated)
  }

  @Test func `the order of lines decides nothing where the list has no times`() throws {
    // Taken one line after the other, the first two of these would have approved it before the others came.
    let votes = [("a", "Approve"), ("b", "Approve"), ("c", "Approve"), ("a", "Reject"), ("b", "Reject")]
    func state(_ votes: [(String, String)]) throws -> ProposalState {
      let lines = votes.map { "\($0.0),\($0.1),1\n" }.joined()
      let yaml = try #require(Preset.named("sputnik")).expanded(
        name: "Recount", founders: [try AccountKey(reading: "0x0000000000000000000000000000000000000001")])
      let text = String(decoding: yaml, as: UTF8.self).replacing(
        "replaceable: false", with: "replaceable: true")
      let charter = try CharterDocument.parse(Array(text.utf8), anyReading: true)
      return try Recount(try VoteListFile.parse(Array("voter,choice,power\n\(lines)".utf8)), under: charter)
        .decision.state
    }
    #expect(try state(votes) == .defeated)
  }

  // MARK: Lines that are not counted

  @Test(arguments: [
    (id: "opengov", lines: ["Aye", "Nay"]), (id: "cosmos", lines: ["Maybe", "Perhaps"]),
    (id: "ocean-dao", lines: ["First", "Second"]), (id: "sputnik", lines: ["Yes", "No"]),
    (id: "compound", lines: ["Fo", "Yes"]),
  ])
  func `no verdict is given on a list of which no ballot can be counted`(
    _ row: (id: String, lines: [String])
  ) throws {
    let list = Self.list(row.lines.map { ($0, 100) })
    let refusal = #expect(throws: RecountRefusal.self) { try Self.count(list, row.id) }
    #expect(refusal?.code == "recount.nothingCounted" && refusal?.message.contains("line 2") == true)
  }

  @Test func `a line that is refused is named with its number and reason, and the others count`() throws {
    let recount = try Self.count(
      Self.list([("For", 60), ("Perhaps", 30), ("Against", 40)]), "compound", passingOverUnread: true)
    #expect(recount.rejected.map(\.row) == [3] && recount.rejected.map(\.cause) == [.unread])
    #expect(recount.uncounted.values.map(\.units) == [30])
    let tally = try #require(recount.facts.tallies.values.first)
    #expect(tally.cast == Power(100) && tally.electorate == Power(130) && tally.ballots == 2)
  }

  @Test func `a list in which nobody voted is counted as such`() throws {
    #expect(try Self.count("voter,choice,power\na,,5\n", "compound").decision.state == .defeated)
  }

  @Test func `a second ballot is refused where ballots cannot be changed`() throws {
    let recount = try Self.count("voter,choice,power\na,For,1\na,Against,1\nb,For,1\n", "compound")
    #expect(recount.rejected.map(\.row) == [3] && recount.replacements.isEmpty)
    #expect(
      recount.rejected.map(\.cause) == [.votedAlready] && recount.uncounted.values.allSatisfy { $0 == .zero })
  }

  @Test func `ballots outside of voting are not counted`() throws {
    let recount = try Recount(
      try VoteListFile.parse(
        Array("voter,choice,power,time\na,For,1,100\nb,For,1,2000000000\nc,For,1,1000000001\n".utf8)),
      under: Self.charter("compound"), opened: Timepoint("2001-09-09T01:46:40Z"))
    #expect(recount.rejected.map(\.row) == [2, 3] && recount.facts.tallies.values.first?.cast == Power(1))
  }

  // MARK: Options

  @Test(arguments: [
    (preset: "sns", track: "normal"), (preset: "render", track: "initial"),
    (preset: "ai-safety", track: "standard"), (preset: "sputnik", track: "standard"),
  ])
  func `the track of plain resolutions is taken where none is named`(
    _ row: (preset: String, track: String)
  ) throws {
    let charter = try Self.charter(row.preset)
    let rules = try #require(charter.rules(ofTrack: row.track, topic: "general"))
    let choice = rules.options[0]
    let recount = try Recount(
      VoteList(rows: [.init(number: 1, voter: "a", choice: choice, power: 1)]), under: charter)
    #expect(recount.rules.name == row.track)
  }

  @Test func `an unknown track and an unknown house are refused`() throws {
    let list = Self.list([("For", 1)])
    #expect(throws: RecountRefusal.self) { try Self.count(list, "compound", track: "nowhere") }
    #expect(throws: RecountRefusal.houseUnknown(row: 2, house: "lords")) {
      try Self.count("voter,choice,power,house\na,For,1,lords\n", "compound")
    }
  }

  @Test func `the electorate may be larger than the list, never smaller`() throws {
    let list = Self.list([("For", 10), ("Against", 5)])
    #expect(
      try Self.count(list, "compound", electorate: 100).facts.tallies.values.first?.electorate == Power(100))
    #expect(throws: RecountRefusal.electorateTooSmall) { try Self.count(list, "compound", electorate: 14) }
  }

  @Test func `power lent along a chain counts with the delegate's ballot`() throws {
    let recount = try Self.count(
      "voter,choice,power,delegate\na,For,1,\nb,,10,a\nc,Against,3,a\n", "compound")
    let tally = try #require(recount.facts.tallies.values.first)
    #expect(tally.options.map(\.power) == [Power(3), Power(11), .zero])
  }

  // MARK: Delegation

  static let lending: [(id: String, preset: String, lines: [String], sums: [UInt128])] = [
    (
      "parts", "house-of-stake",
      ["a,Against,1000000000000000000000000,b 25 %; c 50%", "b,For,0,", "c,Abstain,0,"],
      [250_000_000_000_000_000_000_000, 250_000_000_000_000_000_000_000, 500_000_000_000_000_000_000_000]
    ),
    (
      "following", "nns", ["a,,400,b; c; d", "b,Yes,300,", "c,Yes,200,", "d,No,100,", "e,,50,d"], [900, 150]
    ),
    ("half of them", "nns", ["a,,400,b; c", "b,No,300,", "c,,200,"], [0, 700]),
    ("validators", "cosmos", ["a,,600,v", "b,No,300,v", "v,Yes,100,", "c,,50,"], [700, 0, 300, 0]),
  ]

  @Test(arguments: lending) func `every mode of delegation is read from a list`(
    _ row: (id: String, preset: String, lines: [String], sums: [UInt128])
  ) throws {
    let list = "voter,choice,power,delegate\n" + row.lines.map { $0 + "\n" }.joined()
    let recount = try Self.count(list, row.preset)
    let tally = try #require(recount.facts.tallies.values.first)
    #expect(tally.options.map(\.power.units) == row.sums, "\(row.id)")
    #expect(recount.facts.isConsistent, "\(row.id)")
  }

  @Test func `whoever has been followed into a vote does not vote again`() throws {
    let recount = try Self.count(
      """
      voter,choice,power,time,delegate
      a,No,400,2026-01-01T00:00:02Z,b
      b,Yes,300,2026-01-01T00:00:01Z,
      c,No,200,2026-01-01T00:00:03Z,
      """, "nns")
    #expect(recount.facts.tallies.values.first?.options.map(\.power.units) == [700, 200])
    #expect(recount.decision.decidedBy == "adopted")
    #expect(recount.decision.decided == Timepoint("2026-01-01T00:00:01Z"))
  }

  static let faults: [(id: String, preset: String, delegate: String, code: String)] = [
    ("two at once", "compound", "b; c", "recount.delegation"),
    ("a part", "compound", "b 50 %", "recount.delegation"),
    ("too much", "house-of-stake", "b 60 %; c 50 %", "recount.delegation"),
    ("twice", "house-of-stake", "b 10 %; b 20 %", "recount.delegation"),
    ("oneself", "house-of-stake", "a 10 %", "recount.delegation"),
    ("no number", "house-of-stake", "b x%", "recount.delegation"),
    ("no name", "house-of-stake", "25 %", "recount.delegation"),
    ("a part of a follower", "nns", "b 50 %", "recount.delegation"),
    ("two validators", "cosmos", "b; c", "recount.delegation"),
    ("none", "ve-ocean", "b", "recount.delegationMode"),
  ]

  @Test(arguments: faults) func `a line that lends power otherwise is refused`(
    _ row: (id: String, preset: String, delegate: String, code: String)
  ) throws {
    let list = "voter,choice,power,delegate\na,,10,\(row.delegate)\n"
    let refusal = #expect(throws: RecountRefusal.self, "\(row.id)") { try Self.count(list, row.preset) }
    #expect(refusal?.code == row.code, "\(row.id)")
  }

  @Test func `each house counts its own lines`() throws {
    let recount = try Self.count(
      "voter,choice,power,house\na,Yes,10,community\nb,No,1,council\nc,No,1,council\n", "realms",
      track: "community")
    #expect(recount.facts.tallies["community"]?.cast == Power(10))
    #expect(recount.decision.decidedBy == "veto" && recount.decision.state == .canceled)
  }
}
