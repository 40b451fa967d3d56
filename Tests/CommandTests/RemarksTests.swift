import Testing

/// What `explain` says besides the tests, where the charter is another than that of the seven failures.
@Suite struct RemarksTests {
  /// A DAO whose power is the least of two moments, neither of them before the proposal, and whose late quorum extends
  /// votes.
  private static func voted(_ more: String = "") throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(0, "quorate key create ada --light -q; quorate key create ben --light -q")
    try script.expect(
      0,
      "quorate init draft --preset token-majority --name A --founder ada --simulated-clock 2026-12-01T12:00Z -q && mv draft/charter.yaml . && "
        + "rm -r draft && sed -i -e 's/read: snapshot-at-submission/read: {min: [submission, opening]}/' "
        + "-e 's/^    period: 5d.*/    period: 5d\\n    late_quorum: {test: quorum, by: 3d}\(more)/' charter.yaml"
    )
    try script.expect(
      0,
      "quorate init dao --founder ada --charter charter.yaml --simulated-clock 2026-12-01T12:00Z -q")
    try script.expect(
      0,
      "(echo account,amount; for n in ada:500 ben:300; do echo $(quorate key show ${n%:*} -q),${n#*:}; done) > ../m.csv; "
        + "quorate member import ../m.csv -y -q --key ada", in: "dao")
    try script.propose("A roadmap")
    try script.expect(0, "quorate clock advance '4d 23h' -q; quorate vote 1 For -y -q --key ada", in: "dao")
    return script
  }

  @Test func `power that is read from the submission on is not said to keep out what was bought before it`()
    throws
  {
    let explained = try Self.voted().expect(0, "quorate explain 1", in: "dao").output
    #expect(
      explained.contains("is the least held when it was submitted and when voting opens.\n"), "\(explained)")
    #expect(!explained.contains("borrowed"), "\(explained)")
  }

  @Test(arguments: [
    ("", "Voting was extended because the test quorum was met late: to 2026-12-10 11:00:00 UTC"),
    (
      "\\n    wait_for_quiet: {increase: 1d, house: holders, option: For, against: Against}",
      "Voting was extended: to 2026-12-10 11:00:00 UTC"
    ),
  ])
  func `why a vote was extended is said where only one thing can have done it`(
    _ more: String, _ sentence: String
  ) throws {
    let explained = try Self.voted(more).expect(0, "quorate explain 1", in: "dao").output
    #expect(explained.contains(sentence), "\(explained)")
  }

  @Test func `what a proposal waits for, and what becomes of ballots in each house, is said`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create ada --light -q")
    try script.expect(
      0,
      "quorate init draft --preset token-majority --name A --founder ada --simulated-clock 2026-12-01T12:00Z -q && mv draft/charter.yaml . && "
        + "rm -r draft && sed -i -e 's/^houses:/houses:\\n  people: {electorate: members, power: {source: heads}, "
        + "read: snapshot-at-submission}/' -e 's/houses: .holders./houses: [holders, people]/' "
        + "-e 's/replaceable: true/replaceable: true, houses: {people: {replaceable: false}}/' "
        + "-e 's/^    period: 5d.*/    period: 5d\\n    deposit: {amounts: {near: \"1\"}, within: 3d}/' charter.yaml"
    )
    try script.expect(
      0, "quorate init dao --founder ada --charter charter.yaml --simulated-clock 2026-12-01T12:00Z -q")
    try script.expect(
      0,
      "(echo account,amount; echo $(quorate key show ada -q),500) > ../m.csv; quorate member import ../m.csv -y -q",
      in: "dao")
    let submitted = try script.expect(
      0,
      "printf -- '---\\ntitle: A roadmap\\nkind: text.resolution\\n---\\n\\n## Summary\\n\\nWe do.\\n' > p.md && "
        + "quorate proposal submit p.md -y", in: "dao"
    ).output
    #expect(submitted.contains("quorate deposit P-0001"), "\(submitted)")
    #expect(submitted.contains("voting opens 1d after what it waits for, for 5d"), "\(submitted)")
    #expect(!submitted.contains("quorate vote"), "\(submitted)")
    let explained = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(
      explained.contains("Ballots of people (single-choice) are cast for good.")
        && explained.contains("Ballots of holders (single-choice) can be replaced while voting is open."),
      "\(explained)")
  }
}
