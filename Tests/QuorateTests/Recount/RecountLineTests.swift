import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import QuorateTesting
import Testing
import Voting

/// What lines of a list that say too much, too little or something else come to.
@Suite struct RecountLineTests {
  private static func list(_ lines: [String], _ header: String = "voter,choice,power") -> String {
    "\(header)\n" + lines.map { $0 + "\n" }.joined()
  }

  private static func count(
    _ lines: [String], _ preset: String, _ header: String = "voter,choice,power",
    passingOverUnread: Bool = false
  ) throws -> Recount {
    try RecountTests.count(list(lines, header), preset, passingOverUnread: passingOverUnread)
  }

  // MARK: One voter, one power

  static let twice: [(id: String, preset: String, lines: [String], rows: [Int])] = [
    ("a second ballot that would not count", "compound", ["a,For,500", "b,Against,9", "a,For,1"], [2, 4]),
    ("a line without a ballot", "compound", ["a,For,500", "a,,1"], [2, 3]),
    ("where ballots are replaced", "token-majority", ["a,,7", "b,For,1", "a,For,8"], [2, 4]),
    (
      "one address in two spellings", "compound",
      [
        "0x52908400098527886E0F7030069857D2E4169EE7,For,3",
        "0x52908400098527886e0f7030069857d2e4169ee7,For,4",
      ],
      [2, 3]
    ),
  ]

  @Test(arguments: twice) func `two powers of one voter refuse the list, with both lines`(
    _ row: (id: String, preset: String, lines: [String], rows: [Int])
  ) throws {
    let refusal = #expect(throws: RecountRefusal.self, "\(row.id)") { try Self.count(row.lines, row.preset) }
    #expect(refusal?.code == "recount.powerDiffers", "\(row.id)")
    let words = "lines \(row.rows[0]) and \(row.rows[1])"
    #expect(refusal?.message.contains(words) == true, "\(row.id): \(refusal?.message ?? "")")
  }

  @Test func `the lines are named in the order of the file, whatever the times say`() throws {
    let refusal = #expect(throws: RecountRefusal.self) {
      try Self.count(
        ["a,For,5,2026-01-02T00:00:00Z", "a,For,6,2026-01-01T00:00:00Z"], "compound",
        "voter,choice,power,time")
    }
    #expect(refusal == .powerDiffers(voter: "a", rows: [2, 3], powers: [5, 6]))
  }

  @Test func `the same power twice is one voter, and a voter may have another power in another house`() throws
  {
    let recount = try Self.count(["a,For,5", "b,Against,4", "a,Against,5"], "compound")
    #expect(recount.facts.tallies.values.first?.electorate == Power(9))
    let houses = try RecountTests.count(
      Self.list(["a,Yes,10,community", "a,No,1,council"], "voter,choice,power,house"), "realms",
      track: "community")
    #expect(houses.facts.tallies["council"]?.cast == Power(1))
  }

  @Test func `a ballot that is replaced is named with its voter and both lines`() throws {
    let recount = try Self.count(["a,For,5", "b,For,1", "a,Against,5", "a,For,5"], "token-majority")
    #expect(recount.replacements.map { [$0.row, $0.by] } == [[2, 4], [4, 5]])
    #expect(recount.replacements.allSatisfy { $0.voter == "a" })
    #expect(recount.facts.tallies.values.first?.options.map(\.power.units) == [6, 0, 0])
  }

  @Test func `of a second ballot that does not count, the delegate does not count either`() throws {
    let header = "voter,choice,power,delegate"
    let recount = try Self.count(["a,,60,b", "b,For,5,", "b,Against,5,nobody"], "compound", header)
    #expect(recount.facts.tallies.values.first?.options.map(\.power.units) == [0, 65, 0])
    #expect(recount.rejected.map(\.row) == [4] && recount.strangers.isEmpty)
  }

  // MARK: Choices

  static let spellings: [(id: String, preset: String, words: String, option: Int)] = [
    ("lower case", "compound", "for", 1), ("upper case", "compound", "AGAINST", 0),
    ("blanks around", "compound", "  Abstain ", 2), ("blanks and case", "token-majority", " for", 0),
    ("the beginning of another option", "cosmos", "no", 2), ("two words", "cosmos", "NOWITHVETO", 3),
  ]

  @Test(arguments: spellings) func `case and blanks around a choice do not matter`(
    _ row: (id: String, preset: String, words: String, option: Int)
  ) throws {
    let recount = try Self.count(["a,\(row.words),7"], row.preset)
    let options = try #require(recount.facts.tallies.values.first).options
    #expect(options.firstIndex { $0.power == Power(7) } == row.option, "\(row.id)")
  }

  @Test func `a choice that only other stages take is not counted, and leaves no power behind`() throws {
    let lines = Self.list(["a,For,30", "b,Against,40", "c,,30"])
    let recount = try RecountTests.count(lines, "house-of-stake", track: "fast")
    #expect(recount.rejected.map(\.row) == [3] && recount.rejected.map(\.cause) == [.notTaken])
    #expect(recount.uncounted == ["holders": Power(40)])
    #expect(recount.facts.tallies["holders"]?.options.map(\.power.units) == [30, 0, 0])
    let later = try RecountTests.count(lines, "house-of-stake", track: "fast-vote")
    #expect(later.rejected.isEmpty)
  }

  @Test func `a choice that does not read refuses the list, and names line, options and the other lines`()
    throws
  {
    let lines = ["a,for,100", "b,Yes,60", "c,,50", "d,Nay,20"]
    let refusal = #expect(throws: RecountRefusal.self) { try Self.count(lines, "token-majority") }
    #expect(refusal?.code == "recount.choiceUnread")
    for words in ["line 3", "\"Yes\"", "For, Against, Abstain", "unread too: line 5"] {
      #expect(refusal?.message.contains(words) == true, "\(words): \(refusal?.message ?? "")")
    }
    let counted = try Self.count(lines, "token-majority", passingOverUnread: true)
    #expect(counted.rejected.map(\.row) == [3, 5] && counted.uncounted.values.map(\.units) == [80])
  }

  @Test func `a delegate who is not on the list is told with the line`() throws {
    let recount = try Self.count(
      ["a,For,100,", "b,,60,a", "c,,50,nobody", "d,,70,d"], "compound", "voter,choice,power,delegate")
    #expect(recount.strangers.map(\.row) == [4] && recount.strangers.map(\.delegate) == ["nobody"])
    let count = try #require(recount.facts.counts.values.first)
    #expect(count.unused == Power(50) && count.circular == Power(70))
  }

  // MARK: After the decision

  @Test(arguments: ["nns", "sns"]) func `ballots after an early decision are told apart`(preset: String)
    throws
  {
    let recount = try Self.count(
      ["a,Yes,150,2026-01-01T00:00:00Z", "b,No,60,2026-01-02T00:00:00Z", "c,,50,"], preset,
      "voter,choice,power,time")
    #expect(recount.decision.decided == Timepoint("2026-01-01T00:00:00Z"))
    let (house, count) = try #require(recount.facts.counts.first)
    #expect(count.tally.options.map(\.power.units) == [150, 60])
    let later = try #require(recount.decision.later(of: count.tally, in: house))
    #expect(later.ballots == 1 && later.power == Power(60))
    #expect(later.judged.options.map(\.power.units) == [150, 0])
    #expect(later.judged == recount.decision.tallies[house])
  }
}
