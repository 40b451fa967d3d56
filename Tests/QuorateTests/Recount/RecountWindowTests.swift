import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import Signing
import Testing
import Voting

/// Which lines of a list are in time, and what becomes of the others.
@Suite struct RecountWindowTests {
  private static func cast(_ recount: Recount) -> Power? { recount.facts.tallies.values.first?.cast }

  @Test(arguments: [
    (at: "2026-12-06T11:59:59.999Z", isCounted: true), (at: "2026-12-06T12:00:00Z", isCounted: false),
  ])
  func `the closing instant is outside where the track says so`(
    _ row: (at: String, isCounted: Bool)
  ) throws {
    let recount = try RecountTests.count(
      "voter,choice,power,time\nada,For,60,2026-12-01T12:00Z\nbea,Against,100,\(row.at)\n", "token-majority")
    #expect(recount.rejected.map(\.row) == (row.isCounted ? [] : [3]))
    #expect((recount.decision.outcome == .passed) != row.isCounted)
  }

  @Test(arguments: ["late-quorum", "super-quorum"])
  func `the first dated ballot is in time where the opening instant is outside`(_ track: String) throws {
    let recount = try RecountTests.count(
      "voter,choice,power,time\nada,For,60,2026-12-01T12:00Z\n", "openzeppelin", track: track)
    #expect(recount.rejected.isEmpty && recount.decision.tallies.values.first?.cast == Power(60))
    #expect(recount.decision.outcome == .passed)
  }

  @Test func `a ballot at an opening instant that is outside is not counted where that is known`() throws {
    let list = try VoteListFile.parse(
      Array("voter,choice,power,time\na,For,60,2026-12-01T12:00Z\nb,For,1,2026-12-01T12:00:00.001Z\n".utf8))
    let recount = try Recount(
      list, under: RecountTests.charter("openzeppelin"), track: "late-quorum",
      opened: Timepoint("2026-12-01T12:00Z"))
    #expect(recount.rejected.map(\.row) == [2] && Self.cast(recount) == Power(1))
  }

  @Test func `what came after the close that ballots could have moved is named and not in the sums`() throws {
    let recount = try RecountTests.count(
      "voter,choice,power,time\nada,For,60,2026-12-01T12:00Z\nbea,Against,1000,2028-12-01T12:00Z\n",
      "snapshot-x", track: "simple")
    #expect(recount.decision.outcome == .passed && recount.rejected.map(\.row) == [3])
    #expect(Self.cast(recount) == Power(60))
  }

  @Test(arguments: [
    [("06T10:00", 50)], [("06T01:00", 30), ("06T05:00", 20)],
  ]) func `a ballot after the close that ends a confirmation is counted, and defeats what had passed`(
    _ against: [(at: String, power: Int)]
  ) throws {
    var lines = ["voter,choice,power,time", "v,For,50,2026-12-05T14:00Z"]
    for (number, ballot) in against.enumerated() {
      lines.append("w\(number),Against,\(ballot.power),2026-12-\(ballot.at)Z")
    }
    let nobody = try AccountKey(reading: "0x0000000000000000000000000000000000000001")
    let preset = String(
      decoding: try #require(Preset.named("token-majority")).expanded(name: "Recount", founders: [nobody]),
      as: UTF8.self)
    let yaml = preset.replacing(
      "    tests:\n", with: "    confirmation: {for: 1d}\n    tests:\n", maxReplacements: 1)
    let recount = try Recount(
      try VoteListFile.parse(Array((lines.joined(separator: "\n") + "\n").utf8)),
      under: try CharterDocument.parse(Array(yaml.utf8), anyReading: true),
      electorate: 100, opened: Timepoint("2026-12-01T00:00Z"))
    #expect(recount.rejected.isEmpty && recount.decision.outcome == .defeated)
    #expect(Self.cast(recount) == Power(100))
  }

  @Test func `what passed is told as passed where it would have lapsed at once`() throws {
    let recount = try RecountTests.count(
      "voter,choice,power\na,Approve,2\ns,,25\n", "aragon", track: "staged")
    #expect(recount.decision.decidedBy == "advance" && recount.decision.state == .succeeded)
  }

  @Test func `nobody takes the power of those who are not on the list by a name`() throws {
    let recount = try RecountTests.count(
      "voter,choice,power\neverybody else,For,1\nb,Against,3\n", "compound", electorate: 100)
    let tally = try #require(recount.facts.tallies.values.first)
    #expect(tally.options.map(\.power) == [Power(3), Power(1), .zero] && tally.electorate == Power(100))
  }

  @Test func `a list without a column of choices is refused`() throws {
    let refusal = #expect(throws: VoteListRefusal.self) {
      try VoteListFile.parse(Array("voter,power\na,1\n".utf8))
    }
    #expect(refusal?.message.contains("choice") == true)
  }
}
