import CanonicalEncoding
import Testing

@Suite struct SimulateTests {
  private static func decided() throws -> CommandScript {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice", in: "dao")
    try script.expect(0, "quorate vote 1 Against -y --key dave", in: "dao")
    try script.expect(0, "quorate clock advance 6d", in: "dao")
    return script
  }

  @Test func `what was stopped is not said to have passed, and no votes turn it around`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice && quorate vote 1 For -y --key bob", in: "dao")
    try script.expect(
      0, "quorate veto 1 -r no -y --key alice && quorate veto 1 -r no -y --key bob", in: "dao")
    let vote = try script.expect(0, "quorate simulate vote 1 --add carol=Against", in: "dao").output
    #expect(vote.contains("CANCELED either way: the council vetoed it"), "\(vote)")
    let lent = try script.expect(0, "quorate simulate delegation 1 --lend carol=alice -q", in: "dao").output
    #expect(lent == "canceled (vetoed)\n")
    let twice = try script.expect(
      64, "quorate simulate vote 1 --add carol=For --add carol=Against", in: "dao")
    #expect(twice.errors.contains("--add names carol twice"))
    let explained = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(explained.contains("As a whole:\n  no votes turn it around"), "\(explained)")
    try script.expect(0, "quorate proposal submit p.md -y && quorate cancel 2 -y", in: "dao")
    let withdrawn = try script.expect(0, "quorate explain 2 --json", in: "dao").output
    #expect(withdrawn.contains("\"wholeFlips\":[{\"kind\":\"not-by-votes\"}]"), "\(withdrawn)")
  }

  @Test func `other ballots, delegations and turnouts are counted, and nothing is written`() throws {
    let script = try Self.decided()
    let before = try script.expect(0, "quorate log show --json", in: "dao").output
    try script.expect(0, "quorate results 1 --exit-status", in: "dao")
    let flipped = try script.expect(0, "quorate simulate vote 1 --add alice=Against", in: "dao")
    #expect(flipped.output.contains("PASSED would become FAILED"))
    let same = try script.expect(0, "quorate simulate vote 1 --add alice=For -q", in: "dao")
    #expect(same.output == "passed\n")
    try script.expect(0, "quorate simulate delegation 1 --lend bob=dave --lend carol=dave", in: "dao")
    let turnout = try script.expect(
      0, "quorate simulate turnout 1 --to 100 --choice Against --json", in: "dao")
    let data = try JSONParser.parse(Array(turnout.output.utf8)).object?["data"]?.object
    #expect(data?["would"]?.string != nil && data?["was"] == .string("passed"))
    let unread = try script.expect(65, "quorate simulate vote 1 --add alice=Perhaps", in: "dao")
    #expect(unread.errors.contains("ballot.choiceUnknown") && unread.errors.contains("For, Against, Abstain"))
    // alice and dave have voted, with 6,000 of 11,000; bob's 3,000 fit below 90 %, carol's 2,000 do not.
    let less = try script.expect(0, "quorate simulate turnout 1 --to 90%", in: "dao")
    #expect(less.output.contains("at a turnout of 81.81 % (90 % was asked for: nobody votes with a part"))
    // As 5 to 1 as whole members come: bob follows alice, not whoever stands first.
    #expect(Self.sum("For", in: less.output) == "8,000")
    let more = try script.expect(0, "quorate simulate turnout 1 --to '10 %' --choice for", in: "dao")
    #expect(more.output.contains("at a turnout of 54.54 % (10 % was asked for: more had voted)"))
    #expect(try script.expect(0, "quorate log show --json", in: "dao").output == before)
  }

  /// The power of an option in a printed table.
  private static func sum(_ option: String, in output: String) -> String? {
    output.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.first == option[...] }?
      .dropFirst().first.map(String.init)
  }

  @Test func `power that a delegate has cast is not cast again`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "quorate delegate set alice -y --key bob", in: "dao")
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice; quorate clock advance 6d", in: "dao")
    // 8,000 of 11,000 are cast, 3,000 of them lent; dave's 1,000 fit below 82 %, carol's 2,000 do not.
    let against = try script.expect(0, "quorate simulate turnout 1 --to 82 --choice Against", in: "dao")
    #expect(against.output.contains("at a turnout of 81.81 % (82 % was asked for"))
    #expect(Self.sum("For", in: against.output) == "8,000")
    #expect(Self.sum("Against", in: against.output) == "1,000")
  }

  @Test func `a vote that is counted as it was comes out as it did`() throws {
    let script = try Self.decided()
    let simulated = try script.expect(0, "quorate simulate turnout 1 --to 0 --json", in: "dao")
    let counted = try script.expect(0, "quorate results 1 --json", in: "dao")
    func tests(_ output: String) throws -> JSONValue? {
      try JSONParser.parse(Array(output.utf8)).object?["data"]?.object?["tests"]
    }
    #expect(try tests(simulated.output) == tests(counted.output))
  }

  @Test func `votes are counted again under another charter`() throws {
    let script = try Self.decided()
    let same = try script.expect(0, "quorate simulate charter charter.yaml -q", in: "dao")
    #expect(same.output == "0\n")
    try script.expect(0, "sed 's/more_than: 1.2/more_than: 99%/' charter.yaml > strict.yaml", in: "dao")
    let strict = try script.expect(0, "quorate simulate charter strict.yaml", in: "dao")
    #expect(strict.output.contains("not met: approval") && strict.output.contains("1 of 1 would have"))
    // A preset is printed as something that can be read again.
    try script.expect(
      0, "quorate charter show --preset compound > compound.yaml && quorate charter hash compound.yaml -q",
      in: "dao")
    let foreign = try script.expect(0, "quorate simulate charter compound.yaml", in: "dao")
    #expect(foreign.output.contains("P-0001"), "\(foreign.output)")
    try script.expect(0, "quorate charter show --preset compound --template | grep -qF '{{name}}'", in: "dao")
    try script.expect(64, "quorate charter show --template", in: "dao")
    // Nobody holds what this one counts.
    try script.expect(
      0,
      #"sed 's/source: balance, asset: token/source: balance, asset: near/; "#
        + #"s/^assets:/assets:\n  near: {symbol: NEAR, decimals: 0}/' charter.yaml > near.yaml"#, in: "dao")
    let apart = try script.expect(0, "quorate simulate charter near.yaml", in: "dao")
    #expect(apart.output.contains("cannot be compared: in the house"), "\(apart.output)")
    #expect(apart.output.contains("0 of 0 would have come out otherwise. 1 vote cannot be compared."))
    #expect(apart.errors.contains("W022"))
    let diff = try script.expect(0, "quorate charter diff strict.yaml", in: "dao")
    #expect(
      diff.output == """
        ~ tracks.standard.tests.approval.more_than: 1/2 → 99%

        What that is:
          ▲ tracks.standard.tests.approval  tightening
        TIGHTENING: whoever can let something happen after it could before

        """)
    try script.expect(0, "quorate charter history", in: "dao")
    let lint = try script.expect(0, "quorate charter lint", in: "dao")
    #expect(lint.output.contains("could pass it alone") && lint.output.contains("could block it"))
    #expect(lint.output.contains("have more than half") || lint.output.contains("has all power"))
    try script.expect(0, "sed 's/at_least: 4%/at_least: 104%/' charter.yaml > above.yaml", in: "dao")
    let above = try script.expect(3, "quorate charter lint above.yaml", in: "dao")
    #expect(above.output.contains("lint.shareOutOfRange") && above.output.contains("104%"))
    let hasty = try script.expect(3, "quorate charter lint --least-timelock 30d", in: "dao")
    #expect(hasty.output.contains("lint.timelockBelowMinimum"))
    try script.expect(64, "quorate charter lint --least-timelock soon", in: "dao")
  }

  @Test(
    arguments: [
      ("quorate simulate vote 1 --add alice", 64), ("quorate simulate turnout 1 --to 101", 64),
      ("quorate simulate delegation 1 --lend alice=alice", 65),
      ("quorate simulate turnout 1 --to half", 64), ("quorate simulate turnout 1 --to 90 --choice Fr", 65),
      ("quorate simulate vote 9 --add alice=For", 7), ("quorate simulate charter missing.yaml", 7),
      ("quorate simulate vote 1 --add 0x0000000000000000000000000000000000000009=For", 65),
      ("quorate charter diff missing.yaml", 7),
    ] as [(String, Int32)])
  func `what cannot be simulated is refused`(line: String, status: Int32) throws {
    let script = try Self.decided()
    try script.expect(status, line, in: "dao")
  }
}
