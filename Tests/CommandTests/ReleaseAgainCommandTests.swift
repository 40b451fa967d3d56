import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// `quorate attest` where some of a release is on record already, and where a key must not sign.
@Suite struct ReleaseAgainCommandTests {
  private static let places = "--log public --pin $(cat dao/.quorate/dao)"

  private func size(_ script: CommandScript) throws -> String {
    try script.expect(0, "quorate audit verify --json | grep -o '\"size\": *[0-9]*'", in: "dao").output
  }

  @Test func `holders who signed from logs of different sizes come together, and the release is complete`()
    throws
  {
    let script = try ReleaseCommandTests.approved()
    // Both sign before either submits.
    for (name, member) in [("one", "alice"), ("two", "bob")] {
      try script.expect(0, "quorate log publish ../public", in: "dao")
      try script.expect(
        0, "quorate attest sign P-1 --with \(name) \(Self.places) --model m -y -o \(name).json")
      let other = member == "alice" ? "bob" : "alice"
      try script.expect(0, "quorate delegate set \(other) -y --key \(member)", in: "dao")
    }
    try script.expect(0, "quorate attest submit ../one.json -y --key alice", in: "dao")
    let second = try script.expect(0, "quorate attest submit ../two.json -y --key bob", in: "dao")
    #expect(
      second.output.contains(
        "  approval    1 of 2 holders: lab-one\n              over another proof, and can sign again: lab-two\n"
      ))
    #expect(second.output.contains("svr         2 of 2 holders: lab-one, lab-two\n"))
    try script.expect(5, "quorate attest export P-1", in: "dao")
    let again = try script.expect(0, "quorate attest sign P-1 --with two --model ../m -y", in: "dao")
    #expect(again.output.contains("approval    2 of 2 holders: lab-one, lab-two"))
    for file in ["approval.dsse.json", "svr.dsse.json", "vsa.dsse.json", "model.sig"] {
      try script.expect(0, "quorate attest verify attestations/P-0001/\(file) --model ../m", in: "dao")
    }
    for name in ["one", "two"] {
      let refused = try script.expect(
        8, "quorate attest sign P-1 --with \(name) --model ../m -y", in: "dao")
      #expect(refused.errors.contains("release.alreadySigned"), "\(name)")
    }
    try script.expect(0, "quorate audit verify && quorate log publish ../public", in: "dao")
    try script.expect(
      0, "quorate attest export P-1 \(Self.places) -o out && diff -r out dao/attestations/P-0001")
  }

  @Test func `who signed without the files adds model.sig later`() throws {
    let script = try ReleaseCommandTests.approved()
    for name in ["one", "two"] {
      try script.expect(0, "quorate attest sign P-1 --with \(name) -y", in: "dao")
    }
    try script.expect(1, "test -e attestations/P-0001/model.sig", in: "dao")
    for name in ["one", "two"] {
      try script.expect(0, "quorate attest sign P-1 --with \(name) --model ../m -y", in: "dao")
    }
    try script.expect(0, "quorate attest verify attestations/P-0001/model.sig --model ../m", in: "dao")
  }

  @Test func `trust 22: who signs from a published log is shown no older one and no fork`() throws {
    let script = try ReleaseCommandTests.approved()
    try script.expect(0, "quorate log publish ../public && cp -r . ../twin", in: "dao")
    try script.expect(0, "cp -r public older")
    try script.expect(
      0, "quorate delegate set alice -y --key bob && quorate log publish ../public", in: "dao")
    // The twin goes on elsewhere.
    try script.expect(0, "rm -r config/signed")
    try script.expect(0, "quorate delegate set bob -y --key alice && quorate log publish ../fork", in: "twin")
    let sign = "quorate attest sign P-1 --with one --pin $(cat dao/.quorate/dao) -y"
    try script.expect(0, "\(sign) --log public -o a.json")
    for log in ["older", "fork"] {
      let refused = try script.expect(4, "\(sign) --log \(log) -o b.json")
      #expect(refused.errors.contains("attest.audit"), "\(log): \(refused.errors)")
    }
    try script.expect(1, "test -e b.json")
    try script.expect(0, "\(sign) --log public -o b.json")
    // What is only looked up may be older.
    try script.expect(0, "quorate attest key registered && quorate audit verify", in: "dao")
  }

  // MARK: Keys that must not sign

  @Test func `every key is looked at before the first makes an entry`() throws {
    let script = try ReleaseCommandTests.approved()
    let before = try size(script)
    let refused = try script.expect(
      6, "quorate attest sign P-1 --with one --with-account --key alice -y", in: "dao")
    #expect(refused.errors.contains("release.keyUnknown"))
    #expect(try size(script) == before)
    // Before a log is read, and a passphrase asked for.
    let flags = try script.expect(
      64, "quorate attest sign P-1 --with one --with-account --log nowhere -o t.json")
    #expect(flags.errors.contains("--with-account"))
  }

  @Test func `trust 22: a release key signs no statement of its own, which would be an alarm`() throws {
    let script = try ReleaseCommandTests.approved()
    let statement =
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"aa"}}],"#
      + #""predicateType":"https://in-toto.io/attestation/test-result/v0.1","#
      + #""predicate":{"result":"PASSED","configuration":[{"uri":"file:log.json"}]}}"#
    try script.expect(0, "echo '\(statement)' > st.json")
    let sign = "quorate attest sign ../st.json -y -o st.dsse.json --with"
    let refused = try script.expect(6, "\(sign) one", in: "dao")
    #expect(refused.errors.contains("attest.reservedKey"))
    try script.expect(1, "test -e st.dsse.json", in: "dao")
    try script.expect(0, "\(sign) stranger", in: "dao")
    // Where no DAO is at hand nobody can know; whoever verifies it with the log does.
    try script.expect(0, "quorate attest sign st.json -y -o dao/one.dsse.json --with one")
    let alarm = try script.expect(4, "quorate attest verify one.dsse.json", in: "dao")
    #expect(alarm.errors.contains("attest.unlogged"))
  }

  @Test func `trust 22: the monitor looks at every file, also after one that does not read`() throws {
    let script = try ReleaseCommandTests.approved()
    try script.expect(0, "cp -r dao twin && mkdir w")
    for name in ["one", "two"] {
      // Each goes on as if on a machine of its own.
      try script.expect(
        0, "rm -rf ../config/signed ../config/accepted; quorate attest sign P-1 --with \(name) -y", in: "dao")
      try script.expect(
        0,
        "rm -r ../config/signed ../config/accepted; quorate delegate set alice -y --key bob && quorate attest sign P-1 --with \(name) -y",
        in: "twin")
    }
    try script.expect(0, "rm -r config/signed config/accepted; cd dao && quorate log publish ../public")
    try script.expect(
      0, "cp dao/attestations/P-0001/*.json w && echo '{' > w/a.dsse.json && echo '{}' > t.json")
    // Of somebody else's signature the log knows nothing, and it is not counted.
    let foreign =
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"aa"}}],"#
      + #""predicateType":"https://example.org/x","predicate":{}}"#
    try script.expect(
      0, "echo '\(foreign)' > t.json && quorate attest sign t.json --with stranger -o w/t.dsse.json -y")
    let watch = "quorate log monitor public --once --attestations w"
    let unread = try script.expect(5, watch)
    #expect(unread.output.contains("3 attestations of release keys looked at"), "\(unread.output)")
    #expect(unread.errors.contains("w/a.dsse.json does not read as an attestation"), "\(unread.errors)")
    let json = try script.expect(5, "\(watch) --json").output
    let data = try JSONParser.parse(Array(json.utf8)).object?["data"]?.object
    #expect(data?["attestations"] == .integer(3) && data?["unread"]?.array?.count == 1)
    try script.expect(
      0, "for n in b z; do cp twin/attestations/P-0001/approval.dsse.json w/$n.dsse.json; done")
    let alarm = try script.expect(4, watch)
    for name in ["ALARM", "w/b.dsse.json", "w/z.dsse.json"] {
      #expect(alarm.errors.contains(name), "\(name): \(alarm.errors)")
    }
    try script.expect(0, "rm w/[abz].dsse.json && \(watch)")
  }
}
