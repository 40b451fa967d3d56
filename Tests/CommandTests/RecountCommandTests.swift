import CanonicalEncoding
import Foundation
import Testing

@Suite struct RecountCommandTests {
  @Test func `a recount says what was decided, by what and how, and ends with its status`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,Approve,1\nb,Approve,1\nc,Reject,1\n", to: "votes.csv")
    let told = try script.expect(0, "quorate recount votes.csv --preset sputnik --exit-status")
    #expect(told.output.contains("QUEUED") && told.output.contains("decided early by approved-by-council"))
    #expect(told.output.contains("Signatures were not checked"))
    let data = try JSONParser.parse(
      Array(try script.expect(0, "quorate recount votes.csv --preset sputnik --json").output.utf8)
    ).object?["data"]?.object
    #expect(data?["state"] == .string("queued") && data?["signaturesChecked"] == .bool(false))
  }

  @Test func `no verdict is printed where no ballot could be counted`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,Aye,100\nb,Nay,100\n", to: "votes.csv")
    let refused = try script.expect(65, "quorate recount votes.csv --preset opengov --exit-status")
    #expect(refused.errors.contains("recount.nothingCounted") && !refused.output.contains("QUEUED"))
    #expect(
      refused.errors.contains("; the options are Aye, Nay") && refused.errors.contains("try: other rules"))
  }

  @Test(arguments: [
    (preset: "render", track: "initial", choice: "For", follows: "final"),
    (preset: "house-of-stake", track: "fast", choice: "For", follows: "fast-vote"),
    (preset: "bittensor-referenda", track: "", choice: "Aye", follows: "review"),
  ]) func `the outcome of a first stage is not told as the last word`(
    _ row: (preset: String, track: String, choice: String, follows: String)
  ) throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,\(row.choice),100\n", to: "votes.csv")
    let line =
      "quorate recount votes.csv --preset \(row.preset)" + (row.track.isEmpty ? "" : " --track \(row.track)")
    let told = try script.shell(line + " --exit-status")
    #expect(told.status == 5, "\(told.output)\(told.errors)")
    #expect(
      told.output.contains("This is the first stage alone; \(row.follows) follows it."), "\(told.output)")
    let brief = try script.expect(0, line + " -q")
    #expect(
      brief.errors.contains("the stage \(row.follows) follows") && brief.errors.contains("(W031)"),
      "\(brief.errors)")
    try script.write("voter,choice,power\na,For,100\n", to: "votes.csv")
    let last = try script.expect(0, "quorate recount votes.csv --preset compound")
    #expect(!last.output.contains("first stage") && !last.errors.contains("W031"))
  }

  @Test func `a recount tells how few could have decided, where the list holds everybody`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,For,60\nb,Against,30\nc,,10\n", to: "votes.csv")
    let line = "quorate recount votes.csv --preset token-majority"
    let told = try script.expect(0, line).output
    #expect(told.contains("the largest of 3 members has 60.00 %, more than half"), "\(told)")
    #expect(told.contains("could pass it") || told.contains("could pass"), "\(told)")
    let open = try script.expect(0, line + " --electorate 1000").output
    #expect(!open.contains("the largest of"), "\(open)")
    let data = try JSONParser.parse(Array(try script.expect(0, line + " --json").output.utf8)).object?[
      "data"]?.object
    #expect(data?["influence"]?.object?["houses"] != nil && data?["following"] == .null)
  }

  @Test func `a vote has its own options, and powers with a point`() throws {
    let script = try CommandScript()
    try script.write(
      "voter,choice,power\na,Fund B,1.5\nb,Fund A,1.25\nc,Fund B,0.000000000000000001\n", to: "votes.csv")
    let line = "quorate recount votes.csv --preset snapshot --track single-choice"
    try script.expect(65, line)
    let told = try script.expect(
      0, line + " --option 'Fund A' --option 'Fund B' --option 'Fund C' --decimals 18 --json")
    let houses = try JSONParser.parse(Array(told.output.utf8)).object?["data"]?.object?["houses"]?.object
    let options = houses?["holders"]?.object?["choices"]?.array?.compactMap { $0.object }
    #expect(
      options?.map { $0["power"]?.string } == ["1250000000000000000", "1500000000000000001", "0"],
      "\(told.output)")
    // More digits than that, an option too few, and rules that name options of their own.
    try script.expect(65, line + " --option 'Fund A' --option 'Fund B' --decimals 17")
    try script.expect(65, line + " --option 'Fund A' --option 'Fund C' --decimals 18")
    try script.expect(
      65, "quorate recount votes.csv --preset compound --option 'Fund A' --option 'Fund B' --decimals 18")
    try script.expect(64, line + " --decimals 40")
    let most = try script.expect(
      0, line + " --option 'Fund A' --option 'Fund B' --decimals 18 --electorate 5.5")
    #expect(most.output.contains("of 5.5"), "\(most.output)")
  }

  @Test func `lines without a house are told where several houses vote`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,For,100\nb,Against,60\n", to: "votes.csv")
    let line = "quorate recount votes.csv --preset ai-safety --track guarded"
    let brief = try script.expect(0, line + " -q")
    #expect(
      brief.errors.contains(
        "2 lines without a house counted in tokens, the first of those that vote: tokens, safety (W024)"),
      "\(brief.errors)")
    try script.write("voter,choice,power,house\na,For,100,tokens\nb,For,1,safety\n", to: "votes.csv")
    let housed = try script.expect(0, line)
    #expect(!housed.errors.contains("W024") && housed.output.contains("100.00 % of 1 member\n"))
  }

  @Test func `sums that are no power have no share of it, and say who leads`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,First,100\nb,Third,81\nc,Third,9\n", to: "roots.csv")
    let told = try script.expect(0, "quorate recount roots.csv --preset snapshot --track quadratic").output
    // (9 + 3)² = 144.
    #expect(told.contains("SUM") && !told.contains("OF ALL") && told.contains("144 points"), "\(told)")
    #expect(told.contains("\n  Places  1 Third, 2 First, 3 Second\n"), "\(told)")
  }

  @Test func `amounts below what is shown are not 0, and what is compared adds up`() throws {
    let script = try CommandScript()
    try script.write(
      "voter,choice,power\na,For,1001\nb,Against,300\nc,,399999999999999999999999\n", to: "small.csv")
    let small = try script.expect(0, "quorate recount small.csv --preset compound").output
    #expect(small.contains("<0.01 COMP") && !small.contains("For 0 COMP"), "\(small)")
    #expect(small.contains("0.000000000000001001 COMP; the bar is 400,000 COMP"), "\(small)")
    #expect(small.contains("399,999.999999999999998999 COMP below it"), "\(small)")
  }

  @Test func `what was not counted is said also where only the verdict is asked for`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,for,100\nb,Yes,60\nc,,50\nd,Against,20\n", to: "votes.csv")
    let refused = try script.expect(65, "quorate recount votes.csv --preset token-majority -q")
    #expect(refused.output.isEmpty && refused.errors.contains("recount.choiceUnread"))
    #expect(refused.errors.contains("--skip-unread"))
    let line = "quorate recount votes.csv --preset token-majority --skip-unread"
    let brief = try script.expect(0, line + " -q")
    #expect(!brief.output.contains(" ") && brief.errors.contains("1 ballot not counted"))
    #expect(brief.errors.contains("60 tokens of 230 tokens") && brief.errors.contains("W020"))
    #expect(try script.expect(0, line).output.contains("line 3 not counted: \"Yes\""))
    let answer = try JSONParser.parse(Array(try script.expect(0, line + " --json").output.utf8)).object
    #expect(answer?["data"]?.object?["rejected"]?.array?.first?.object?["cause"] == .string("unread"))
    #expect(answer?["warnings"]?.array?.isEmpty == false)
  }

  @Test func `power that is lent to nobody, and a replaced ballot, are told with their lines`() throws {
    let script = try CommandScript()
    try script.write(
      "voter,choice,power,delegate\na,For,100,\nb,,60,a\nc,,50,nobody\na,Against,100,\nd,,70,d\n", to: "l.csv"
    )
    let told = try script.expect(0, "quorate recount l.csv --preset token-majority")
    for words in [
      "50 tokens lent to delegates who did not vote", "70 tokens lent in circles",
      "line 4 lends power to nobody",
      "line 2 replaced by line 5, a later ballot of a",
    ] {
      #expect(told.output.contains(words), "\(words): \(told.output)")
    }
    #expect(told.errors.contains("W021"))
    let data = try JSONParser.parse(
      Array(try script.expect(0, "quorate recount l.csv --preset token-majority --json").output.utf8)
    ).object?["data"]?.object
    #expect(
      data?["replacements"]
        == .array([.members(["by": .integer(5), "line": .integer(2), "voter": .string("a")])]))
  }

  @Test func `table and tests of an early decision are of one moment, which is named`() throws {
    let script = try CommandScript()
    try script.write(
      "voter,choice,power,time\na,Yes,150,2026-01-01T00:00:00Z\nb,No,60,2026-01-02T00:00:00Z\nc,,50,\n",
      to: "nns.csv")
    let told = try script.expect(0, "quorate recount nns.csv --preset nns").output
    #expect(told.contains("as decided at 2026-01-01") && told.contains("1 ballot with"))
    #expect(told.contains("after the decision: what came then changes nothing"))
  }

  @Test func `a ballot that asks for too much is named, and its power is told`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,For,4\nd,For: 20,10\ne,,50\n", to: "o.csv")
    let line = "quorate recount o.csv --preset openzeppelin --track fractional"
    let told = try script.expect(0, line)
    #expect(told.errors.contains("W020") && told.errors.contains("10 tokens of 64 tokens"), "\(told.errors)")
    #expect(told.output.contains("line 3 not counted: it asks for 20 of d, who has 10"), "\(told.output)")
    #expect(!told.output.contains("without power"), "\(told.output)")
    let data = try JSONParser.parse(Array(try script.expect(0, line + " --json").output.utf8))
      .object?["data"]?.object
    #expect(data?["houses"]?.object?["holders"]?.object?["overdrawn"] == .string("10"))
  }

  @Test func `a preset knows no prime of a list, and a list without times tells no instant`() throws {
    let script = try CommandScript()
    let placeholder = "0x" + String(repeating: "0", count: 39) + "1"
    try script.write("voter,choice,power\n\(placeholder),Aye,1\nb,Aye,1\nc,Nay,1\nd,,1\n", to: "s.csv")
    let line = "quorate recount s.csv --preset bittensor-senate"
    let told = try script.expect(0, line)
    #expect(told.output.contains("DEFEATED") && told.errors.contains("W026"), "\(told.output)")
    #expect(
      told.output.contains("1 member did not vote and counts as Nay: nobody is named"), "\(told.output)")
    let led = try script.expect(0, line + " --lead b")
    #expect(led.output.contains("counts as Aye: as b voted") && !led.errors.contains("W026"), "\(led.output)")
    #expect(!led.output.contains("1970"), "\(led.output)")
    let json = try script.expect(0, line + " --lead b --json").output
    #expect(json.contains("\"decided\":null") && json.contains("\"lead\":\"b\""), "\(json)")
    try script.expect(65, line + " --lead nobody")
  }

  @Test func `rules must be named, and named once`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,For,1\n", to: "votes.csv")
    try script.expect(64, "quorate recount votes.csv")
    try script.expect(7, "quorate recount votes.csv --preset nobody-knows")
  }
}

extension CommandScript {
  /// Writes a file into the folder.
  fileprivate func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }
}
