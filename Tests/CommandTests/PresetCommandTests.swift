import QuorateTesting
import Testing

/// Parts of power, ballots that are taken back and rewards as members type them.
@Suite struct PresetCommandTests {
  private let script: CommandScript

  /// A DAO of alice with 5,000, bob with 3,000 and carol with 2,000 tokens, who lend parts to at most two.
  init() throws {
    script = try CommandScript()
    let founding = "--founder alice --founder bob --founder carol --simulated-clock 2026-12-01T12:00Z"
    for name in ["alice", "bob", "carol"] { try script.expect(0, "quorate key create \(name) --light") }
    try script.expect(0, "quorate init plain --preset token-majority --name 'Test DAO' \(founding)")
    try script.expect(
      0,
      """
      sed -e 's/{mode: full, depth: 8}/{mode: basis-points, delegates: 2}/' \
      -e 's/replaceable: true/replaceable: true, withdrawable: true/' \
      -e 's/^tracks:/rewards: {weights: {general: 3}}\\n\\ntracks:/' plain/charter.yaml > parts.yaml
      """)
    try script.expect(0, "quorate init dao --charter parts.yaml \(founding)")
    try dao(
      """
      (echo Account,Allocation; for n in alice:5000 bob:3000 carol:2000; do
      echo $(quorate key show ${n%:*} -q),${n#*:}; done) > members.csv
      quorate member import ../dao/members.csv -y
      """)
  }

  private func dao(
    _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws {
    try script.expect(status, line, in: "dao", at: location)
  }

  private func propose() throws {
    let body = #"---\ntitle: Adopt it\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"#
    try dao("printf -- '\(body)' > p.md && quorate proposal submit p.md -y && quorate clock advance 1d")
  }

  @Test func `parts of power are lent, listed and taken back`() throws {
    try dao("quorate delegate set bob --share 12.5% -y --key alice | grep -q 'now has 12.5 % of your power'")
    try dao("quorate delegate set carol --share 90% -y --key alice", status: 8)
    try dao("quorate delegate set carol --share 0% -y --key alice", status: 64)
    try dao("quorate delegate set carol --share 50 -y --key alice && quorate delegate list | grep -qF '50 %'")
    try propose()
    try dao("quorate vote 1 For -y --key bob && quorate vote 1 Against -y --key alice")
    // 3,000 and an eighth of 5,000 for it, three eighths of 5,000 against it.
    try dao("quorate results 1 --json | grep -q 3625")
    try dao("quorate results 1 --json | grep -q 1875")
    try dao("quorate delegate revoke bob -y --key alice && ! quorate delegate list | grep -qF '12.5 %'")
    try dao("quorate audit")
  }

  @Test func `a ballot is taken back, and voting earns a share`() throws {
    try dao("quorate member rewards | grep -q '0 votes closed'")
    try propose()
    try dao("quorate vote 1 For -y --key bob && quorate vote 1 --withdraw -y --key bob")
    try dao("quorate vote 1 --withdraw -y --key bob", status: 8)
    try dao("quorate vote 1 For -y --key alice && quorate clock advance 10d")
    try dao("quorate member rewards --pool 1000 | grep -q '50.00 %.*500'")
    try dao("quorate explain 1 | grep -q 'in holders counts 3-fold, by its topic general'")
    try dao("quorate member rewards --pool half", status: 64)
    try dao("quorate audit")
  }

  @Test func `voting earns nothing where the charter does not say so`() throws {
    try script.expect(7, "quorate member rewards", in: "plain")
  }
}
