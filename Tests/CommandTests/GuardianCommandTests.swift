import QuorateTesting
import Testing

/// Review, waiving and putting off as guardians type them, in a DAO whose charter names guardians.
@Suite struct GuardianCommandTests {
  private let script: CommandScript

  private static let guardians = [
    "    review: 4d", "    guardians:", "      - {act: approve, by: council, during: [review]}",
    "      - {act: reject, by: council, during: [review]}",
    "      - {act: slash, by: registrar, during: [review]}",
    "      - {act: waive, by: council, during: [timelock]}",
    "      - {act: postpone, by: registrar, during: [timelock], at_most: 3d}",
  ]

  /// A DAO of alice, bob and carol, any two of whom are its council, and of dave, who is in no role.
  init() throws {
    script = try CommandScript()
    let founding = "--founder alice --founder bob --founder carol"
    for name in ["alice", "bob", "carol", "dave"] {
      try script.expect(0, "quorate key create \(name) --light")
    }
    try script.expect(
      0,
      "quorate init plain --preset token-majority --name 'Test DAO' \(founding) --simulated-clock 2026-12-01T12:00Z"
    )
    let lines = Self.guardians.joined(separator: "\\n")
    try script.expect(0, "sed '0,/^    veto_by: council.*/s//\(lines)/' plain/charter.yaml > guarded.yaml")
    try script.expect(
      0, "quorate init dao --charter guarded.yaml \(founding) --simulated-clock 2026-12-01T12:00Z")
    try dao(
      """
      (echo Account,Allocation; for n in alice:5000 bob:3000 carol:2000 dave:1000; do
      echo $(quorate key show ${n%:*} -q),${n#*:}; done) > members.csv
      quorate member import ../dao/members.csv -y
      """)
    let body = #"---\ntitle: Adopt it\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"#
    try dao("printf -- '\(body)' > p.md && quorate proposal submit p.md -y")
  }

  private func dao(
    _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws {
    try script.expect(status, line, in: "dao", at: location)
  }

  @Test func `two reviewers let a proposal through, and no other one may`() throws {
    let refused = try script.expect(6, "quorate review approve 1 -y --key dave", in: "dao")
    #expect(refused.errors.contains("others than the signer have it approved (role.missing)"))
    try dao("quorate vote 1 For -y --key alice", status: 8)
    for name in ["alice", "bob"] { try dao("quorate review approve 1 -y --key \(name)") }
    try dao("quorate review reject 1 -r late -y --key carol", status: 8)
    try dao("quorate clock advance 1d && quorate vote 1 For -y --key alice")
    try dao("quorate audit")
  }

  @Test func `a reviewer's no ends it`() throws {
    try dao("quorate review slash 1 -r spam -y --key carol")
    try dao("quorate review approve 1 -y --key alice", status: 8)
    try dao("quorate proposal show 1 | grep -qi slashed")
    try dao("quorate audit")
  }

  @Test func `trust 18: execution is put off once, and at once where the council gives its veto up`() throws {
    for name in ["alice", "bob"] { try dao("quorate review approve 1 -y --key \(name)") }
    try dao("quorate clock advance 1d && quorate vote 1 For -y --key alice && quorate clock advance 6d")
    try dao("quorate queue 1 -y --key dave")
    try dao("quorate postpone 1 -r 'a regression' -y --key dave", status: 6)
    try dao("quorate postpone 1 -r 'a regression' -y --key carol")
    // Three days more than the two of the timelock.
    try dao(
      "quorate postpone 1 -r 'a regression' -y --key bob | grep -q 'It is postponed until 2026-12-13 12:00:00 UTC'"
    )
    try dao("quorate clock advance 4d && quorate execute 1 -y --key dave", status: 5)
    for name in ["alice", "bob"] { try dao("quorate waive 1 -y --key \(name)") }
    try dao("quorate execute 1 -y --key dave && quorate audit")
  }
}
