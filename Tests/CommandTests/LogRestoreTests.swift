import Foundation
import Testing

/// A disk is lost, and the log goes on from what others hold of it.
@Suite(.serialized) struct LogRestoreTests {
  private func run(_ lines: String) throws -> Outcome {
    let script = try CommandScript()
    try script.found()
    return try script.shell(
      """
      cp -r dao backup
      cd dao || exit 90
      quorate delegate set bob --key alice -y > /dev/null || exit 91
      cp -r . ../between
      quorate delegate set carol --key alice -y > /dev/null || exit 92
      quorate log publish ../public > /dev/null || exit 93
      quorate audit export -o ../dao.qaudit > /dev/null || exit 94
      cd ..
      pin=$(cat dao/.quorate/dao)
      """ + "\n" + lines)
  }

  @Test(arguments: ["public", "dao.qaudit", "dao"])
  func `a copy from before takes the rest over, and goes on`(source: String) throws {
    let outcome = try run(
      """
      quorate -C backup delegate set bob --key carol -y --json > out; test $? = 4 || exit 1
      grep -q 'quorate log restore' out || exit 2
      quorate -C backup log restore \(source) --json > out || exit 3
      grep -q '"missing":0' out || exit 30
      quorate -C backup audit verify > /dev/null || exit 4
      cmp -s dao/charter.yaml backup/charter.yaml || exit 5
      quorate -C backup delegate set bob --key carol -y > /dev/null || exit 6
      quorate -C backup audit verify > /dev/null || exit 7
      # It holds more now than what was published: there is nothing to take over.
      quorate -C backup log restore public --json | grep -q '"missing":0' || exit 8
      quorate -C backup log publish public > /dev/null || exit 9
      # Nothing new, and nothing wrong.
      quorate -C backup log restore public --json | grep -q '"missing":0' || exit 10
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `where no copy is left a new workspace is made, which writes once it has the keys`()
    throws
  {
    let outcome = try run(
      """
      cp dao/.quorate/log-keys*.json .
      rm -rf dao backup
      quorate log restore public --into dao > out 2>&1; test $? = 64 && grep -q -- --pin out || exit 1
      quorate log restore public --into dao --pin 0x$(printf '1%.0s' {1..64}) > out 2>&1; test $? = 4 || exit 2
      test ! -e dao || exit 3
      quorate log restore public --into dao --pin $pin > out || exit 4
      grep -q 'log-keys.json' out || exit 5
      quorate -C dao audit verify > /dev/null || exit 6
      quorate -C dao delegate set bob --key carol -y > out 2>&1; test $? = 6 || exit 7
      cp log-keys*.json dao/.quorate/
      quorate -C dao delegate set bob --key carol -y > /dev/null || exit 8
      quorate -C dao audit verify > /dev/null || exit 9
      quorate log restore public --into dao --pin $pin > out 2>&1; test $? = 8 || exit 10
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `attack: what lacks something, is changed, or is of another log is not taken over`()
    throws
  {
    let outcome = try run(
      """
      sum() { quorate -C "$1" log show --json | sha256sum; }
      quorate -C between log publish early > /dev/null || exit 1
      # Less than this machine has signed: taken over, and said to be too little.
      quorate -C backup log restore early --json > out; test $? = 5 && grep -q '"missing":1' out || exit 2
      quorate -C backup delegate set bob --key carol -y > out 2>&1; test $? = 4 || exit 3
      before=$(sum backup)
      # A changed entry.
      cp -r public changed; f=$(find changed/tile/entries -type f | head -1)
      python3 - "$f" <<'P' || exit 4
      import sys
      data = bytearray(open(sys.argv[1], 'rb').read()); data[-20] ^= 1; open(sys.argv[1], 'wb').write(data)
      P
      quorate -C backup log restore changed > out 2>&1; test $? = 4 || exit 5
      # Another log.
      quorate init other --preset token-majority --founder alice --name Other > /dev/null || exit 6
      quorate -C other log publish foreign > /dev/null || exit 7
      quorate -C backup log restore foreign > out 2>&1; test $? = 4 || exit 8
      test "$(sum backup)" = "$before" || exit 9
      quorate -C backup log restore nowhere > out 2>&1; test $? = 7 || exit 10
      quorate -C backup log restore public --pin $pin > out 2>&1; test $? = 64 || exit 11
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
