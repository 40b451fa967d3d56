import Foundation
import Testing

/// What commands write where their users say, and what they leave alone.
@Suite struct OutputFileTests {
  @Test func `an earlier edition is replaced, and nothing else`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Write it down")
    func run(_ status: Int32, _ line: String, _ code: String = "") throws {
      let outcome = try script.expect(status, line, in: "dao")
      #expect(code.isEmpty || outcome.errors.contains(code), "\(line): \(outcome.errors)")
    }
    let (export, report) = ("quorate audit export -o ../a.qaudit", "quorate audit report ../a.qaudit --older")
    try run(0, "\(export) && cp -r . ../old && cp ../a.qaudit ../short.qaudit")
    try run(0, "quorate vote 1 For -y --key alice && \(export)")
    try run(0, "\(report) -o ../page.html && \(report) -o ../page.html")
    try run(0, "quorate log key show -o ../log.keys && quorate log key show -o ../log.keys")
    // What holds more is not given up for what holds less, evidence not for a page about it.
    try run(0, "cat ../a.qaudit ../page.html ../log.keys > ../before")
    try run(8, "quorate -C ../old audit export -o ../a.qaudit", "file.exists")
    try run(8, "\(report) -o ../a.qaudit", "file.exists")
    try run(8, "quorate audit export -o ../page.html", "file.exists")
    try run(8, "quorate log prove 1 -o ../log.keys", "file.exists")
    try run(65, "ln -s ../short.qaudit link; quorate audit export -o link", "storage.notRegular")
    try run(65, "mkfifo pipe; quorate vote prepare 1 For --voter bob -o pipe", "storage.notRegular")
    try run(65, "quorate log prove 1 -o -", "storage.notRegular")
    try run(65, "quorate audit export -o ..", "storage.notRegular")
    // A ballot may hold a wallet's signature by now.
    try run(0, "quorate vote prepare 1 Against --voter bob -o ../b.json && cp ../b.json ../b")
    try run(8, "quorate vote prepare 1 For --voter bob -o ../b.json", "file.exists")
    try run(0, "cmp ../b.json ../b && cat ../a.qaudit ../page.html ../log.keys | cmp - ../before")
    // The workspace's own folder is nobody's place to write to.
    for name in ["log.sqlite", "log.sqlite-wal", "new.qaudit", "documents/x"] {
      try run(8, "quorate audit export -o .quorate/\(name)", "file.workspace")
    }
    try run(8, "ln -s .quorate here; quorate vote prepare 1 For --voter bob -o here/b.json", "file.workspace")
    try run(8, "quorate log publish .quorate/public", "file.workspace")
    try run(0, "quorate audit verify -q && test ! -e .quorate/public && test ! -e .quorate/b.json")
  }

  @Test func `a page tells of the proposals it is asked for, by any of their names`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Tell of it")
    try script.expect(0, "quorate audit export -o ../a.qaudit", in: "dao")
    for name in ["P-0001", "1", "p-1"] {
      try script.expect(0, "quorate audit report a.qaudit --older --proposal \(name) -o p.html -q")
      try script.expect(0, "grep -q '<h2>P-0001' p.html")
    }
    let outcome = try script.expect(
      7,
      "quorate audit report a.qaudit --older --proposal P-0099 -o q.html && exit 1; s=$?; test ! -e q.html && exit $s"
    )
    #expect(outcome.errors.contains("proposal.unknown"))
  }

  @Test func `evidence takes the next free name, for a verdict must not be lost to one`() throws {
    let script = try CommandScript()
    try script.found()
    try script.expect(
      0, "cp -r dao twin && cp -r config elsewhere && echo mine > fork.json && touch fork-2.json")
    try script.propose("One way")
    try script.expect(
      0,
      "sed 's/One way/Another/' ../dao/p.md > p.md; export QUORATE_CONFIG_DIR=$PWD/../elsewhere; "
        + "quorate proposal submit p.md -y && quorate log publish ../two", in: "twin")
    try script.expect(0, "quorate log publish ../one", in: "dao")
    let fork = try script.expect(4, "quorate audit compare one two -o fork.json")
    #expect(fork.output.contains("Wrote fork-3.json"))
    let again = try script.expect(4, "quorate audit compare one two -o fork.json --json")
    #expect(again.output.contains(#""evidence":"fork-3.json""#))
    try script.expect(0, "grep -q mine fork.json && test ! -e fork-4.json")
    try script.expect(4, "quorate audit verify fork-3.json")
  }
}
