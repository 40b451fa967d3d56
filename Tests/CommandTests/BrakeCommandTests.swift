import Foundation
import Testing

/// The council's brake from the command line: `pause`, `resume`, `revoke`, `ratify`, and what `status` says of them.
@Suite struct BrakeCommandTests {
  /// A DAO under `ai-safety` whose electorates are old enough to count.
  static func founded() throws -> CommandScript {
    let script = try CommandScript()
    try script.foundSafely()
    try script.expect(0, "quorate clock advance 15d", in: "dao")
    return script
  }

  private static let model =
    "--digest 0x\(String(repeating: "1", count: 64)) --dir-hash 0x\(String(repeating: "2", count: 64))"

  @Test func `one signature stops nothing, the second stops at once and opens the vote`() throws {
    let script = try Self.founded()
    let first = try script.expect(
      0, "quorate pause INC-7 --env production -r 'a jailbreak' -y --key ada", in: "dao")
    #expect(first.output.contains("Signature 1 of 2 to pause everything in production"))
    #expect(try script.expect(0, "quorate status -q", in: "dao").output == "running\n")
    // The second member need not repeat the scope, and does not have to copy an instant.
    let second = try script.expect(0, "quorate pause INC-7 -r 'seen it too' -y --key ben", in: "dao")
    #expect(second.output.contains("Paused: everything in production, until 2026-12-19 12:00:00 UTC"))
    #expect(second.output.contains("votes for P-0001"))
    #expect(try script.expect(0, "quorate status -q", in: "dao").output == "paused\n")
    let status = try script.expect(0, "quorate status", in: "dao")
    #expect(
      status.output.contains("PAUSED  everything in production until 2026-12-19 12:00:00 UTC for INC-7"))
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }

  @Test(arguments: [
    "proposal list", "proposal show 1", "charter lint", "member stats", "vote list 1", "log show",
  ])
  func `every command says what is paused`(command: String) throws {
    let script = try Self.founded()
    for name in ["ada", "ben"] {
      try script.expect(0, "quorate pause INC-7 --all -r x -y --key \(name)", in: "dao")
    }
    let outcome = try script.expect(0, "quorate \(command)", in: "dao")
    #expect(outcome.errors.contains("paused: everything until"), "\(command): \(outcome.errors)")
    #expect(try script.shell("quorate \(command) --json", in: "dao").output.contains("\"W003\""))
  }

  @Test func `a vote keeps a pause, and then the council does not end it alone`() throws {
    let script = try Self.founded()
    try script.expect(7, "quorate ratify INC-7 -y --key ada", in: "dao")
    for name in ["ada", "ben"] {
      try script.expect(0, "quorate pause INC-7 --env production -r x -y --key \(name)", in: "dao")
    }
    let vote = try script.expect(0, "quorate ratify INC-7 -y --key ada", in: "dao")
    #expect(vote.output.contains("Voted For on P-0001"))
    try script.expect(0, "quorate ratify INC-7 Against -y --key cleo", in: "dao")
    try script.expect(0, "quorate clock advance 36h && quorate results 1 --exit-status", in: "dao")
    try script.expect(0, "quorate queue 1 -y --key ada; quorate execute 1 -y --key ada", in: "dao")
    #expect(try script.expect(0, "quorate status", in: "dao").output.contains("ratified by P-0001"))
    let refused = try script.expect(8, "quorate resume INC-7 -r 'over' -y --key ada", in: "dao")
    #expect(refused.errors.contains("brake.ratified") && refused.errors.contains("emergency.lift"))
  }

  @Test func `a vote that comes too late for its pause is said to`() throws {
    let script = try Self.founded()
    try script.expect(0, "quorate pause INC-3 --env production --for 1h -r x -y --key ada", in: "dao")
    // Who has signed already is not told to do it again.
    let again = try script.expect(
      8, "quorate pause INC-3 --env production --for 1h -r x -y --key ada", in: "dao")
    #expect(again.errors.contains("another member: quorate pause INC-3"), "\(again.errors)")
    let paused = try script.expect(0, "quorate pause INC-3 -r x -y --key ben", in: "dao")
    #expect(paused.output.contains("cannot keep it in force") && paused.errors.contains("W027"))
    #expect(!paused.output.contains("quorate ratify"), "\(paused.output)")
    let early = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(early.contains("It cannot be carried out before") && early.contains("brake.over"), "\(early)")
    try script.expect(0, "quorate clock advance 2h", in: "dao")
    let status = try script.expect(0, "quorate status", in: "dao").output
    #expect(status.contains("It cannot be carried out"), "\(status)")
    let vote = try script.expect(0, "quorate vote 1 For -y --key ada", in: "dao")
    #expect(vote.errors.contains("W027"), "\(vote.errors)")
    try script.expect(0, "quorate vote 1 For -y --key ben && quorate clock advance 36h", in: "dao")
    let over = try script.expect(3, "quorate results 1 --exit-status", in: "dao").output
    #expect(over.contains("It cannot be carried out any more: it ended at"), "\(over)")
    let explained = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(!explained.contains("quorate queue"), "\(explained)")
    #expect(
      try script.expect(0, "quorate results 1 --json", in: "dao").output.contains("\"code\":\"brake.over\""))
  }

  @Test func `the council ends its own pause`() throws {
    let script = try Self.founded()
    for name in ["ada", "ben"] {
      try script.expect(0, "quorate pause INC-7 --family minilm -r x -y --key \(name)", in: "dao")
    }
    for name in ["cleo", "ben"] {
      try script.expect(0, "quorate resume INC-7 -r ok -y --key \(name)", in: "dao")
    }
    #expect(try script.expect(0, "quorate status -q", in: "dao").output == "running\n")
  }

  @Test func `a file is signed without the log, and anybody submits it`() throws {
    let script = try Self.founded()
    try script.expect(
      0, "quorate revoke INC-9 \(Self.model) --offline --file ../o.json -r x -y --key ada",
      in: "dao")
    let entries = try script.expect(0, "quorate status --json", in: "dao").output
    #expect(entries.contains("\"entries\":2"))
    let enough = try script.expect(
      0, "quorate revoke INC-9 --offline --file ../o.json -r y -y --key cleo", in: "dao")
    #expect(enough.output.contains("The file is enough for gates"))
    let submitted = try script.expect(0, "quorate pause submit ../o.json", in: "dao")
    #expect(submitted.output.contains("Revoked: the model 0x11111111…"))
    // A second time there is nothing left to do.
    try script.expect(0, "quorate pause submit ../o.json && quorate audit verify -q", in: "dao")
    // What was revoked stays so; a pause comes to its end, and its file stops nothing from then on.
    try script.expect(
      0,
      """
      for k in ada cleo; do
        quorate pause INC-8 --env production --for 1h --offline --file ../p.json -r x -y --key $k || exit
      done
      quorate pause submit ../p.json && quorate clock advance 30d
      """, in: "dao")
    let revoked = try script.expect(0, "quorate pause submit ../o.json", in: "dao").output
    #expect(revoked.contains("Revoked: the model 0x11111111…"), "\(revoked)")
    let over = try script.expect(8, "quorate pause submit ../p.json", in: "dao").errors
    #expect(over.contains("is over since") && over.contains("brake.over"), "\(over)")
  }

  @Test func `whoever silences the witnesses does not hold the brake up`() throws {
    let script = try Self.founded()
    try script.expect(
      0,
      """
      quorate witness init ../w --name w.example/a -q > ../w.key &&
        quorate log witness add w "$(cat ../w.key)" http://127.0.0.1:1 -q
      """, in: "dao")
    try script.expect(69, "quorate delegate set ben --key ada -y || exit 69", in: "dao")
    let first = try script.expect(0, "quorate pause INC-7 --all -r x -y --key ada --json", in: "dao")
    #expect(first.output.contains("\"entries\":[]") && first.output.contains("W006"))
    let enough = try script.expect(
      0, "quorate pause INC-7 --file orders/pause-*.json -r y -y --key ben", in: "dao")
    #expect(enough.output.contains("The file is enough for gates"), "\(enough.output)")
    #expect(enough.errors.contains("W006") && enough.output.contains("quorate pause submit"))
    // What opens something waits for the log.
    try script.expect(
      69, "quorate pause submit orders/pause-*.json || exit 69", in: "dao")
    try script.expect(
      0, "quorate log witness remove w -q && quorate pause submit orders/pause-*.json", in: "dao")
    #expect(try script.expect(0, "quorate status -q", in: "dao").output == "paused\n")
    let vote = try script.expect(0, "quorate explain 1", in: "dao").output
    #expect(vote.contains("It would keep the pause"), "\(vote)")
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }

  @Test(
    arguments: [
      ("no scope", "pause INC-7", 64, "order.scope"),
      ("two scopes", "pause INC-7 --all --family x", 64, "usage"),
      ("an environment that is none", "pause INC-7 --env 'a b'", 64, "usage"),
      ("half of a model", "pause INC-7 --digest 0x11", 64, "usage"),
      ("a length that is none", "pause INC-7 --all --for soon", 64, "time.form"),
      ("longer than the charter allows", "pause INC-7 --all --for 73h", 65, "brake.tooLong"),
      ("a revocation of everything", "revoke INC-7 --all", 65, "brake.scope"),
      ("an order nobody began", "pause INC-7 --all --order 0x12345678", 7, "order.unknown"),
      ("no pause to end", "resume INC-7", 7, "brake.unknown"),
      ("a proposal nobody made", "revoke INC-7 --proposal 9", 7, "proposal.unknown"),
    ])
  func `what cannot be ordered is refused, and nothing is signed`(
    id: String, command: String, status: Int32, code: String
  ) throws {
    let script = try Self.founded()
    let outcome = try script.expect(status, "quorate \(command) -r x -y --key ada", in: "dao")
    #expect(outcome.errors.contains("(\(code))"), "\(id): \(outcome.errors)")
    #expect(try script.expect(0, "quorate status --json", in: "dao").output.contains("\"entries\":2"))
    #expect(!FileManager.default.fileExists(atPath: script.folder.appending(path: "dao/orders").path))
  }

  @Test func `what is said to be typed next is one word for a shell, whatever an incident is called`() throws
  {
    let script = try Self.founded()
    let first = try script.expect(
      0, "quorate pause '$(touch pwned); x' --env prodution -r x -y --key ada", in: "dao")
    #expect(first.output.contains("quorate pause '$(touch pwned); x' -r WHY"))
    // And a slip of the pen is pointed out.
    #expect(first.errors.contains("no model was ever approved in prodution") && first.errors.contains("W005"))
  }

  @Test func `who is not of the council signs nothing`() throws {
    let script = try Self.founded()
    try script.expect(0, "quorate key create mallory --light", in: "dao")
    let outcome = try script.expect(6, "quorate pause INC-7 --all -r x -y --key mallory", in: "dao")
    #expect(outcome.errors.contains("role.missing"))
  }

  @Test func `two orders for one incident are told apart`() throws {
    let script = try Self.founded()
    for environment in ["staging", "production"] {
      try script.expect(0, "quorate pause INC-7 --env \(environment) -r x -y --key ada", in: "dao")
    }
    let outcome = try script.expect(64, "quorate pause INC-7 -r x -y --key ben", in: "dao")
    #expect(outcome.errors.contains("order.ambiguous") && outcome.errors.contains("--order 0x"))
    try script.expect(0, "quorate pause INC-7 --env staging -r x -y --key ben", in: "dao")
    #expect(
      try script.expect(0, "quorate status", in: "dao").output.contains("PAUSED  everything in staging"))
  }

  @Test func `the duties to report an incident run down, and a breach stays one`() throws {
    let script = try Self.founded()
    try script.expect(64, "quorate incident report INC-7 -y --key ada", in: "dao")
    let bare = try script.expect(64, "quorate incident report INC-7 --severity S2 -y --key ada", in: "dao")
    #expect(bare.errors.contains("--system"))
    let ahead = try script.expect(
      65, "quorate incident report INC-7 --severity S2 --system m --discovered 2036-01-01 -y --key ada",
      in: "dao")
    #expect(ahead.errors.contains("before it was discovered"))
    let known = try script.expect(
      65, "quorate incident report INC-7 --severity S2 --system m --regime none -y --key ada", in: "dao")
    #expect(known.errors.contains("try: quorate incident regimes"))
    let report =
      "quorate incident report INC-7 --severity S2 --system minilm --regime eu-ai-act-73-2 "
      + "--regime us-ca-sb53-imminent"
    let first = try script.expect(0, "\(report) -y --key ada", in: "dao")
    #expect(first.output.contains("us-ca-sb53-imminent  due in 1d (2026-12-17 12:00:00 UTC)"))
    try script.expect(0, "quorate incident show INC-7 --exit-status && quorate clock advance 2d", in: "dao")
    try script.expect(3, "quorate incident show INC-7 --exit-status", in: "dao")
    try script.expect(
      0, "quorate incident report INC-7 --notified us-ca-sb53-imminent -y --key ben", in: "dao")
    let late = try script.expect(3, "quorate incident show INC-7 --exit-status", in: "dao")
    #expect(late.output.contains("us-ca-sb53-imminent  reported LATE, by 1d"))
    #expect(late.output.contains("2 reports"))
    try script.expect(7, "quorate incident show INC-8", in: "dao")
    // A report takes nothing back, and what another says of it stays to be seen.
    try script.expect(3, "quorate incident report INC-7 --severity S4 -y --key ben; exit 3", in: "dao")
    let list = try script.expect(0, "quorate incident list", in: "dao")
    #expect(list.output.contains("S4 (S2 by an earlier report)"))
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }
}
