import QuorateTesting
import Testing

/// Who has power, as members read it: what the houses count, not what a list holds.
@Suite struct MemberPowerTests {
  private let script: CommandScript

  init() throws {
    script = try CommandScript()
    for name in ["alice", "bea", "carol"] { try script.expect(0, "quorate key create \(name) --light") }
  }

  /// Founds a DAO, and writes a plain list, one of stakes and one of locks.
  private func found(_ preset: String) throws {
    let founders = "--founder alice --founder bea --founder carol --simulated-clock 2026-12-01T12:00Z"
    try script.expect(0, "quorate init dao --preset \(preset) --name 'Test DAO' \(founders)")
    try script.expect(
      0,
      """
      a() { quorate key show $1 -q; }
      printf 'account,amount\n%s,100\n%s,100\n%s,100\n' $(a alice) $(a bea) $(a carol) > plain.csv
      printf 'account,stake.validator,stake.shares,validator.bonded,validator.shares\n' > stakes.csv
      printf '%s,,,300,300\n%s,,,200,200\n%s,%s,100,,\n' $(a alice) $(a bea) $(a carol) $(a alice) >> stakes.csv
      printf 'account,lock.amount,lock.delay,lock.ageing,lock.refreshed\n' > locks.csv
      r=,2026-11-01; printf "%s,100000000,2922d$r$r\n%s,100000000,100d$r$r\n" $(a alice) $(a bea) >> locks.csv
      """)
  }

  @discardableResult
  private func dao(
    _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try script.expect(status, line, in: "dao", at: location)
  }

  @Test func `a list that gives nobody power is not put on record unasked`() throws {
    try found("cosmos")
    let token = try dao("quorate member import ../plain.csv -y", status: 65)
    #expect(token.errors.contains("electorate.asset") && token.errors.contains("--asset stake"))
    let refused = try dao("quorate member import ../plain.csv --asset stake -y", status: 65)
    #expect(refused.errors.contains("electorate.powerless") && refused.errors.contains("stake.*"))
    // Nobody registered anything: nothing is out of reach, and that is said.
    let lint = try dao("quorate charter lint").output
    #expect(lint.contains("note lint.electorateMissing") && lint.contains("a sound charter"))
    let told = try dao("quorate member import ../plain.csv --asset stake --powerless -y").output
    #expect(told.contains("power in stakers: nobody has any"))
    let stats = try dao("quorate member stats").output
    #expect(stats.contains("stakers: 0 tokens") && stats.contains("nobody has power"))
    let low = try dao("quorate charter lint", status: 3).output
    #expect(low.contains("everybody together has 0"))
  }

  @Test func `members of a chain have what is staked, and validators what is staked with them`() throws {
    try found("cosmos")
    let told = try dao("quorate member import ../stakes.csv --asset stake -y").output
    #expect(told.contains("3 members\n") && told.contains("power in stakers: 500 tokens"))
    let list = try dao("quorate member list").output
    #expect(list.contains("\t300 tokens\t60.00 %\t0 tokens") && list.contains("\t100 tokens\t20.00 %\t100"))
    let stats = try dao("quorate member stats").output
    #expect(stats.contains("500 tokens, from stake with bonded validators"))
    #expect(stats.contains("1 member has more than half"))
    #expect(try dao("quorate member show carol").output.contains("100 tokens, 20.00 % of 500 tokens"))
    #expect(try dao("quorate member list --json").output.contains("\"casts\":\"300\",\"own\":\"0\""))
  }

  @Test func `what is told of influence and electorate is what was counted`() throws {
    try found("cosmos")
    try dao("quorate member import ../stakes.csv --asset stake -y")
    let body = #"---\ntitle: Adopt it\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"#
    try dao(
      "printf -- '\(body)' > p.md && quorate proposal submit p.md -y && quorate deposit 1 stake=10000000 -y")
    try dao("quorate vote 1 Yes -y --key alice && quorate vote 1 No -y --key carol")
    let open = try dao("quorate explain 1").output
    #expect(
      open.contains("the largest of 3 members has 60.00 %")
        && open.contains("read at the close, so far entry"))
    #expect(open.contains("1 member (300 tokens) could pass it alone if nobody else voted"))
    #expect(open.contains("1 member voted with stake that a validator would have cast"))
    try dao("quorate vote 1 'Yes: 3, No: 1' -y --key carol --replace")
    #expect(try dao("quorate vote list 1").output.contains("\tstakers\tYes: 3, No: 1\t100 tokens\t"))
    try dao("quorate vote 1 Yes -y --key carol --replace && quorate clock advance 3d")
    #expect(try dao("quorate proposal show 1").output.contains("read at the close: entry 1"))
    #expect(try dao("quorate results 1").output.contains("read at the close: entry 1"))
    // In stages that never lapse, and with ballots that are shares of a stake, nothing is left out.
    #expect(try dao("quorate proposal list").output.contains("never lapses"))
  }

  @Test func `members of the NNS have the power of their locks`() throws {
    try found("nns")
    let refused = try dao("quorate member import ../plain.csv --asset icp -y", status: 65)
    let needed = "the columns lock.amount, lock.delay or lock.until, lock.refreshed with --asset icp"
    #expect(refused.errors.contains(needed), "\(refused.errors)")
    let stale =
      "sed 's/lock.refreshed/note/' ../locks.csv > ../stale.csv; quorate member import ../stale.csv --asset icp -y"
    #expect(try dao(stale, status: 65).errors.contains(needed))
    let misspelt =
      "sed 's/lock.delay/lock.age/' ../locks.csv > ../age.csv; quorate member import ../age.csv --asset icp -y"
    #expect(
      try dao(misspelt, status: 65).errors.contains(
        "which is not known; a lock has asset, amount, ageing, bonus"))
    try dao("quorate member import ../locks.csv --asset icp -y")
    #expect(
      try dao("quorate member show alice").output.contains(
        "lock    icp=100000000, delay 2922d, ageing since 2026-11-01 00:00:00 UTC, refreshed 2026-11-01"))
    let list = try dao("quorate member list").output
    #expect(list.contains("100.00 %") && list.contains("\t0 ICP\t"), "\(list)")
    #expect(try dao("quorate member stats").output.contains("from locks of icp"))
  }

  @Test func `deposits are written in the unit that the charter names`() throws {
    try found("house-of-stake")
    try script.expect(
      0,
      """
      a() { quorate key show $1 -q; }; printf 'account,lock.amount\n%s,1000000000000000000000000\n' $(a alice) > l.csv
      """)
    try dao("quorate member import ../l.csv --asset near -y")
    let body = #"---\ntitle: Adopt it\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"#
    try dao("printf -- '\(body)' > p.md && quorate proposal submit p.md -y")
    #expect(try dao("quorate explain 1").output.contains("asks for 1 NEAR"))
    #expect(try dao("quorate explain 1").output.contains("of 3 reviewers could turn it down (reject)"))
    #expect(try dao("quorate deposit 1 near=1 -y", status: 64).errors.contains("near=1NEAR"))
    try dao("quorate deposit 1 near=0.0000000000000000000000001 -y", status: 64)
    #expect(
      try dao("quorate deposit 1 near=1units --dry-run").output.contains("0.000000000000000000000001 NEAR"))
    #expect(try dao("quorate deposit 1 near=1.0 -y").output.contains("Committed 1 NEAR"))
  }
}
