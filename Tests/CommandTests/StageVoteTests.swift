import Testing

/// Votes that go on in a stage with another house, from the command line.
@Suite struct StageVoteTests {
  /// A DAO by Bittensor's referenda of three accounts, of which two are the triumvirate and have approved P-0001: its review by
  /// the collectives has begun.
  private static func reviewed() throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(
      0,
      """
      for n in ada ben cleo; do quorate key create $n --light -q; done > /dev/null
      quorate init dao --preset bittensor-referenda --name X --founder ada --founder ben \\
        --simulated-clock 2027-01-01 -q > /dev/null || exit 90
      (echo account,amount; for n in ada ben cleo; do echo "$(quorate key show $n -q),1"; done) > m.csv
      cd dao
      for s in members collectives; do quorate member import ../m.csv --series $s -y -q || exit 91; done > /dev/null
      quorate proposal draft T -o ../t.md -q && sed -i 's/^\\(## .*\\)/\\1\\n\\nx./' ../t.md || exit 92
      quorate proposal submit ../t.md -y -q || exit 93
      for k in ada ben; do quorate vote 1 Aye --key $k -y -q || exit 94; done
      quorate clock advance 1h -q
      """)
    return script
  }

  @Test func `the second stage shows what it asks, and takes votes of its own house`() throws {
    let script = try Self.reviewed()
    func dao(_ line: String, status: Int32 = 0) throws -> Outcome {
      try script.expect(status, line, in: "dao")
    }
    for command in ["results", "explain"] {
      let before = try dao("quorate \(command) 1").output
      #expect(before.contains("✗ nays  0.00 % Nay of the electorate, needs at least 51 %"), "\(before)")
    }
    #expect(
      try dao("quorate vote 1 Nay --house triumvirate --key ada -y", status: 65).errors.contains(
        "collectives"))
    _ = try dao("quorate vote 1 Nay --key ada -y")
    let prepared = try dao("quorate vote prepare 1 Nay --voter ben --json").output
    #expect(prepared.contains(#""house":"collectives""#), "\(prepared)")
    _ = try dao("quorate vote 1 Nay --house collectives --key ben -y && quorate clock advance 1h")
    #expect(try dao("quorate results 1 -q").output.contains("canceled"))
    let simulated = try dao("quorate simulate vote 1 --add cleo=Aye", status: 65).errors
    #expect(simulated.contains("simulate.stages"), "\(simulated)")
    _ = try dao("quorate audit verify")
  }
}
