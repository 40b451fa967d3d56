import Testing

/// A published log that is audited again when nothing has changed, or something has.
@Suite(.serialized) struct AuditAgainTests {
  private func run(_ lines: String) throws {
    let script = try CommandScript()
    try script.found()
    let start = """
      publish() { (cd dao && quorate log publish ../public) > /dev/null; }
      audit() { quorate audit verify public "$@" > out; }
      again() { grep -q 'The same files were audited here before' out; }
      publish || exit 90
      audit || exit 91
      again && exit 92

      """
    let outcome = try script.shell(start + lines)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  @Test func `files that have not changed are not audited again, unless that is asked for`() throws {
    try run(
      """
      audit || exit 1; again || exit 2
      touch public/robots.txt; audit || exit 3; again || exit 4
      audit --full || exit 5; again && exit 6
      quorate log monitor public --once --json > out || exit 7
      grep -q '"before":2' out && grep -q '"size":2' out || exit 8
      audit || exit 9; again || exit 10
      (cd dao && quorate delegate set bob --key alice -y) > /dev/null; publish
      audit || exit 11; again && exit 12
      audit || exit 13; again || exit 14
      """)
  }

  @Test func `attack 26: a file that was altered since is found, and one that was put back too`() throws {
    try run(
      """
      file=$(find public/tile/entries -type f | head -1); cp $file kept
      printf 'x' | dd of=$file bs=1 seek=90 conv=notrunc 2> /dev/null
      audit; test $? = 4 || exit 1
      quorate log monitor public --once > out; test $? = 4 || exit 2
      cp kept $file; audit || exit 3; again || exit 4
      blob=$(find public/blob -type f | head -1); mv $blob gone
      audit; test $? = 5 || exit 5
      ln -s ../../../gone $blob; audit && exit 6
      rm $blob; mv gone $blob; audit || exit 7
      """)
  }

  @Test func `attack 61: files that were audited here before, and are older now, are a rollback`() throws {
    try run(
      """
      cp -r public older
      (cd dao && quorate delegate set bob --key alice -y) > /dev/null; publish
      audit || exit 1
      rm -r public; cp -r older public
      audit; test $? = 4 || exit 2
      # Audited all the same, it is said to have been compared with nothing.
      audit --older || exit 3
      grep history out | grep -q 'size 3 was accepted here before, and this was not compared with it' || exit 4
      grep -q 'that this is the beginning of the log of size 3' out || exit 5
      quorate audit report public --older -o page.html --json > out || exit 6
      grep -q '"file":"page.html"' out && grep -q 'was not compared with it' page.html || exit 7
      """)
  }

  @Test func `of a log that does not hold, a difference says why`() throws {
    try run(
      """
      quorate audit diff public public --pin 0x$(printf '1%.0s' {1..64}) --json > out; test $? = 4 || exit 1
      grep -q 'not to the DAO that was asked for' out && grep -q -- '--pin 0x1111' out || exit 2
      """)
  }
}
