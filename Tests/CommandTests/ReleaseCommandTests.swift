import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// Releases whose signatures are entries: `quorate attest` from the keys to the alarm.
@Suite struct ReleaseCommandTests {
  /// A DAO whose charter asks for two holders, of `one` and `two`, and that approved the model in `m` as `P-0001`.
  static func approved() throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(0, "for n in alice bob; do quorate key create $n --light; done")
    try script.expect(0, "for n in one two stranger; do quorate attest key create $n --light; done")
    let founding = "--founder alice --founder bob --simulated-clock 2026-12-01T12:00Z"
    try script.expect(0, "quorate init first --preset token-majority --name Helios \(founding)")
    let kinds = ["key.revoke", "model.revoke", "emergency.ratify", "emergency.lift"].map {
      "  \($0): {track: standard, topic: models}"
    }
    try script.expect(
      0,
      "sed 's/  charter.amend: {track.*/&\\n\(kinds.joined(separator: "\\n"))/' first/charter.yaml > c.yaml")
    var block =
      "brake: {pause_by: council, revoke_by: council, after_lapse: {model: needs-approval}}\nrelease:\n  needs: 2\n  keys:\n"
    for name in ["one", "two"] {
      block += "    - {holder: lab-\(name), algorithm: ecdsa-p256, spki: \"\(try script.spki(of: name))\"}\n"
    }
    try script.expect(0, "cat >> c.yaml <<'END'\n\(block)END")
    try script.expect(0, "quorate init dao --charter c.yaml \(founding) && quorate charter lint c.yaml")
    try script.expect(
      0,
      "(echo Account,Allocation; for n in alice bob; do echo $(quorate key show $n -q),500; done) > members.csv && quorate member import ../dao/members.csv -y",
      in: "dao")
    try script.expect(0, "mkdir -p m && echo '{}' > m/config.json && echo w > m/w.txt")
    try script.expect(0, "quorate proposal draft 'Deploy it' --model ../m -o d.md", in: "dao")
    try script.carryOut("d.md", as: 1)
    return script
  }

  @Test func `two holders put their signatures on record, and anybody gets the envelopes from the log`()
    throws
  {
    let script = try Self.approved()
    let registered = try script.expect(0, "quorate attest key registered", in: "dao")
    #expect(registered.output.contains("lab-one\tecdsa-p256\tcharter\tsigns"))
    let sign = "quorate attest sign P-1 --model ../m -y"
    let first = try script.expect(0, "\(sign) --with one", in: "dao")
    #expect(first.output.contains("1 of 2 holders: lab-one") && first.output.contains("Signed as lab-one"))
    try script.expect(1, "test -e attestations", in: "dao")
    let early = try script.expect(5, "quorate attest export P-1", in: "dao")
    #expect(early.errors.contains("attest.incomplete"))
    #expect(
      try script.expect(6, "\(sign) --with stranger", in: "dao").errors.contains("release.keyUnknown"))
    #expect(
      try script.expect(8, "\(sign) --with one", in: "dao").errors.contains("release.alreadySigned"))
    // The log grew; the second holder takes over the proof of the first. Any account puts it on record.
    let second = try script.expect(0, "\(sign) --with two --key bob", in: "dao")
    #expect(second.output.contains("2 of 2 holders: lab-one, lab-two"))
    for file in ["approval.dsse.json", "svr.dsse.json", "vsa.dsse.json", "model.sig"] {
      let outcome = try script.expect(
        0, "quorate attest verify attestations/P-0001/\(file) --model ../m", in: "dao")
      #expect(outcome.output.contains("on record in the log: lab-one (entry"), "\(file)")
    }
    try script.expect(0, "quorate audit verify -q && quorate log publish ../public", in: "dao")
    try script.expect(0, "quorate audit export -o ../b.qaudit", in: "dao")
    for (number, log) in ["public", "b.qaudit"].enumerated() {
      let places = "--log \(log) --pin $(cat dao/.quorate/dao)"
      try script.expect(0, "quorate attest export P-1 \(places) -o out\(number)")
      try script.expect(0, "diff -r out\(number) dao/attestations/P-0001")
      let verified = try script.expect(
        0, "quorate attest verify out\(number)/approval.dsse.json \(places) --model m --at 2026-12-20")
      #expect(verified.errors.isEmpty && verified.output.contains("lab-two (entry"))
    }
    try script.expect(
      0, "quorate log monitor public --once --attestations out0 --attestations out1/model.sig")
  }

  @Test func `a holder who has only the published log signs from it, and anybody submits that`() throws {
    let script = try Self.approved()
    let from = "--log public --pin $(cat dao/.quorate/dao) --model m -y"
    for (name, key) in [("one", "bob"), ("two", "alice")] {
      try script.expect(0, "quorate log publish ../public", in: "dao")
      let signed = try script.expect(0, "quorate attest sign P-1 --with \(name) \(from) -o \(name).json")
      #expect(signed.output.contains("Signed approval, model, svr, vsa into \(name).json"))
      try script.expect(0, "quorate delegate set alice -y --key bob", in: "dao")
      let submitted = try script.expect(0, "quorate attest submit ../\(name).json -y --key \(key)", in: "dao")
      #expect(submitted.output.contains("Signed as lab-\(name)"))
    }
    try script.expect(0, "quorate attest verify attestations/P-0001/model.sig --model ../m", in: "dao")
    let again = try script.expect(8, "quorate attest submit ../one.json -y --key bob", in: "dao")
    #expect(again.errors.contains("release.alreadySigned"))
    try script.expect(8, "quorate attest sign P-1 --with one \(from) -o one.json")
    let stranger = "quorate attest sign P-1 --with stranger \(from) -o s.json"
    #expect(try script.expect(6, stranger).errors.contains("release.keyUnknown"))
    let pin = "--pin 0x\(String(repeating: "0", count: 64))"
    try script.expect(4, "quorate attest sign P-1 --with one --log public \(pin) -y -o t.json")
    try script.expect(64, "quorate attest sign P-1 --with one --log public -y -o t.json")
    for (edit, status, code) in [
      ("s/\"signature\": \"0x30/\"signature\": \"0x31/", Int32(4), "release.signature"),
      ("s/\"name\": \"svr\"/\"name\": \"svq\"/", 65, "release.form"),
      ("s/\"dao\": \"0x./\"dao\": \"0xg/", 65, "field.unexpected"),
    ] {
      try script.expect(0, "sed '\(edit)' one.json > t.json")
      let refused = try script.expect(
        status, "quorate attest submit ../t.json -y --json --key bob", in: "dao")
      #expect(refused.output.contains(code), "\(edit): \(refused.output)")
    }
  }

  @Test func `what the log stopped since is no longer verified, however well it is signed`() throws {
    let script = try Self.approved()
    for name in ["one", "two"] {
      try script.expect(0, "quorate attest sign P-1 --model ../m -y --with \(name)", in: "dao")
    }
    let (approval, svr) = ("attestations/P-0001/approval.dsse.json", "attestations/P-0001/svr.dsse.json")
    let good = try script.expect(0, "quorate attest verify \(approval) --model ../m", in: "dao")
    #expect(good.output.contains("nothing that took back what P-0001 approved") && good.errors.isEmpty)
    // In a copy, under keys that count as stolen.
    try script.expect(0, "cp -r dao twin; cp -r config other")
    let twin = "export QUORATE_CONFIG_DIR=$PWD/../other; quorate log key rotate --compromised-since 3 -y -q"
    for file in [approval, svr] {
      let doubted = try script.expect(3, "(\(twin)) > /dev/null; quorate attest verify \(file)", in: "twin")
      #expect(doubted.output.contains("✗ what P-0001 approved does not count any more: suspended"), "\(file)")
      #expect(doubted.errors.contains("attest.suspended"), "\(doubted.errors)")
    }
    // While a pause runs the approval stands; when it has lapsed, not any more.
    try script.expect(
      0, "quorate pause INC-1 --model ../m --env production -r x --for 1h -y -q --key alice", in: "dao")
    try script.expect(0, "quorate pause INC-1 -r x -y -q --key bob", in: "dao")
    let paused = try script.expect(0, "quorate attest verify \(approval)", in: "dao")
    #expect(paused.errors.contains("W003") && paused.errors.contains("INC-1"), "\(paused.errors)")
    let lapsed = try script.expect(3, "quorate clock advance 1h -q; quorate attest verify \(svr)", in: "dao")
    #expect(lapsed.errors.contains("attest.lapsed") && lapsed.output.contains("pause for INC-1 lapsed"))
    // Taken back: quiet too, from the published log too, and not for an instant before.
    try script.expect(0, "quorate revoke INC-2 --model ../m -r x -y -q --key alice", in: "dao")
    try script.expect(0, "quorate revoke INC-2 -r x -y -q --key bob", in: "dao")
    let quiet = try script.expect(3, "quorate attest verify \(approval) -q", in: "dao")
    #expect(quiet.output.hasSuffix("revoked\n") && quiet.errors.contains("attest.revoked"))
    try script.expect(0, "quorate log publish ../public -q", in: "dao")
    let outside = "quorate attest verify dao/\(approval) --log public --pin $(cat dao/.quorate/dao)"
    let json = try script.expect(3, "\(outside) --json").output
    #expect(json.contains("\"code\":\"attest.revoked\"") && json.contains("\"proposal\":\"P-0001\""))
    try script.expect(0, "\(outside) --at 2026-12-09T12:00Z")
    // Without a log nobody can tell, and it is said that nobody looked.
    let keys = ["one", "two"].map { "--public-key config/keys/release/\($0).pub.pem" }.joined(separator: " ")
    let blind = try script.expect(
      0, "quorate attest verify dao/\(approval) \(keys) --at 2026-12-20T12:00Z")
    #expect(blind.errors.contains("attest.logNotSeen"), "\(blind.errors)")
  }

  @Test func `trust 22: a signature that is in no log raises an alarm, whoever else signed`() throws {
    let script = try Self.approved()
    try script.expect(0, "cp -r dao twin")
    let sign = "quorate attest sign P-1 -y --with"
    for name in ["one", "two"] { try script.expect(0, "\(sign) \(name)", in: "twin") }
    let stolen = "../twin/attestations/P-0001/approval.dsse.json"
    try script.expect(0, "quorate attest verify \(stolen)", in: "twin")
    let keys =
      "--public-key ../config/keys/release/one.pub.pem --public-key ../config/keys/release/two.pub.pem"
    for flags in ["", keys, "\(keys) --threshold 1"] {
      let alarm = try script.expect(4, "quorate attest verify \(stolen) \(flags) --json", in: "dao")
      #expect(alarm.output.contains("attest.unlogged"), "\(flags)")
    }
    // One of the two is on record by now, and the other is not.
    try script.expect(0, "rm -r config/signed config/accepted")
    try script.expect(0, "\(sign) one", in: "dao")
    let half = try script.expect(4, "quorate attest verify \(stolen)", in: "dao")
    #expect(half.errors.contains("attest.unlogged") && half.errors.contains("lab-"))
    try script.expect(0, "quorate log publish ../public", in: "dao")
    try script.expect(0, "quorate log monitor public --once")
    let monitor = try script.expect(
      4, "quorate log monitor public --once --attestations twin/attestations --json")
    #expect(monitor.output.contains("attest.unlogged") && monitor.output.contains("ALARM"))
    // Whoever stole a key chooses the name of the file.
    let source = "twin/attestations/P-0001/approval.dsse.json"
    for (name, made) in [
      ("y.json", "cat \(source)"), ("noext", "cat \(source)"),
      ("z.jsonl", "echo '{}'; tr -d '\\n' < \(source)"),
    ] {
      try script.expect(
        0, "rm -rf found; mkdir found; echo junk > found/readme.txt; (\(made)) > found/\(name)")
      let found = try script.expect(4, "quorate log monitor public --once --attestations found --json")
      #expect(found.output.contains("attest.unlogged"), "\(name)")
    }
    try script.expect(0, "rm found/z.jsonl")
    let junk = try script.expect(0, "quorate log monitor public --once --attestations found").output
    #expect(junk.contains("1 file without any"), "\(junk)")
  }

  @Test func `trust 22: the proof is under a checkpoint that enough witnesses have cosigned`() throws {
    let outcome = try Self.approved().shell(
      """
      trap 'kill $(cat ../w.pid) 2> /dev/null' EXIT
      # One signed before there were witnesses: nobody takes over a proof that they never saw.
      (cd dao && quorate attest sign P-1 --with one -y) > out || exit 1
      url=http://127.0.0.1:$((20000 + RANDOM % 12000))
      quorate witness init w --name w.example/a -q > w.key || exit 1
      (cd dao && quorate log witness add w "$(cat ../w.key)" $url) > added || exit 2
      grep -o "'.*'" added | tr -d "'" | xargs quorate witness trust w > /dev/null || exit 3
      quorate witness serve w --listen ${url#http://} 2> w.err & echo $! > w.pid
      for i in $(seq 100); do grep -q Listening w.err && break; sleep 0.1; done
      cd dao
      quorate attest sign P-1 --with two -y > out 2>&1; test $? = 5 || exit 4
      grep -q attest.unwitnessed out || exit 5
      quorate log witness sync > /dev/null || exit 6
      quorate attest sign P-1 --with two -y > out 2>&1 || exit 7
      grep -q 'approval    1 of 2 holders: lab-two$' out || exit 10
      grep -q 'over another proof, and can sign again: lab-one$' out || exit 10
      quorate attest sign P-1 --with one -y > out 2>&1 || exit 11
      quorate attest verify attestations/P-0001/approval.dsse.json --policy witnesses.policy > out || exit 8
      grep -q 'enough witnesses had seen' out || exit 9
      """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  @Test func `a key that was taken back alters no release, unless it was stolen before`() throws {
    let script = try Self.approved()
    for name in ["one", "two"] {
      try script.expect(0, "quorate attest sign P-1 --with \(name) -y", in: "dao")
    }
    let verify = "quorate attest verify attestations/P-0001/approval.dsse.json"
    for (number, since) in [(2, ""), (3, "    compromised_since: \\\"2026-12-05T12:00:00Z\\\"\\n")] {
      let id = try script.expect(
        0, "quorate attest key registered | grep 'lab-\(number == 2 ? "one" : "two")' | cut -f5", in: "dao"
      ).output.filter { !$0.isWhitespace }
      let action =
        "  - type: key.revoke\\n    purpose: release\\n    key: \"\(id)\"\\n    reason: lost\\n"
        + since.replacing("\\\"", with: "\"")
      try script.carryOut("Take back \(number)", "key.revoke", action, as: number)
      let outcome = try script.expect(number == 2 ? 0 : 4, verify, in: "dao")
      if number == 3 { #expect(outcome.errors.contains("attest.signatures")) }
    }
    let signs = try script.expect(6, "quorate attest sign P-1 --with one -y", in: "dao")
    #expect(signs.errors.contains("release.keyEnded"))
  }

  @Test func `what was taken back is signed as taken back, and never as approved`() throws {
    let script = try Self.approved()
    func digest(_ name: String) throws -> String {
      try script.expect(0, "grep -m1 -o '\(name): *\"0x[0-9a-f]*' d.md | grep -o '0x.*'", in: "dao").output
        .filter { !$0.isWhitespace }
    }
    let (root, tree) = (try digest("oms_root"), try digest("dir_hash"))
    let action =
      "  - type: model.revoke\\n    oms_root: \"\(root)\"\\n    dir_hash: \"\(tree)\"\\n    reason: it leaks\\n"
    try script.carryOut("Take it back", "model.revoke", action, as: 2)
    let refused = try script.expect(3, "quorate attest sign P-1 --with one -y", in: "dao")
    #expect(refused.errors.contains("attest.revoked"))
    for name in ["one", "two"] {
      try script.expect(0, "quorate attest sign P-2 --with \(name) -y", in: "dao")
    }
    let outcome = try script.expect(
      0, "quorate attest verify attestations/P-0002/revocation.dsse.json", in: "dao")
    #expect(outcome.output.contains("took its approvals back"))
  }
}

extension CommandScript {
  /// The SubjectPublicKeyInfo of a release key, as a proposal registers it.
  func spki(of name: String) throws -> String {
    let output = try expect(0, "quorate attest key show \(name) --json").output
    return try JSONParser.parse(Array(output.utf8)).object?["data"]?.object?["spki"]?.string ?? ""
  }
}
