import Testing

/// The preset `openzeppelin`, where voting begins after an instant and ends with one, and nothing lapses.
@Suite struct BoundaryTests {
  private let script: CommandScript

  init() throws {
    script = try CommandScript()
    try script.expect(0, "quorate key create ada --light -q; quorate key create ben --light -q")
    try script.expect(
      0,
      """
      quorate init dao --preset openzeppelin --name A --founder ada --simulated-clock 2026-12-01T12:00Z -q; cd dao
      a() { quorate key show $1 -q; }; printf 'account,amount\\n%s,500\\n%s,300\\n' $(a ada) $(a ben) > ../m.csv
      quorate member import ../m.csv -y -q
      printf -- '---\\ntitle: A roadmap\\nkind: text.resolution\\n---\\n\\n## Summary\\n' > p.md
      """)
  }

  private func dao(
    _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try script.expect(status, line, in: "dao", at: location)
  }

  @Test func `boundary instants are told as they count, and what never lapses does not lapse in 0s`() throws {
    let submitted = try dao("quorate proposal submit p.md -y --key ada").output
    #expect(
      submitted.contains(
        "voting after 2026-12-02 12:00:00 UTC to 2026-12-09 12:00:00 UTC, that instant included"),
      "\(submitted)")
    // What the first of the options is is no advice.
    #expect(
      submitted.contains("Next:  quorate vote P-0001 CHOICE      (Against, For, Abstain)"), "\(submitted)")
    #expect(try dao("quorate proposal list").output.contains("\topens in 1d\t"))
    _ = try dao("quorate clock advance 1d -q; quorate vote 1 For -y --key ada", status: 8)
    #expect(try dao("quorate proposal list").output.contains("\topens right after this instant\t"))
    _ = try dao("quorate clock advance 1s -q; quorate vote 1 For -y --key ada")
    #expect(
      try dao("quorate vote 1 A -y --key ben", status: 65).errors.contains("takes two letters at least"))
    _ = try dao("quorate clock advance --to 2026-12-09T12:00Z -q; quorate vote 1 Against -y --key ben")
    #expect(try dao("quorate results 1").output.contains("closes right after this instant"))
    _ = try dao("quorate clock advance 1s -q")
    for command in ["results 1", "proposal list", "proposal show 1", "status"] {
      let told = try dao("quorate \(command)").output
      #expect(told.contains("never lapses") && !told.contains("lapses in"), "\(told)")
    }
    // Another charter that does not count the last instant has read the ballot all the same.
    let other = try dao(
      "sed 's/closing: inclusive/closing: exclusive/' charter.yaml > c.yaml; quorate simulate charter c.yaml"
    ).output
    #expect(other.contains("1 ballot not counted (1 cast outside of voting)"), "\(other)")
  }

  @Test func `what has the same title is told to do something else only where it does`() throws {
    for _ in 0..<2 { _ = try dao("quorate proposal submit p.md -y --key ada -q") }
    _ = try dao("sed -i 's/## Summary/## Summary\\n\\nAnother./' p.md && quorate proposal submit p.md -y -q")
    #expect(try dao("quorate explain 2").output.contains("The same was put before: P-0001 (pending)."))
    let third = try dao("quorate explain 3").output
    #expect(third.contains("P-0001 has the same title and another text."), "\(third)")
    #expect(!third.contains("does something else"), "\(third)")
  }
}
