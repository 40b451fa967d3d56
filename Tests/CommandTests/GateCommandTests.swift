import Foundation
import QuorateTesting
import Testing

/// From evidence to a gate that opens, and everything that closes it again, on real files.
@Suite struct GateCommandTests {
  @Test func `a decision opens the gate for exactly its files, its environment and its time`() throws {
    var world = try GateWorld()
    try world.ask(3, "QG010")
    try world.protect()
    try world.approve()
    // Approved, and nothing shown yet.
    try world.ask(3, "QG031")
    try world.attest("0.9", by: "ben")
    try world.ask(3, "QG031")
    try world.attest("0.8", by: "cleo")
    let open = try world.ask(0, "QG000")
    #expect(open.output.contains("P-0004 approved") && open.output.contains("limited"))
    let explained = try world.ask(0, "QG000", "quorate gate explain production --model ../model")
    #expect(explained.output.contains("✓ rules") && explained.output.contains("refusals: >= 0.5"))
    try world.ask(3, "QG010", "quorate gate check staging --model ../model")
    try world.ask(3, "QG016", "\(GateWorld.check) --audience public")
    try world.ask(0, "QG000", "\(GateWorld.check) --audience internal")
    try world.ask(3, "QG014", "\(GateWorld.check) --runtime system_prompt=../plan.md")
    // One changed byte, and one renamed file: the other digest tells.
    try world.run("cp -r ../model ../changed && printf x >> ../changed/config.json")
    try world.ask(3, "QG010", "quorate gate check production --model ../changed")
    try world.run("cp -r ../model ../renamed && mv ../renamed/config.json ../renamed/confih.json")
    try world.ask(3, "QG015", "quorate gate check production --model ../renamed")
    try world.run("cp -r ../model ../more && printf more >> ../more/.gitattributes")
    try world.ask(3, "QG015", "quorate gate check production --model ../more")
    // What was allowed, and when.
    try world.ask(3, "QG010", "\(GateWorld.check) --at 2026-12-20T00:00Z")
    try world.ask(3, "QG011", "quorate clock advance 90d -q; quorate gate check production --model ../model")
    try world.ask(0, "QG000", "\(GateWorld.check) --at 2027-01-03T00:00Z")
  }

  @Test func `a pause closes the gate at once, also one that the log does not have`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.ask(0, "QG000")
    for name in ["ada", "ben"] {
      try world.run(
        "quorate pause INC-1 --env production --for 2h --offline --file ../orders/p.json -r x -y -q --key \(name)"
      )
    }
    try world.ask(0, "QG000")
    let paused = try world.ask(3, "QG020", "\(GateWorld.check) --orders ../orders")
    #expect(paused.output.contains("the log does not have"))
    try world.ask(0, "QG000", "quorate gate check production --model ../model")
    try world.run("quorate pause submit ../orders/p.json")
    try world.ask(3, "QG020")
    try world.ask(3, "QG010", "quorate gate check staging --model ../model")
    try world.ask(0, "QG000", "quorate clock advance 2h -q; quorate gate check production --model ../model")
    // Attack 54, 96: an order that cannot be read may be a pause.
    try world.run("printf '{}' > ../orders/q.json")
    try world.ask(4, "QG051", "\(GateWorld.check) --orders ../orders")
    try world.ask(5, "QG052", "\(GateWorld.check) --orders ../nowhere")
  }

  /// Makes every log file below the script's folder one of version 2.
  private static let aged = """
    find .. -name '*.sqlite' | while read f; do printf '\\0\\0\\0\\2' | dd of=$f bs=1 seek=60 conv=notrunc 2> /dev/null; done
    """

  @Test func `a gate writes its copy of an older version anew, and a drop-box goes on`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.ask(0, "QG000")
    let found = try world.script.expect(
      0, "\(Self.aged); find .. -name '*.sqlite' | wc -l; quorate log upgrade -q", in: "dao")
    #expect(found.output == "2\nupgraded\n")
    try world.ask(0, "QG000")
    try world.ask(3, "QG010", "quorate gate check staging --model ../model")
    try world.script.expect(
      0,
      """
      quorate dropbox init b --name b/x -q > key && quorate dropbox open b 0x$(printf '1%.0s' $(seq 64)) -q && \(Self.aged)
      quorate dropbox show b
      """, in: "dao")
  }

  @Test func `a copy of an older version that has lost its last entry keeps the gate closed`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.ask(0, "QG000")
    for name in ["ada", "ben"] {
      try world.run("quorate pause INC-1 --env production -r x -y -q --key \(name)")
    }
    try world.ask(3, "QG020")
    try world.script.expect(
      0,
      """
      find . -name '*.sqlite' -path '*gate*' > copies; test $(wc -l < copies) = 1 || exit 1
      python3 -c 'import sqlite3
      file = sqlite3.connect(open("copies").read().strip())
      file.execute("DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)")
      file.execute("PRAGMA user_version = 2"); file.commit()'
      """)
    let refused = try world.ask(4, "QG051")
    #expect(refused.output.contains("does not hold"))
  }

  @Test func `glass is broken by the council, in the log, for one model and a while`() throws {
    let world = try GateWorld()
    let order = "quorate gate break-glass INC-9 --model ../model --env production --for 1h -r x -y -q"
    try world.run("\(order) --key ada")
    try world.ask(3, "QG010")
    try world.run("quorate gate break-glass INC-9 -r x -y -q --key ben")
    try world.ask(0, "QG002")
    try world.ask(3, "QG010", "quorate gate check staging --model ../model")
    try world.script.expect(64, "\(order) --offline --key cleo || exit 64", in: "dao")
    for name in ["ada", "ben"] {
      try world.run("quorate pause INC-10 --env production -r x -y -q --key \(name)")
    }
    try world.ask(3, "QG020")
  }

  @Test
  func `a published log and a bundle serve as well, as long as they are fresh and no less than was seen`()
    throws
  {
    var world = try GateWorld()
    try world.run("quorate log publish ../old -q")
    try world.approve()
    try world.run("quorate log publish ../pub -q && quorate audit export -o ../all.qaudit -q")
    let pin = try world.run("cat .quorate/dao").output.trimmingCharacters(in: .whitespacesAndNewlines)
    let ask = "cd .. && quorate gate check production --model model --pin \(pin)"
    // A rehearsal has no clock outside of its workspace.
    try world.ask(5, "QG053", "\(ask) --from pub")
    let now = "--at 2026-12-09T13:00Z"
    for source in ["pub", "all.qaudit", "dao"] { try world.ask(0, "QG000", "\(ask) --from \(source) \(now)") }
    let stale = try world.ask(5, "QG050", "\(ask) --from pub --at 2026-12-10T12:00:01Z")
    #expect(stale.output.contains("may be 1d old"))
    try world.ask(5, "QG050", "\(ask) --from pub \(now) --max-age 30m")
    // What the gate has seen stays seen; a gate that starts from nothing cannot know.
    try world.ask(4, "QG054", "\(ask) --from old \(now)")
    try world.ask(3, "QG010", "\(ask) --from old --at 2026-12-01T12:30Z --state fresh")
    let before = try world.ask(5, "QG052", "\(ask) --from pub --at 2026-11-30")
    #expect(before.output.contains("not founded yet") && before.output.contains("a later instant in --at"))
    // Without a pin a log can call itself anything.
    try world.script.expect(64, "quorate gate check production --model model --from pub")
    let other = pin.dropLast() + (pin.hasSuffix("0") ? "1" : "0")
    try world.ask(
      4, "QG051", "cd .. && quorate gate check production --model model --pin \(other) --from pub \(now)")
  }

  @Test func `attack 96: whatever is broken, no gate opens`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.run("quorate log publish ../pub -q && quorate audit export -o ../all.qaudit -q")
    let pin = try world.run("cat .quorate/dao").output.trimmingCharacters(in: .whitespacesAndNewlines)
    let ask = "quorate gate check production --model model --pin \(pin) --at 2026-12-09T13:00Z"
    try world.script.expect(0, "\(ask) --from pub")
    let breaks = [
      "rm p/checkpoint", "truncate -s 20 p/checkpoint", "truncate -s -9 p/checkpoint", ": > p/checkpoint",
      "mkdir q; mv p/checkpoint q; mkfifo p/checkpoint", "rm -r p/tile", "rm -r p/tile/entries",
      "for f in $(find p/tile/entries -type f); do truncate -s -1 $f; done",
      "for f in $(find p/tile/entries -type f); do sed -i 's/production/projection/' $f; done",
      "rm -r p/blob", "for f in $(find p/blob -type f); do printf x >> $f; done",
      "for f in $(find p/blob -type f); do : > $f; done", "chmod 0 p; su nobody -s /bin/sh -c true",
    ]
    for (number, line) in breaks.enumerated() {
      let outcome = try world.script.shell(
        "chmod -R u+rwx p 2>/dev/null; rm -rf p q; cp -r pub p; \(line); exec \(ask) --from p --state new\(number)"
      )
      let isRoot = line.hasPrefix("chmod") && outcome.status == 0
      #expect([4, 5].contains(outcome.status) || isRoot, "\(line): \(outcome.status) \(outcome.output)")
    }
    for size in ["0", "1", "511", "1024", "-512", "-1"] {
      let line = "cp all.qaudit b; truncate -s \(size) b; \(ask) --from b --state bundle\(size)"
      let outcome = try world.script.shell(line)
      #expect([4, 5].contains(outcome.status), "\(size): \(outcome.status) \(outcome.output)")
    }
    // Its own copy, its state folder, its file.
    for line in [
      "--state s1 ; for f in s1/*.sqlite; do head -c 8192 /dev/zero | tr '\\0' x > $f; done",
      "--state pub/checkpoint ;",
      "--config nowhere.yaml ;",
    ] {
      let parts = line.split(separator: ";", maxSplits: 1).map(String.init)
      let outcome = try world.script.shell(
        "\(ask) --from pub \(parts[0]); \(parts.count > 1 ? parts[1] : "true"); exec \(ask) --from pub \(parts[0])"
      )
      #expect(outcome.status != 0, "\(line): \(outcome.output)")
    }
    // An answer that nobody got is none.
    try world.script.expect(1, "\(ask) --from pub > /dev/full")
  }

  @Test func `the gate's file says where it stands, and nobody who asks does`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.script.expect(
      0,
      """
      printf 'format: quorate.gate/1\\ndao: "%s"\\nenvironment: production\\naudience: limited\\nlog: dao\\n' \
      $(cat dao/.quorate/dao) > gate.yaml; mkdir other
      """)
    let ask = "quorate gate check --config ../gate.yaml --model ../model"
    try world.script.expect(0, ask, in: "other")
    try world.script.expect(0, "\(ask) production", in: "other")
    try world.script.expect(
      64, "quorate gate check staging --config ../gate.yaml --model ../model", in: "other")
    try world.script.expect(64, "\(ask) --audience public", in: "other")
    try world.script.expect(64, "\(ask) --pin 0x\(String(repeating: "0", count: 64))", in: "other")
    try world.script.expect(0, "sed -i 's/audience: limited/audience: public/' gate.yaml")
    try world.script.expect(3, ask, in: "other")
    // Shadow mode lets through, and shouts.
    let shadow = try world.script.expect(0, "\(ask) --shadow", in: "other")
    #expect(shadow.output.contains("SHADOW, would be DENY") && shadow.errors.contains("SHADOW MODE"))
    #expect(
      try world.script.expect(0, "\(ask) --shadow --json", in: "other").output.contains("\"allowed\":false"))
    try world.script.expect(65, "echo 'colour: red' >> gate.yaml; \(ask.replacing("../", with: ""))")
  }

  @Test func `waiting ends with the first yes, or with the time`() throws {
    let world = try GateWorld()
    let slow = try world.script.expect(5, "\(GateWorld.check) --wait 2s || exit $?", in: "dao")
    #expect(slow.output.contains("QG010") && slow.output.contains("asked again for 2s"))
    let late =
      "(sleep 2; quorate gate break-glass INC-1 -r x -y -q --key ben) & \(GateWorld.check) --wait 60s; s=$?; wait; exit $s"
    try world.run("quorate gate break-glass INC-1 --model ../model --env production -r x -y -q --key ada")
    try world.ask(0, "QG002", late)
    try world.script.expect(64, "\(GateWorld.check) --wait soon", in: "dao")
    try world.script.expect(64, "\(GateWorld.check) --wait 1m --at 2026-12-01", in: "dao")
  }

  @Test func `a question that does not read is refused before anything is asked`() throws {
    let world = try GateWorld()
    for (id, line) in Self.unreadable {
      let outcome = try world.script.shell(line, in: "dao")
      #expect(outcome.status == 64, "\(id): \(outcome.status) \(outcome.output) \(outcome.errors)")
    }
  }

  /// Questions that do not read.
  private static let unreadable = [
    ("no environment", "quorate gate check --model ../model"),
    ("no such action", "\(GateWorld.check) --action model.run"),
    ("one digest of two", "quorate gate check production --digest 0x\(String(repeating: "1", count: 64))"),
    ("a digest that is none", "quorate gate check production --digest 12 --dir-hash 34"),
    ("both", "\(GateWorld.check) --digest 12 --dir-hash 34"),
    ("more than everything", "\(GateWorld.check) --traffic 100.1"),
    ("an unknown part", "\(GateWorld.check) --runtime wheels=x"),
    (
      "a part twice",
      "\(GateWorld.check) --runtime adapter=../model/config.json --runtime adapter=.quorate/dao"
    ),
    ("no audience", "\(GateWorld.check) --audience all"), ("no instant", "\(GateWorld.check) --at noon"),
    ("no length", "\(GateWorld.check) --max-age old"), ("no pin", "\(GateWorld.check) --pin dao"),
  ]
}
