import CanonicalEncoding
import Testing

/// What outsiders get and check, by command line.
@Suite struct EvidenceTests {
  /// A DAO whose one proposal has closed.
  private static func decided() throws -> CommandScript {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice", in: "dao")
    try script.expect(0, "quorate clock advance 6d", in: "dao")
    return script
  }

  @Test func `a bundle is audited far from its workspace`() throws {
    let script = try Self.decided()
    let wrote = try script.expect(0, "quorate audit export -o ../dao.qaudit --json", in: "dao")
    #expect(wrote.output.contains("\"file\":\"../dao.qaudit\""))
    try script.expect(0, "mkdir away; cp dao.qaudit dao/receipts/P-0001-alice.tlog-proof away")
    let audit = try script.expect(
      0, "quorate audit verify dao.qaudit --receipt P-0001-alice.tlog-proof", in: "away")
    #expect(audit.output.contains("✓ 16 receipts") && audit.output.contains("Verdict: VERIFIED"))
    let pin = "0x" + String(repeating: "1", count: 64)
    let other = try script.expect(4, "quorate audit verify dao.qaudit --pin \(pin)", in: "away")
    #expect(other.output.contains("✗  7 identity"))
    try script.expect(64, "quorate audit verify dao.qaudit --pin nonsense", in: "away")
    try script.expect(7, "quorate audit verify missing.qaudit", in: "away")
    try script.expect(4, "head -c 3000 dao.qaudit > cut.qaudit; quorate audit verify cut.qaudit", in: "away")
    try script.expect(4, "quorate audit verify P-0001-alice.tlog-proof", in: "away")
    let newer =
      "sed 's|quorate.audit/1|quorate.audit/2|' dao.qaudit > new.qaudit; quorate audit verify new.qaudit"
    try script.expect(5, newer, in: "away")
    let json = try script.expect(0, "quorate audit verify dao.qaudit --json", in: "away")
    let data = try JSONParser.parse(Array(json.output.utf8)).object?["data"]?.object
    #expect(data?["verdict"] == .string("holds") && data?["steps"]?.array?.count == 16)
  }

  @Test func `a report is one page`() throws {
    let script = try Self.decided()
    try script.expect(0, "quorate audit export -o ../dao.qaudit", in: "dao")
    let report = try script.expect(0, "quorate audit report dao.qaudit -o page.html")
    #expect(report.output.hasSuffix("Wrote page.html\n"))
    let page = try script.expect(0, "cat page.html")
    #expect(page.output.hasPrefix("<!doctype html>") && page.output.contains("Adopt it"))
    try script.expect(7, "quorate audit report dao.qaudit -o no/such/folder/page.html")
  }

  @Test func `a published log is checked, audited, compared, and never overwritten by a fork`() throws {
    let script = try Self.decided()
    try script.expect(0, "cp -r dao forked")
    try script.expect(0, "quorate log publish ../pub", in: "dao")
    try script.expect(0, "quorate log fsck pub")
    try script.expect(0, "quorate audit verify pub")
    try script.expect(0, "quorate queue 1 -y", in: "dao")
    try script.expect(0, "quorate log publish ../pub2", in: "dao")
    let grown = try script.expect(0, "quorate audit compare pub pub2 -q")
    #expect(grown.output == "extends\n")
    let consistent = try script.expect(0, "quorate audit compare pub2 pub -o grown.json")
    #expect(consistent.output.contains("quorate audit verify grown.json"))
    #expect(try script.expect(0, "quorate audit verify grown.json -q").output == "consistent\n")
    try script.expect(
      4,
      "sed 's/\"path\":\\[\"0x./\"path\":[\"0xg/' grown.json > bad.json; quorate audit verify bad.json || exit 4"
    )
    try script.expect(0, "rm -r config/signed")
    try script.expect(0, "quorate clock advance 1d; quorate queue 1 -y", in: "forked")
    try script.expect(0, "quorate log publish ../pub3", in: "forked")
    let first = try script.expect(0, "quorate log monitor pub --once -q")
    let next = try script.expect(0, "quorate log monitor pub2 --once")
    #expect(next.output.contains("(1 new)") && first.output.hasSuffix("\n"))
    let alarm = try script.expect(4, "quorate log monitor pub3 --once")
    #expect(alarm.output.contains("ALARM") && alarm.output.contains("forked"))
    let rollback = try script.expect(4, "quorate log monitor pub --once")
    #expect(rollback.output.contains("accepted here before"))
    let changed = try script.expect(0, "quorate audit diff pub pub2")
    #expect(changed.output.contains("1 new entry") && changed.output.contains("proposal  P-0001"))
    #expect(changed.output.contains("queued") && changed.output.contains("(was: "))
    #expect(try script.expect(0, "quorate audit diff pub2 pub2 -q").output == "0\n")
    try script.expect(64, "quorate audit diff pub2 pub")
    let fork = try script.expect(4, "quorate audit compare pub2 pub3 -o fork.json")
    #expect(fork.output.contains("FORK"))
    let other = try script.expect(4, "quorate audit diff pub2 pub3")
    #expect(other.errors.contains("diff.otherHistory"))
    let proof = try script.expect(4, "quorate audit verify fork.json")
    #expect(proof.output.contains("It proves a FORK"))
    let refused = try script.expect(4, "quorate log publish ../pub2", in: "forked")
    #expect(refused.errors.contains("publication.fork"))
    try script.expect(4, "printf x >> pub/tile/0/000.p/*; quorate log fsck pub")
    let missing = try script.expect(
      4, "rm -r pub2/tile/entries; quorate audit verify pub2 --older; quorate log monitor pub2 --once")
    #expect(missing.output.contains("✗  5 tree") && missing.output.contains("ALARM"))
    try script.expect(7, "quorate log fsck nowhere")
  }

  @Test func `attack 61: whatever audits a log knows that it was set back, and proves that it was forked`()
    throws
  {
    let script = try Self.decided()
    try script.expect(0, "quorate log publish ../old", in: "dao")
    try script.expect(0, "cp -r dao twin && quorate -C dao queue 1 -y && quorate -C dao log publish new")
    try script.expect(0, "quorate audit report new -o new.html")
    for command in ["report old -o old.html", "diff old old", "verify old", "verify -C twin"] {
      let refused = try script.expect(4, "quorate audit \(command)")
      #expect(
        refused.output.contains("accepted here before") || refused.errors.contains("diff.unsound"),
        "\(command): \(refused.output)\(refused.errors)")
      try script.expect(0, "quorate audit \(command) --older")
    }
    try script.expect(
      0, "quorate audit diff old new && quorate -C dao audit verify && test ! -e fork-evidence.json")
    // The twin goes on by itself, and past what is remembered.
    try script.expect(
      0,
      """
      rm -r config/signed; cd twin
      for key in bob carol; do quorate delegate set dave --key $key -y || exit; done; quorate log publish ../fork
      """)
    for command in [
      "audit report fork -o fork.html", "log monitor fork --once", "audit verify fork",
      "audit verify -C twin",
    ] {
      let found = try script.expect(4, "rm -f fork-evidence.json; quorate \(command)")
      #expect(
        found.output.contains("forked") && found.output.contains("Wrote fork-evidence.json"),
        "\(found.output)")
      let proof = try script.expect(4, "quorate audit verify fork-evidence.json")
      #expect(proof.output.contains("It proves a FORK"), "\(command): \(proof.output)")
    }
  }

  @Test func `what lacks a document is undecided, in a folder as in a bundle`() throws {
    let script = try Self.decided()
    try script.expect(0, "quorate log publish ../pub && quorate audit export -o ../dao.qaudit", in: "dao")
    // The electorate, without which nobody's power is known.
    let cut = try script.expect(
      5,
      """
      cp -r pub cut; file=$(grep -rl '^evm:' cut/blob) || exit 9
      rm $file; quorate audit verify cut --older
      """)
    #expect(cut.output.contains("INCOMPLETE") && !cut.output.contains("✗"), "\(cut.output)")
    // Where something else is wrong as well, that is what counts.
    try script.expect(4, "printf x >> cut/tile/entries/000.p/*; quorate audit verify cut --older")
    let altered = try script.expect(
      4,
      "cp -r pub altered; printf x >> $(grep -rl '^evm:' altered/blob); quorate audit verify altered --older")
    #expect(altered.output.contains("✗"))
  }
}
