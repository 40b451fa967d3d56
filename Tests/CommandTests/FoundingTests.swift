import Testing

/// Who may found a workspace where, and who may work in one.
@Suite struct FoundingTests {
  @Test func `of several who found at once one does, and the others take nothing from it`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create ada --light")
    let run = """
      for i in 1 2 3 4; do (quorate init twin --preset token-majority --name Twin --founder ada --simulated-clock 2026-01-01 -q > id.$i 2> err.$i
        echo $? > status.$i) & done; wait
      cat status.? | sort | tr -d '\\n' > all; test "$(cat all)" = 0888 || { cat all err.?; exit 1; }
      test "$(cat id.?)" = "$(cat twin/.quorate/dao)" || exit 2
      cd twin && quorate doctor > /dev/null && test -s .quorate/log-keys.next.json && quorate audit verify -q
      """
    for _ in 0..<3 { try script.expect(0, "rm -rf twin; \(run)") }
    try script.expect(0, "grep -l 'storage.busy\\|storage.exists' err.? | wc -l | grep -q 3")
    // A founding that fails leaves nothing of its own, and all that was there.
    try script.expect(0, "mkdir -p kept && echo mine > kept/note")
    try script.expect(7, "quorate init kept --charter none.yaml --founder ada")
    try script.expect(0, "test $(ls -A kept) = note")
  }

  @Test func `who may not write or read is told so, and where`() throws {
    let script = try CommandScript()
    try script.found()
    // As somebody else where this is root, whom no permission stops.
    let other = #"""
      me() { if [ $(id -u) = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; else "$@"; fi; }
      trap 'chmod -R u+rwX .; chmod 600 .quorate/log-keys*' EXIT; chmod -R a+rX,u-w .;
      """#
    let doctor = try script.expect(3, "\(other) me quorate doctor --json", in: "dao")
    #expect(doctor.output.contains("you may not write"))
    let unread = try script.expect(
      6, "\(other) chmod 000 .quorate/log.sqlite; me quorate status", in: "dao")
    #expect(unread.errors.contains("log.sqlite (storage.permissions)"), "\(unread.errors)")
    let shut = try script.expect(6, "\(other) chmod 000 .quorate; me quorate status", in: "dao")
    #expect(shut.errors.contains("cannot look into") && !shut.errors.contains("workspace.missing"))
    try script.expect(0, "quorate doctor", in: "dao")
  }

  @Test func `a vote that is in the log is not said to have failed`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Keep it")
    try script.expect(0, "rm -rf receipts && touch receipts", in: "dao")
    let voted = try script.expect(0, "quorate vote 1 For -y --key alice --json", in: "dao")
    #expect(voted.output.contains("W013") && voted.output.contains("quorate log prove 3 -o FILE"))
    try script.expect(0, "test $(quorate log show -q) = 4 && quorate log prove 3 -o ../three", in: "dao")
    try script.expect(0, "quorate receipt verify ../three", in: "dao")
  }

  @Test func `of an instant to come nothing is decided`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Not yet")
    let ahead = try script.expect(5, "quorate results 1 --at 2030-01-01 --exit-status -q", in: "dao")
    #expect(ahead.output == "defeated\n")
    let past = try script.expect(5, "quorate results 1 --at 2026-12-02T12:00Z --exit-status", in: "dao")
    #expect(!past.output.split(separator: "\n").contains { $0.hasSuffix(" ") })
    try script.expect(0, "quorate clock advance 30d", in: "dao")
    try script.expect(3, "quorate results 1 --at 2030-01-01 --exit-status -q", in: "dao")
  }
}
