import Testing

/// A log whose clock was ahead: `clock correct`.
@Suite struct ClockCommandTests {
  @Test func `a wrong tick is put right by an entry, which every audit names`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create ada --light -q")
    try script.expect(
      0,
      "quorate init dao --preset token-majority --name A --founder ada --simulated-clock 2026-12-01T12:00Z -q"
    )
    try script.expect(
      0,
      "(echo account,amount; echo $(quorate key show ada -q),500) > ../m.csv; quorate clock advance 300d -q && "
        + "quorate member import ../m.csv -y -q --key ada", in: "dao")
    let early = try script.expect(8, "quorate clock correct", in: "dao")
    #expect(early.errors.contains("clock.right"), "\(early.errors)")
    try script.expect(0, "quorate clock correct --to 2026-12-01T12:05Z -q", in: "dao")
    #expect(try script.expect(0, "quorate clock -q", in: "dao").output == "2026-12-01T12:05:00Z\n")
    try script.propose("A roadmap")
    try script.expect(0, "quorate audit export -o ../a.qaudit -q && quorate doctor", in: "dao")
    let audit = try script.expect(0, "quorate audit verify ../a.qaudit", in: "dao").output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      audit.contains("sets the clock back from 2027-09-27 12:00:00 UTC to 2026-12-01 12:05:00 UTC"),
      "\(audit)")
    #expect(try script.expect(0, "quorate log show", in: "dao").output.contains("time.correct to"))
    // A correction that is refused moves no clock.
    try script.expect(8, "quorate clock correct --to 2026-12-01T12:04Z", in: "dao")
    #expect(try script.expect(0, "quorate clock -q", in: "dao").output == "2026-12-02T12:05:00Z\n")
  }
}
