import CanonicalEncoding
import Testing

/// Streams, status codes and messages.
@Suite struct UsageTests {
  static let mistakes: [(id: String, line: String, status: Int32, code: String)] = [
    ("no workspace", "quorate proposal list --json", 7, "workspace.missing"),
    ("mistyped verb", "quorate prposal list --json", 64, "command.unknown"),
    ("mistyped second verb", "quorate proposal lst --json", 64, "command.unknown"),
    ("mistyped third verb", "quorate log key rotat --json", 64, "command.unknown"),
    ("wrong flag of an incident", "quorate pause INC-7 --evn production --json", 64, "usage"),
    ("missing argument", "quorate vote P-1 --json", 64, "usage"),
    ("unknown flag", "quorate key list --jsn --json", 64, "usage"),
    (
      "unknown preset", "quorate key create a --light -q && quorate init x --preset nope --json", 7,
      "preset.unknown"
    ),
    ("no key at all", "quorate init x --preset token-majority --json", 6, "key.none"),
    ("no such key", "quorate key show nobody --json", 7, "storage.keyMissing"),
    ("bad key name", "quorate key create ../x --light --json", 65, "key.name"),
    ("missing file", "quorate receipt verify nowhere --json", 7, "file.missing"),
    ("not a receipt", "echo x > f && quorate receipt verify f --json", 65, "logProof.malformed"),
    ("not a charter", "echo 'a: 1' > f && quorate charter hash f --json", 65, "charter.malformed"),
    ("yaml alias", "printf 'a: &x 1\\nb: *x\\n' > f && quorate charter hash f --json", 65, "yaml.form"),
  ]

  @Test(arguments: mistakes)
  func `a mistake has a code, a status and one JSON document`(
    id: String, line: String, status: Int32, code: String
  ) throws {
    let script = try CommandScript()
    let outcome = try script.expect(status, line)
    let last = outcome.output.split(separator: "\n").last ?? ""
    let document = try JSONParser.parse(Array(last.utf8), form: .canonical)
    #expect(document.object?["schema"] == .string("quorate.error/1"))
    #expect(document.object?["error"]?.object?["code"] == .string(code))
    #expect(document.object?["error"]?.object?["exit"] == .number(String(status)))
    #expect(outcome.errors.isEmpty)
  }

  @Test func `what goes wrong is said on standard error, with what to do next`() throws {
    let outcome = try CommandScript().expect(64, "quorate prposal list")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("try: quorate proposal"))
  }

  @Test(arguments: [
    ("model verify m --manifest f", "error: f: not JSON"), ("attest verify f", "error: f: not JSON"),
    ("gate inventory f --env p", "error: f: not JSON"),
    ("protocol lint l", "protocol: a protocol must be an object"),
  ])
  func `a file that does not read is named, and a whole that is of the wrong kind is no field`(
    line: String, words: String
  ) throws {
    let script = try CommandScript()
    let told = try script.shell("mkdir m; echo w > m/w; echo x > f; echo '[]' > l; quorate \(line) 2>&1")
      .output
    #expect(told.contains(words), "\(told)")
  }

  @Test func `flags every command takes may stand before the verb`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create a --light")
    let before = try script.expect(0, "quorate --json key list")
    let after = try script.expect(0, "quorate key list --json")
    #expect(before.output == after.output)
  }

  @Test func `nobody to ask means nothing is signed`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Ask me")
    let outcome = try script.expect(2, "quorate vote 1 For --key alice", in: "dao")
    #expect(outcome.errors.contains("--yes"))
    try script.expect(0, "test $(quorate log show -q) = 3", in: "dao")
  }

  @Test func `a passphrase that is wrong is refused without a trace`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Guess")
    let line = "umask 077; echo wrong > w; quorate vote 1 For -y --passphrase-file w --json"
    let outcome = try script.expect(6, line, in: "dao")
    #expect(outcome.output.contains("keystore.wrongPassphrase"))
  }

  @Test(arguments: ["quorate --help", "quorate help exit-codes", "quorate vote --help", "quorate help files"])
  func `help fits a terminal of eighty columns, or nearly`(line: String) throws {
    let outcome = try CommandScript().expect(0, line)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test func `a key that others can read is refused`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "chmod 644 ../config/keys/alice.json", in: "dao")
    let outcome = try script.expect(6, "quorate key show alice --json")
    #expect(outcome.output.contains("storage.permissions"))
    // It hides no other.
    let list = try script.expect(6, "quorate key list -q")
    #expect(list.output == "bob\ncarol\ndave\n" && list.errors.contains("W012"))
    let release = try script.expect(7, "quorate attest key show nobody")
    #expect(release.errors.contains("try: quorate attest key list"))
    try script.expect(3, "quorate doctor", in: "dao")
  }

  @Test func `no control character of a stranger reaches the terminal`() throws {
    let script = try CommandScript()
    try script.found()
    let title =
      #"printf -- '---\ntitle: "a\\u001b[31mb"\nkind: text.resolution\n---\n' > p.md; quorate proposal submit p.md -y --json"#
    let outcome = try script.expect(65, title, in: "dao")
    #expect(outcome.output.contains("Q501"))
    let missing = try script.shell(#"quorate proposal show "$(printf 'P-\033[31m')""#, in: "dao")
    #expect(!missing.errors.contains("\u{1b}"))
  }
}
