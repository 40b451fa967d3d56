import CanonicalEncoding
import Testing

/// The main job by command line, with status codes, as a user meets it.
@Suite struct MainJobTests {
  @Test func `from founding to audit`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "quorate delegate set bob -y --key dave", in: "dao")
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote P-0001 For -y --key alice --reason 'it is right'", in: "dao")
    try script.expect(0, "quorate vote 1 against -y --key bob", in: "dao")
    try script.expect(8, "quorate vote 1 Abstain -y --key bob", in: "dao")
    try script.expect(0, "quorate vote 1 Abstain -y --key bob --replace", in: "dao")
    try script.expect(5, "quorate results 1 --exit-status", in: "dao")
    try script.expect(8, "quorate queue 1 -y", in: "dao")
    try script.expect(0, "quorate clock advance 5d", in: "dao")
    try script.expect(8, "quorate vote 1 For -y --key carol", in: "dao")
    try script.expect(0, "quorate results 1 --exit-status", in: "dao")
    try script.expect(0, "quorate queue 1 -y", in: "dao")
    try script.expect(5, "quorate execute 1 -y", in: "dao")
    try script.expect(5, "quorate execute 1 -n", in: "dao")
    try script.expect(0, "quorate clock advance 2d", in: "dao")
    try script.expect(0, "quorate execute 1 -y", in: "dao")
    try script.expect(8, "quorate execute 1 -y", in: "dao")
    let tally = try script.expect(0, "quorate tally 1 --verify --json", in: "dao")
    let data = try JSONParser.parse(Array(tally.output.utf8)).object?["data"]?.object
    #expect(data?["matchesEntries"] == .bool(true))
    #expect(data?["replaced"] == .number("1"))
    let house = data?["houses"]?.object?["holders"]?.object
    #expect(house?["cast"] == .string("9000"))
    try script.expect(0, "quorate receipt verify receipts/P-0001-alice.tlog-proof", in: "dao")
    let audit = try script.expect(0, "quorate audit verify", in: "dao")
    #expect(audit.output.contains("Verdict: VERIFIED"))
    try script.expect(0, "quorate doctor", in: "dao")
  }

  @Test func `a veto takes two of three`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Do something rash")
    try script.expect(6, "quorate veto 1 --reason no -y --key dave", in: "dao")
    let first = try script.expect(0, "quorate veto 1 --reason no -y --key alice", in: "dao")
    #expect(first.output.contains("Veto 1 of 2"))
    try script.expect(8, "quorate veto 1 --reason no -y --key alice", in: "dao")
    let second = try script.expect(0, "quorate veto 1 --reason no -y --key bob", in: "dao")
    #expect(second.output.contains("It is stopped."))
    try script.expect(8, "quorate vote 1 For -y --key carol", in: "dao")
    try script.expect(3, "quorate results 1 --exit-status", in: "dao")
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }

  @Test func `only the proposer cancels, and only before voting opens`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("First")
    try script.expect(8, "quorate cancel 1 -y --key alice", in: "dao")
    try script.expect(0, "quorate proposal submit p.md -y --key alice", in: "dao")
    try script.expect(6, "quorate cancel 2 -y --key bob", in: "dao")
    try script.expect(0, "quorate cancel 2 -y --key alice", in: "dao")
    // The same text can be put again: cancelling burns no identity but its own.
    try script.expect(0, "quorate proposal submit p.md -y --key bob", in: "dao")
  }

  @Test func `a charter is amended, and an amendment of the old one is stale`() throws {
    let script = try CommandScript()
    try script.found()
    let draft = """
      sed 's/4%/3%/' charter.yaml > next.yaml && H=$(quorate charter hash next.yaml -q) &&
      printf -- "---\\ntitle: Amend\\nkind: charter.amend\\nactions:\\n  - {type: charter.amend, charter: \\"$H\\"}\\n---\\n\\n## Summary\\n\\nx\\n" > a.md
      """
    try script.expect(0, draft, in: "dao")
    try script.expect(
      0, "quorate proposal submit a.md -y && quorate proposal submit a.md -y --key bob", in: "dao")
    try script.expect(
      0,
      "quorate clock advance 2d && for k in alice bob carol; do quorate vote 1 For -y --key $k; quorate vote 2 For -y --key $k; done",
      in: "dao")
    try script.expect(
      0, "quorate clock advance 7d && quorate queue 1 -y && quorate queue 2 -y && quorate clock advance 4d",
      in: "dao")
    // Whoever has begun the next amendment in the copy finds it again; the copy of nobody's is brought up to date.
    try script.expect(
      0, "cp -r ../dao ../twin && cp -r ../config ../elsewhere && echo '# a draft' >> charter.yaml", in: "dao"
    )
    let edited = try script.expect(0, "quorate execute 1 -y && grep -q '# a draft' charter.yaml", in: "dao")
    #expect(edited.errors.contains("W011"))
    let plain = try script.expect(
      0, "QUORATE_CONFIG_DIR=../elsewhere quorate execute 1 -y && cmp charter.yaml next.yaml", in: "twin")
    #expect(!plain.errors.contains("W011"))
    let stale = try script.expect(8, "quorate execute 2 -y", in: "dao")
    #expect(stale.errors.contains("charter.staleParent"))
    try script.expect(0, "quorate charter show | cmp - next.yaml", in: "dao")
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }

  @Test func `a past instant is answered as it was`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Look back")
    try script.expect(
      0,
      "quorate vote 1 For -y --key alice && quorate clock advance 1d && quorate vote 1 Against -y --key bob",
      in: "dao")
    let then = try script.expect(0, "quorate tally 1 --at 2026-12-02T12:00Z --json", in: "dao")
    let now = try script.expect(0, "quorate tally 1 --json", in: "dao")
    #expect(then.output.contains(#""cast":"5000""#))
    #expect(now.output.contains(#""cast":"8000""#))
  }
}
