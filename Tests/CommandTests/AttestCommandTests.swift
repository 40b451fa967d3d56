import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// `quorate attest`, from the registration of release keys to what strangers verify.
@Suite struct AttestCommandTests {
  /// A DAO that registered two release keys and approved the model in `m`, as `P-0003`.
  private static func approved() throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(0, "for n in alice bob; do quorate key create $n --light; done")
    try script.expect(0, "for n in one two stranger; do quorate attest key create $n --light; done")
    let founding = "--founder alice --founder bob --simulated-clock 2026-12-01T12:00Z"
    try script.expect(0, "quorate init first --preset token-majority --name Helios \(founding)")
    try script.expect(
      0,
      #"sed 's/  charter.amend: {track.*/&\n  key.register: {track: standard, topic: models}\n  model.revoke: {track: standard, topic: models}/' first/charter.yaml > c.yaml"#
    )
    try script.expect(0, "quorate init dao --charter c.yaml \(founding)")
    try script.expect(
      0,
      "(echo Account,Allocation; for n in alice bob; do echo $(quorate key show $n -q),500; done) > members.csv && quorate member import ../dao/members.csv -y",
      in: "dao")
    try script.expect(
      0, "mkdir -p m/sub && echo '{}' > m/config.json && echo w > m/sub/w.txt && echo x > m/.gitattributes")
    for (number, name) in ["one", "two"].enumerated() {
      let show = "quorate attest key show \(name) --json"
      let output = try script.expect(0, show).output
      let spki = try JSONParser.parse(Array(output.utf8)).object?["data"]?.object?["spki"]?.string ?? ""
      let action =
        "  - type: key.register\\n    purpose: release\\n    holder: \(name)\\n"
        + "    algorithm: ecdsa-p256\\n    spki: \"\(spki)\"\\n"
      try script.carryOut("Register \(name)", "key.register", action, as: number + 1)
    }
    try script.expect(0, "quorate proposal draft 'Deploy it' --model ../m -o d.md", in: "dao")
    try script.carryOut("d.md", as: 3)
    return script
  }

  @Test func `every holder of a release key signs the same, and strangers verify it`() throws {
    let script = try Self.approved()
    let sign = "quorate attest sign P-3 --model ../m -y"
    try script.expect(0, "\(sign) --with one", in: "dao")
    // Both registered keys are asked for where no threshold is named.
    try script.expect(4, "quorate attest verify attestations/P-0003/approval.dsse.json", in: "dao")
    try script.expect(0, "\(sign) --with two --with-account --key bob", in: "dao")
    try script.expect(0, "\(sign) --with one", in: "dao")
    for file in ["approval.dsse.json", "svr.dsse.json", "vsa.dsse.json", "model.sig"] {
      let outcome = try script.expect(
        0, "quorate attest verify attestations/P-0003/\(file) --model ../m", in: "dao")
      #expect(outcome.output.contains("signed by 2 of 2 keys"), "\(file)")
      #expect(outcome.errors.contains("attest.notLogged"), "\(file)")
      let count = try script.expect(0, "grep -c '\"sig\"' attestations/P-0003/\(file)", in: "dao")
      #expect(count.output == "3\n", "signing again adds no signature to \(file)")
    }
    let keys = "--public-key one.pem --public-key two.pem"
    try script.expect(0, "for n in one two; do cp config/keys/release/$n.pub.pem $n.pem; done")
    let alone = try script.expect(
      0, "quorate attest verify dao/attestations/P-0003/approval.dsse.json \(keys) --at 2026-12-26")
    #expect(alone.errors.contains("attest.unanchored"))
    // Where no charter asks for entries, neither verifying nor watching raises an alarm at keys that are registered.
    try script.expect(0, "quorate log publish ../public", in: "dao")
    let watched = try script.expect(0, "quorate log monitor public --once --attestations dao/attestations")
    #expect(watched.output.contains("4 attestations of release keys looked at"))
    // The log grows; a further holder adopts the proof that stands in what was signed.
    try script.expect(0, "quorate delegate set bob -y --key alice", in: "dao")
    try script.expect(0, "\(sign) --with stranger", in: "dao")
    try script.expect(0, "quorate attest verify attestations/P-0003/approval.dsse.json", in: "dao")
  }

  @Test func `what is expired, altered, of others or not decided is neither signed nor verified`() throws {
    let script = try Self.approved()
    try script.expect(0, "quorate attest sign P-3 --model ../m --with one -y", in: "dao")
    let approval = "attestations/P-0003/approval.dsse.json"
    let verify = "quorate attest verify \(approval) --threshold 1"
    try script.expect(0, verify, in: "dao")
    try script.expect(3, "\(verify) --at 2028-01-01", in: "dao")
    let early = "\(verify) --public-key ../config/keys/release/one.pub.pem --at 2026-12-02"
    try script.expect(5, early, in: "dao")
    try script.expect(4, "\(verify) --public-key ../config/keys/release/stranger.pub.pem", in: "dao")
    try script.expect(0, "echo y > m/sub/w.txt")
    try script.expect(4, "\(verify) --model ../m", in: "dao")
    try script.expect(
      4, "quorate attest verify attestations/P-0003/model.sig --threshold 1 --model ../m", in: "dao")
    let refused = try script.expect(4, "quorate attest sign P-3 --model ../m --with two -y", in: "dao")
    #expect(refused.errors.contains("attest.subject"))
    try script.expect(0, "echo w > m/sub/w.txt")
    // What others signed is compared, not believed.
    try script.expect(0, "cp attestations/P-0003/vsa.dsse.json attestations/P-0003/svr.dsse.json", in: "dao")
    let differs = try script.expect(4, "quorate attest sign P-3 --model ../m --with two -y", in: "dao")
    #expect(differs.errors.contains("attest.differs"))
    #expect(
      try script.expect(8, "quorate attest sign P-1 --with one -y", in: "dao").errors.contains(
        "attest.undecided"))
    try script.expect(0, "echo wrong > wrong && chmod 600 wrong")
    try script.expect(6, "quorate attest sign P-3 --with one -y --passphrase-file ../wrong", in: "dao")
    try script.expect(7, "quorate attest sign P-3 --with nobody -y", in: "dao")
    try script.expect(64, "quorate attest verify dao/\(approval)")
  }

  @Test func `an evaluator signs the result of tests, and nobody signs a decision from a file`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate attest key create eval --light")
    let statement =
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"aa"}}],"predicateType":"TYPE","#
      + #""predicate":{"result":"PASSED","configuration":[{"uri":"file:log.json"}],"extra":1}}"#
    let tests = statement.replacing("TYPE", with: "https://in-toto.io/attestation/test-result/v0.1")
    try script.expect(
      0, "echo '\(tests)' > t.json && quorate attest sign t.json --with eval -o t.dsse.json -y")
    try script.expect(8, "quorate attest sign t.json --with eval -o t.dsse.json -y")
    try script.expect(0, "quorate attest verify t.dsse.json --public-key config/keys/release/eval.pub.pem")
    try script.expect(2, "quorate attest sign t.json --with eval -o u.dsse.json")
    for type in ["https://slsa.dev/verification_summary/v1", "https://in-toto.io/attestation/svr/v0.2"] {
      try script.expect(0, "echo '\(statement.replacing("TYPE", with: type))' > d.json")
      let outcome = try script.expect(6, "quorate attest sign d.json --with eval -o d.dsse.json -y --json")
      #expect(outcome.output.contains("attest.onlyFromLog"))
    }
  }
}

extension CommandScript {
  /// Writes a proposal with one action, and carries it out.
  func carryOut(_ title: String, _ kind: String, _ action: String, as number: Int) throws {
    try Data(
      "---\ntitle: \(title)\nkind: \(kind)\nactions:\n\(action.replacing("\\n", with: "\n"))---\n\n## Summary\n\nWe do.\n"
        .utf8
    ).write(to: folder.appending(path: "dao/p.md"))
    try carryOut("p.md", as: number)
  }

  /// Submits a proposal, has both members vote for it, and executes it.
  func carryOut(_ file: String, as number: Int) throws {
    try expect(0, "quorate proposal submit \(file) -y --key alice && quorate clock advance 1d", in: "dao")
    try expect(0, "for n in alice bob; do quorate vote \(number) For -y --key $n; done", in: "dao")
    try expect(0, "quorate clock advance 5d && quorate queue \(number) -y --key alice", in: "dao")
    try expect(0, "quorate clock advance 2d && quorate execute \(number) -y --key alice", in: "dao")
  }
}
