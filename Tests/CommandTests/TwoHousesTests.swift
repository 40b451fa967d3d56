import Testing

/// A vote in which two houses take part, as a member of both reads it.
@Suite struct TwoHousesTests {
  /// A deployment for a limited audience under `ai-safety`, until long after the charter lets an approval last, and what
  /// its proposer was told.
  private static func submitted() throws -> (script: CommandScript, told: String) {
    let script = try CommandScript()
    try script.foundSafely()
    try script.expect(
      0,
      """
      mkdir model; printf weights > model/model.bin; cd dao
      quorate proposal draft Deploy --model ../model -o p.md -q
      sed -i -e 's/^\\(## .*\\)/\\1\\n\\nAs discussed./' -e 's/# audience: limited /audience: limited /' \\
        -e 's/# expires: .*/expires: 2036-01-01/' p.md
      quorate clock advance 15d -q
      """)
    let told = try script.expect(0, "quorate proposal submit p.md -y --key ada", in: "dao").output
    return (script, told)
  }

  @Test func `each house has its receipt, its reason and its name`() throws {
    let (script, told) = try Self.submitted()
    func dao(
      _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
    ) throws -> Outcome {
      try script.expect(status, line, in: "dao", at: location)
    }
    #expect(told.contains("track guarded"), "\(told)")
    #expect(told.contains("its approval would end 90d after it is executed at the latest"), "\(told)")
    #expect(
      told.contains(
        "quorate vote P-0001 CHOICE --house HOUSE      (For, Against, Abstain; in tokens, safety)"),
      "\(told)")
    let nobody = try dao("quorate veto 1 -r no -y --key ada", status: 6)
    #expect(
      nobody.errors.contains("nobody can have this proposal vetoed now (role.missing)"), "\(nobody.errors)")
    _ = try dao("quorate clock advance 1d -q")
    for (choice, house) in [("For", "tokens"), ("Against", "safety")] {
      let cast = "quorate vote 1 \(choice) --house \(house) -r 'for the \(house)' -y --key ada"
      #expect(try dao(cast).output.contains("receipts/P-0001-\(house)-ada.tlog-proof"))
      let verified = try dao("quorate receipt verify receipts/P-0001-\(house)-ada.tlog-proof").output
      #expect(
        verified.contains("voted \"\(choice)\" on P-0001 (Deploy) in the house \(house), ballot 1"),
        "\(verified)")
    }
    let votes = try dao("quorate vote list 1").output.split(separator: "\n").map(String.init)
    #expect(votes.count == 2)
    for (vote, cells) in zip(votes, ["\ttokens\tFor\t", "\tsafety\tAgainst\t"]) {
      let house = cells.split(separator: "\t")[0]
      #expect(vote.contains(cells) && vote.hasSuffix("\tfor the \(house)"), "\(vote)")
    }
    let cut = try dao("quorate vote list 1 -L 1")
    #expect(cut.errors.contains("1 of 2 ballots are not listed: -L 0 lists all (W023)"), "\(cut.errors)")
    let explained = try dao("quorate explain 1").output
    #expect(explained.contains("(2 members not cast) in safety\n"), "\(explained)")
    #expect(explained.contains("if nobody else voted, "), "\(explained)")
    #expect(explained.contains("if all others were for it"), "\(explained)")
    #expect(
      explained.contains("Its approval would end 90d after it is executed at the latest"), "\(explained)")
    let simulated = try dao("quorate simulate vote 1 --add cleo=Against").output
    #expect(
      simulated.contains("Voting is not over. As it stands it would fail; changed so it would fail too."),
      "\(simulated)")
    let future = try dao("quorate results 1 --at 2030-01-01 --exit-status -q", status: 5)
    #expect(future.errors.contains("2030-01-01 00:00:00 UTC is yet to come"), "\(future.errors)")
    #expect(try dao("quorate results 1 --at 2026-12-17T12:00Z").errors.contains("W025") == false)
  }
}
