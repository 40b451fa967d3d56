import CanonicalEncoding
import DocumentFiles
import Quorate
import Testing

/// Lists as spreadsheets write them.
@Suite struct VoteListFileTests {
  static let forms: [(id: String, text: String)] = [
    ("plain", "voter,choice,power,delegate\na,For,1000,\nb,,5,a\n"),
    ("a byte order mark", "\u{feff}voter,choice,power,delegate\na,For,1000,\nb,,5,a\n"),
    ("semicolons", "voter;choice;power;delegate\na;For;1000;\nb;;5;a\n"),
    ("tabs", "voter\tchoice\tpower\tdelegate\na\tFor\t1000\t\nb\t\t5\ta\n"),
    ("all of it", "\u{feff}Voter;CHOICE; Power ; delegate\r\n a ; For ;1000 ;\r\nb;;5;a\r\n"),
    ("quotes", "\"voter\",\"choice\",\"power\",\"delegate\"\n\"a\",\"For\",\"1000\",\"\"\nb,,5,a\n"),
    (
      "JSON with a mark",
      "\u{feff}[{\"voter\":\" a\",\"choice\":\"For\",\"power\":1000},{\"voter\":\"b\",\"power\":\"5\",\"choice\":\"\",\"delegate\":\"a\"}]"
    ),
  ]

  @Test(arguments: forms) func `what spreadsheets add without being asked is passed over`(
    _ row: (id: String, text: String)
  ) throws {
    let rows = try VoteListFile.parse(Array(row.text.utf8)).rows
    #expect(rows.map(\.voter) == ["a", "b"] && rows.map(\.choice) == ["For", nil], "\(row.id)")
    #expect(rows.map(\.power) == [1000, 5] && rows.map(\.delegate) == [nil, "a"], "\(row.id)")
  }

  @Test func `several delegates stand in quotes where semicolons are between columns`() throws {
    let rows = try VoteListFile.parse(Array("voter;choice;power;delegate\na;;5;\"b; c\"\n".utf8)).rows
    #expect(rows.first?.delegate == "b; c")
  }

  static let powers: [(words: String, says: String)] = [
    ("\"1,000\"", "is not guessed"), ("1.000", "is not guessed"), ("100.5", "is not guessed"),
    ("1 000", "(1000?)"), ("1'000", "(1000?)"), ("1_000", "(1000?)"), ("1e3", "digits alone"),
    ("-5", "digits alone"), ("007", "digits alone"), ("0x10", "digits alone"), ("none", "digits alone"),
    ("340282366920938463463374607431768211456", "below 2^128"),
  ]

  @Test(arguments: powers) func `a power that is no whole number is quoted with its line`(
    _ row: (words: String, says: String)
  ) throws {
    let text = "voter,choice,power\nb,Against,60\na,For,\(row.words)\n"
    let refusal = #expect(throws: VoteListRefusal.self) { try VoteListFile.parse(Array(text.utf8)) }
    #expect(refusal?.code == "recount.power" && refusal?.message.contains("line 3") == true)
    #expect(refusal?.message.contains(row.words.filter { $0 != "\"" }) == true)
    #expect(refusal?.message.contains(row.says) == true, "\(refusal?.message ?? "")")
  }

  static let headers: [(header: String, says: String)] = [
    ("voter,choice,balance", "\"balance\", which is not known"), ("address,choice,power", "\"address\""),
    ("voter,Vote,power", "\"vote\""), ("voter,choice", "no column \"power\""),
    ("choice,power", "no column \"voter\""), ("voter,power,Power", "\"power\" twice"),
    ("a,For,5", "is not a header"), ("voter,choice,power,", "\"\""),
  ]

  @Test(arguments: headers) func `a header that is none says which columns there are`(
    _ row: (header: String, says: String)
  ) throws {
    let refusal = #expect(throws: VoteListRefusal.self) {
      try VoteListFile.parse(Array("\(row.header)\na,For,5\n".utf8))
    }
    #expect(refusal?.code == "recount.columns")
    #expect(refusal?.message.contains(row.says) == true, "\(refusal?.message ?? "")")
    #expect(refusal?.message.contains("voter, choice, power, time, delegate, house") == true)
  }

  @Test(arguments: [
    (text: #"[{"voter":"a","power":5},{"voter":"b","power":6}]"#, isRead: false),
    (text: #"[{"voter":"a","power":5,"choice":""},{"voter":"b","power":6}]"#, isRead: true),
    (text: #"[{"voter":"a","power":5,"choice":null}]"#, isRead: true),
  ])
  func `a list of objects that nowhere names a choice is refused like a header without one`(
    _ row: (text: String, isRead: Bool)
  ) throws {
    guard !row.isRead else {
      #expect(try VoteListFile.parse(Array(row.text.utf8)).rows.allSatisfy { $0.choice == nil })
      return
    }
    let refusal = #expect(throws: VoteListRefusal.self) { try VoteListFile.parse(Array(row.text.utf8)) }
    #expect(refusal?.code == "recount.columns" && refusal?.message.contains("\"choice\"") == true)
  }

  static let lines: [(line: String, says: String)] = [
    ("a,For,1,000", "4 columns, the header 3"), ("a,For,", "has no power"), (" ,For,5", "names no voter"),
    ("a,\"For,5", "a quote that is not closed"),
  ]

  @Test(arguments: lines) func `a line that does not fit is named`(_ row: (line: String, says: String)) {
    do {
      _ = try VoteListFile.parse(Array("voter,choice,power\n\(row.line)\n".utf8))
      Issue.record("\(row.line) was read")
    } catch {
      let message = (error as? any CodedRefusal)?.message ?? ""
      #expect(message.contains("line 2") && message.contains(row.says), "\(message)")
    }
  }
}
