import QuorateTesting
import Testing

/// What `charter lint` finds that only a founding found before.
@Suite struct CharterLintCommandTests {
  @Test func `a drop-box that is no key of a log is found before a DAO is founded with it`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create alice --light")
    try script.expect(
      0,
      "quorate init dao --preset token-majority --simulated-clock 2026-12-01T12:00Z && cp dao/charter.yaml plain.yaml"
    )
    let witnesses = [
      "witnesses:", #"  policy: \"0x"# + String(repeating: "0", count: 64) + #"\""#, "  max_gap: 6h",
      "  grace: 10m",
      "  challenge: 1d", "  required_for: [text.resolution]", #"  drop_boxes: [\"\"]"#,
    ].joined(separator: #"\n"#)
    try script.expect(0, "awk '{print} /^electorates_by/ {print \"\(witnesses)\"}' plain.yaml > boxes.yaml")
    try script.expect(0, "quorate charter lint plain.yaml")
    let found = try script.expect(3, "quorate charter lint boxes.yaml")
    #expect(found.output.contains("error dropbox.key"), "\(found.output)")
    #expect(found.output.contains("witnesses.drop_boxes: "), "\(found.output)")
  }

  @Test func `bars are held against a list of members before there is a DAO`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(
      0,
      "(echo account,amount; for n in alice:60 bob:30 carol:10; do echo $(quorate key show ${n%:*} -q),${n#*:}; done)"
        + " > holders.csv && cp dao/charter.yaml plain.yaml && quorate init safe --preset ai-safety --name 'Safe AI' "
        + "--founder alice --founder bob --founder carol --simulated-clock 2026-12-01T12:00Z "
        + "&& cp safe/charter.yaml safe.yaml")
    let bare = try script.expect(0, "quorate charter lint plain.yaml").output
    #expect(!bare.contains("could pass it alone"), "\(bare)")
    let told = try script.expect(0, "quorate charter lint plain.yaml --electorate holders.csv").output
    #expect(told.contains("holders: the largest of 3 members has 60.00 %, more than half"), "\(told)")
    #expect(told.contains("standard, holders: 1 member"), "\(told)")
    let safe = try script.expect(0, "quorate charter lint safe.yaml --electorate tokens=holders.csv").output
    #expect(safe.contains("tokens: the largest of 3 members has 60.00 %"), "\(safe)")
    // In a workspace they take the place of the electorate on record.
    let recorded = try script.expect(0, "quorate charter lint", in: "dao").output
    let replaced = try script.expect(0, "quorate charter lint --electorate ../holders.csv", in: "dao").output
    #expect(recorded.contains("holders: the largest of 4 members has 45.45 %"), "\(recorded)")
    #expect(replaced.contains("holders: the largest of 3 members has 60.00 %"), "\(replaced)")
    let unnamed = try script.expect(64, "quorate charter lint safe.yaml --electorate holders.csv").errors
    #expect(
      unnamed.contains("of which house: safety, tokens") && unnamed.contains("safety=holders.csv"),
      "\(unnamed)")
    try script.expect(
      64, "quorate charter lint plain.yaml --electorate holders.csv --electorate holders=holders.csv")
    let none = try script.expect(7, "quorate charter lint plain.yaml --electorate nobody.csv").errors
    #expect(none.contains("nobody.csv"), "\(none)")
    try script.expect(0, "printf 'account,amount\\nx,1\\n' > bad.csv")
    #expect(try script.shell("quorate charter lint plain.yaml --electorate bad.csv").status == 65)
  }
}
