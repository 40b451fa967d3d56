import Testing

/// What comes from outside: files, keystores and signatures that are not quite right.
@Suite struct IntakeTests {
  static let address = "0x52908400098527886E0F7030069857D2E4169EE7"

  static let lists: [(id: String, content: String, status: Int32, says: String)] = [
    ("line ends of Windows", "Account,Allocation\\r\\n\(address),5\\r\\n", 0, "1 member"),
    ("a thousands separator", "Account,Allocation\\n\(address),1,000\\n", 65, "has 3 columns"),
    ("another wallet's header", "HolderAddress,Balance\\n\(address),7\\n", 0, "token=7"),
    ("no known header", "who,what\\n\(address),7\\n", 65, "--columns"),
    ("a wrong checksum", "Account,Allocation\\n0x52908400098527886E0F7030069857D2E4169Ee7,7\\n", 65, address),
    ("an amount with a point", "Account,Allocation\\n\(address),7.5\\n", 65, "whole number"),
    ("no rows", "Account,Allocation\\n", 65, "no rows"),
    ("JSON", #"[{\"account\":\"\#(address)\",\"amount\":\"12\"}]"#, 0, "token=12"),
  ]

  @Test(arguments: lists)
  func `a list of members`(id: String, content: String, status: Int32, says: String) throws {
    let script = try CommandScript()
    try script.expect(
      0,
      "quorate key create alice --light && quorate init dao --preset token-majority --name T --founder alice")
    let outcome = try script.expect(
      status, "printf -- \"\(content)\" > list && quorate member import list -n", in: "dao")
    #expect((outcome.output + outcome.errors).contains(says))
  }

  @Test func `a false signature is refused even for a ballot that is in the log already`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Sign here")
    try script.expect(0, "quorate vote prepare 1 For --voter alice -o b.json", in: "dao")
    let garbage = "0x" + String(repeating: "11", count: 64) + "1b"
    let submit = "quorate vote submit b.json --signature \(garbage) --json"
    let refused = try script.expect(4, submit, in: "dao")
    #expect(refused.output.contains("sig."))
    try script.expect(0, "quorate vote 1 For -y --key alice", in: "dao")
    try script.expect(4, submit, in: "dao")
  }

  @Test func `trust 2 and 15: every statement leaves a receipt, and a withheld revocation is proven by it`()
    throws
  {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "cp -r dao twin && quorate -C dao delegate set bob --key alice -y")
    try script.expect(
      0, "quorate delegate revoke --key alice -y --json | grep -q entry-3.tlog-proof", in: "dao")
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice && quorate vote 1 For -y --key bob", in: "dao")
    try script.expect(0, "quorate clock advance 6d && quorate queue 1 -y", in: "dao")
    try script.expect(
      0,
      """
      ls receipts; test $(ls receipts | wc -l) = $(($(quorate log show -q) - 1)) || exit 1
      for file in receipts/*; do quorate receipt verify $file -q | grep -qx included || exit 2; done
      """, in: "dao")
    // Shown a log in which Alice never took her power back, she has the proof.
    try script.expect(
      0,
      """
      rm -r config/signed
      for who in bob carol; do quorate -C twin delegate set $who --key alice -y || exit; done
      quorate -C twin delegate set alice --key dave -y && quorate -C twin log publish shown
      """)
    let check = try script.expect(4, "quorate receipt check dao/receipts/entry-3.tlog-proof shown")
    #expect(check.output.contains("FORK"), "\(check.output)\(check.errors)")
  }

  @Test func `trust 2: an order of the council is promised or refused like a ballot`() throws {
    let script = try BrakeCommandTests.founded()
    let order = "--all --offline --file ../o.json -r x -y --key"
    for name in ["ada", "ben"] { try script.expect(0, "quorate pause INC-7 \(order) \(name)", in: "dao") }
    try script.expect(64, "quorate receipt promise ../o.json", in: "dao")
    try script.expect(0, "quorate receipt promise ../o.json --signer ben -o ../o.promise", in: "dao")
    try script.expect(0, "quorate pause submit ../o.json && quorate log publish ../public", in: "dao")
    try script.expect(
      0, "test -e receipts/entry-2.tlog-proof && test -e receipts/entry-3.tlog-proof", in: "dao")
    let kept = try script.shell("quorate receipt check o.promise public")
    #expect([0, 5].contains(kept.status), "\(kept.output)\(kept.errors)")
  }

  @Test(arguments: [
    "audit export -o \"$n\"", "log prove 1 -o \"$n\"", "proposal draft Adopt -o \"$n\"", "key show \"$n\"",
    "$n", "log show --\"$n\"",
  ])
  func `a name that a terminal would obey is written out`(line: String) throws {
    let script = try CommandScript()
    try script.found()
    let outcome = try script.shell("n=$(printf 'x\\033[31m'); quorate \(line)", in: "dao")
    let said = outcome.output + outcome.errors
    #expect(said.contains("x\\u{1b}[31m"), "\(said)")
    #expect(!said.unicodeScalars.contains { $0.value == 0x1b })
  }

  @Test(arguments: ["--dry-run", "-y --key alice"])
  func `attack: an electorate that can never be counted is not put on record`(options: String) throws {
    let script = try CommandScript()
    try script.found()
    let before = try script.expect(0, "quorate log show", in: "dao").output
    let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
    let outcome = try script.expect(
      65,
      """
      printf 'evm:\(one) stake=evm:\(two):101\nevm:\(two) validator=bonded:100;shares:100\n' > over.txt
      quorate electorate register over.txt --powerless \(options)
      """, in: "dao")
    #expect(outcome.errors.contains("electorate.sharesExceedValidator"), "\(outcome.errors)")
    #expect(try script.expect(0, "quorate log show", in: "dao").output == before)
  }

  @Test func `a workspace of an older version is read anew from its entries`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt a roadmap")
    let before = try script.expect(0, "quorate proposal show 1", in: "dao").output
    try script.expect(
      0, "printf '\\0\\0\\0\\2' | dd of=.quorate/log.sqlite bs=1 seek=60 conv=notrunc 2> dd.err", in: "dao")
    let refused = try script.expect(1, "quorate status", in: "dao")
    #expect(refused.errors.contains("(storage.version)") && refused.errors.contains("quorate log upgrade"))
    #expect(try script.expect(0, "quorate log upgrade -q", in: "dao").output == "upgraded\n")
    #expect(try script.expect(0, "quorate proposal show 1", in: "dao").output == before)
    try script.expect(0, "quorate audit verify -q && quorate vote 1 For --key bob -y", in: "dao")
    #expect(try script.expect(0, "quorate log upgrade -q", in: "dao").output == "current\n")
    // A file of a later version is not touched.
    try script.expect(
      1,
      "printf '\\0\\0\\1\\0' | dd of=.quorate/log.sqlite bs=1 seek=60 conv=notrunc 2> dd.err; quorate log upgrade",
      in: "dao")
  }

  @Test(arguments: [
    "DELETE FROM entry WHERE idx = 1", "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)",
    "DELETE FROM entry",
    "UPDATE entry SET bytes = x'7b7d' WHERE idx = 2", "DELETE FROM node", "DELETE FROM checkpoint",
    "UPDATE head SET size = size - 1", "UPDATE head SET received = received + 1",
  ]) func `a log file of an older version in which something is missing keeps the state it has`(
    _ edit: String
  ) throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt a roadmap")
    try script.expect(
      0,
      """
      python3 -c 'import sqlite3, sys
      file = sqlite3.connect(".quorate/log.sqlite"); file.execute(sys.argv[1]); file.execute("PRAGMA user_version = 2")
      file.commit()' "\(edit)" && cp .quorate/log.sqlite before
      """, in: "dao")
    let refused = try script.shell("quorate log upgrade", in: "dao")
    #expect(refused.status == 4, "\(edit): \(refused.output)\(refused.errors)")
    try script.expect(
      0,
      """
      python3 -c 'import sqlite3
      counts = [[file.execute("SELECT count(*) FROM record").fetchone(), file.execute("PRAGMA user_version").fetchone()]
                for file in map(sqlite3.connect, (".quorate/log.sqlite", "before"))]
      assert counts[0] == counts[1], counts'
      """, in: "dao")
  }

  @Test func `a keystore without an address gets the one of its secret`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create a --light && sed '/\"address\"/d' config/keys/a.json > k.json")
    try script.expect(0, "quorate key import b --file k.json")
    try script.expect(0, "test $(quorate key show a -q) = $(quorate key show b -q)")
  }

  @Test func `a keystore with another address is refused and not kept`() throws {
    let script = try CommandScript()
    let line = """
      quorate key create a --light && quorate key create b --light &&
      sed "s/$(quorate key show a -q | tail -c +3 | tr A-F a-f)/$(quorate key show b -q | tail -c +3 | tr A-F a-f)/" \
      config/keys/a.json > k.json
      """
    try script.expect(0, line)
    let outcome = try script.expect(4, "quorate key import c --file k.json --json")
    #expect(outcome.output.contains("key.address"))
    try script.expect(7, "quorate key show c")
  }

  @Test func `a rehearsal without its clock stops, and never takes the system's`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(0, "rm .quorate/clock", in: "dao")
    let outcome = try script.expect(1, "quorate clock --json", in: "dao")
    #expect(outcome.output.contains("storage.clock"))
  }

  @Test func `a DAO that cannot be founded leaves nothing behind`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create alice --light")
    try script.expect(65, "quorate init dao --preset token-majority --name T --host 'not a host'")
    try script.expect(0, "quorate init dao --preset token-majority --name T")
  }

  @Test func `a replaced ballot keeps the receipt of the first`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Twice")
    try script.expect(0, "quorate vote 1 For -y && quorate vote 1 Against --replace -y", in: "dao")
    try script.expect(0, "quorate receipt verify receipts/P-0001-alice.tlog-proof", in: "dao")
    try script.expect(0, "quorate receipt verify receipts/P-0001-alice-2.tlog-proof", in: "dao")
  }

  @Test func `an electorate that was altered counts for nobody`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Count me")
    try script.expect(0, "quorate vote 1 For -y --key alice", in: "dao")
    let alter = "f=$(grep -rl token= .quorate/documents) && sed -i s/token=5000/token=9000/ $f"
    try script.expect(0, alter, in: "dao")
    let outcome = try script.expect(4, "quorate tally 1 --json", in: "dao")
    #expect(outcome.output.contains("storage.altered"))
    try script.expect(4, "quorate vote 1 For -y --key bob", in: "dao")
    try script.expect(4, "quorate audit verify", in: "dao")
  }
}
