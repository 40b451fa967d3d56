import Foundation
import Testing

/// Logs that were restored from a copy, or go on in two, by whoever looks for the way past the witnesses.
@Suite(.serialized) struct RestoredLogTests {
  /// `write KEY TO` delegates; `keep` and `restore` copy the workspace and all that the machine knows.
  private static let functions = """
    write() { (cd ${log:-dao} && quorate delegate set $2 --key $1 -y --json "${@:3}"); }
    keep() { cp -r dao kept-dao && cp -r config kept-config; }
    restore() { rm -r dao config && cp -r kept-dao dao && cp -r kept-config config; }
    refused() { write "${@:2}" > out; test $? = 4 && grep -q "$1" out; }

    """

  private func expect(_ lines: String, at location: SourceLocation = #_sourceLocation) throws {
    let outcome = try WitnessTests.run(Self.functions + lines)
    #expect(
      outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)", sourceLocation: location)
  }

  @Test func `attack 61: what is acknowledged is witnessed, also between two rounds`() throws {
    try expect(
      """
      sync > /dev/null || exit 1
      write carol dave --without-witnesses > out || exit 2
      grep -q W008 out || exit 3
      keep
      write alice bob > out || exit 4
      grep -q W008 out && exit 5
      test $(grep -c '^— w..example/a ' dao/.quorate/cosigned.note) = 3 || exit 6
      test "$(sed -n 2p dao/.quorate/cosigned.note)" = 4 || exit 7
      restore
      refused log.rollback alice carol || exit 8
      test $(cd dao && quorate log show -q) = 3 || exit 9
      """)
  }

  @Test func `doctor says of a restored copy that nothing can be written to it, and who says so`() throws {
    try expect(
      """
      sync > /dev/null && quorate -C dao doctor | grep -q '✓ log not set back' || exit 1
      keep
      write alice bob > /dev/null || exit 2
      restore && rm -r config/signed
      quorate -C dao doctor > out; test $? = 3 || exit 3
      grep -q '✗ log not set back: w1.example/a has cosigned' out || exit 4
      quorate -C dao doctor --without-witnesses --json > out; test $? = 3 || exit 5
      """)
  }

  @Test func `attack 61: those who answer must share one with those who were enough`() throws {
    try expect(
      """
      (cd dao && quorate log witness remove w3 -q
      quorate log witness add w3 "$(cat ../w3.key)" $(cat ../w3.url) --needs 1 --json) > out || exit 1
      grep -q W007 out || exit 2
      keep
      # Only w1 can be reached, and cosigns.
      sed -i "s|\\(witness w[23] .*\\) http.*|\\1|" dao/witnesses.policy
      write alice bob > out; test $? = 69 || exit 3
      write alice bob --without-witnesses > /dev/null || exit 4
      sync | grep -q '"witnessed":true' || exit 5
      restore && stop w1
      write alice carol > out; test $? = 69 || exit 6
      grep -q 'witness.unavailable' out || exit 7
      test $(cd dao && quorate log show -q) = 2 || exit 8
      """)
  }

  @Test func `attack 62: of two copies on one machine only one goes on`() throws {
    try expect(
      """
      sync > /dev/null && cp -r dao twin && cp -r config other || exit 1
      for k in alice bob; do
        QUORATE_CONFIG_DIR=$PWD/other write $k dave --without-witnesses > /dev/null || exit 2
      done
      port=$(printf %04X $(grep -o '[0-9]*$' w3.url)); kill -STOP $(cat w3.pid)
      log=twin write carol dave > twin.out & pid=$!
      # The copy has looked at what this machine signed, and waits for a witness; meanwhile the other signs two entries.
      for i in $(seq 300); do grep -Eq ": 0100007F:[0-9A-F]{4} 0100007F:$port 01 " /proc/net/tcp && break; sleep 0.1; done
      cp other/signed/* config/signed
      kill -CONT $(cat w3.pid); wait $pid; test $? = 4 || exit 3
      grep -q log.rollback twin.out || exit 4
      test ! -e twin/receipts/entry-2.tlog-proof || exit 5
      (cd twin && quorate log publish ../public --json) > out && exit 6
      log=twin refused log.rollback bob alice --without-witnesses || exit 7
      write carol alice > /dev/null || exit 8
      """)
  }

  @Test func `attack 61: a witness that is not named any more still tells`() throws {
    try expect(
      """
      (cd dao && quorate log witness remove w2 && quorate log witness remove w3) > out || exit 1
      grep -q 'w2 leaves, and has cosigned' out || exit 2
      sync > /dev/null || exit 3
      keep
      (cd dao && quorate log witness add w2 "$(cat ../w2.key)" $(cat ../w2.url) -q && quorate log witness remove w1 -q)
      write alice bob > /dev/null || exit 4
      sync > /dev/null || exit 5
      restore
      refused log.rollback alice carol || exit 6
      # Nor is it enough to name nobody.
      rm dao/witnesses.policy
      refused log.rollback alice carol || exit 7
      test $(cd dao && quorate log show -q) = 2 || exit 8
      """)
  }

  @Test func `attack 61: a note of what was signed that does not read is not none`() throws {
    let script = try CommandScript()
    try script.found()
    let outcome = try script.expect(
      4,
      """
      note=config/signed/$(cut -c3- dao/.quorate/dao); test -s $note || exit 90
      : > $note; quorate -C dao delegate set bob --key alice -y --json
      """)
    #expect(outcome.output.contains("log.noteDamaged"), "\(outcome.output)")
  }

  @Test func `attack 61: a drop-box restored from a copy takes nothing and signs nothing`() throws {
    let outcome = try CommandScript().shell(
      """
      for k in ada bea; do quorate key create $k --light -q > /dev/null; done
      quorate init dao --preset token-majority --founder ada --simulated-clock $(date -u -d '-25 hours' +%FT%H:%MZ) -q > /dev/null || exit 1
      (echo account,amount; for k in ada bea; do echo "$(quorate key show $k -q),100"; done) > m.csv
      cd dao; quorate member import ../m.csv -y -q --key ada > /dev/null || exit 2
      quorate proposal draft T -o p.md -q > /dev/null && quorate proposal submit p.md -y -q --key ada > /dev/null || exit 3
      quorate clock advance 1d -q > /dev/null
      for k in ada bea; do quorate vote prepare 1 For --voter $k --sign --key $k -o ../$k.json -y > /dev/null || exit 4; done
      cd ..; quorate dropbox init box --name box.example/d -q > /dev/null && quorate dropbox open box $(cat dao/.quorate/dao) > /dev/null || exit 5
      cp -r box old
      quorate dropbox put ada.json box --wait 1s -C dao > out 2>&1; test $? = 5 || exit 6
      rm -r box && cp -r old box
      quorate dropbox put bea.json box --wait 1s --json -C dao > out; test $? = 4 || exit 7
      grep -q log.rollback out || exit 8
      # Where nothing is remembered one of them goes on, and the other is refused from then on.
      rm -r config/signed; quorate dropbox put bea.json old --wait 1s -C dao > out 2>&1; test $? = 5 || exit 9
      quorate dropbox put ada.json box --wait 1s --json -C dao > out; test $? = 4 || exit 10
      grep -q log.rollback out || exit 11
      """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }
}
