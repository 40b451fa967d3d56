import Foundation
import Testing

/// A ballot that the operator does not take, on its way through a drop-box, over real connections and clocks.
@Suite(.serialized) struct DropBoxCommandTests {
  /// A DAO of two members founded on two witnesses and a box, whose votes take seconds, with one proposal.
  private static let start = """
    started() { for i in $(seq 200); do grep -q Listening $1 && break; sleep 0.1; done; }
    url() { grep -o 'http://[^ ]*' $1; }
    sync() { (cd dao && quorate log witness sync -q > /dev/null); }
    root=$PWD; trap 'kill $(cat $root/*.pid) 2> /dev/null' EXIT
    quorate key create ada --light > /dev/null && quorate key create bea --light > /dev/null || exit 90
    for w in w1 w2; do quorate witness init $w --name $w.example/a -q > $w.key || exit 91
      quorate witness serve $w --listen 127.0.0.1:0 2> $w.err & echo $! > $w.pid; started $w.err; done
    for w in w1 w2; do echo "witness $w $(cat $w.key) $(url $w.err)"; done > policy.txt
    printf 'group both 2 w1 w2\\nquorum both\\n' >> policy.txt
    quorate dropbox init box --name box.example/helios -q > box.key || exit 92
    quorate init draft --preset token-majority --name Helios --founder ada --witnesses policy.txt > /dev/null || exit 93
    sed -e 's/delay: 1d/delay: 1s/; s/period: 5d/period: 20s/; s/timelock: 2d/timelock: 1s/' \\
      -e 's/max_gap: 6h/max_gap: 1h/; s/grace: 10m/grace: 20s/; s/challenge: 1d/challenge: 1s/' \\
      -e "s|^witnesses:|&\\n  drop_boxes: [\\"$(cat box.key)\\"]|" draft/charter.yaml > charter.yaml
    quorate init dao --charter charter.yaml --founder ada --witnesses policy.txt > founded || exit 94
    dao=$(cat dao/.quorate/dao); grep -o "'.*'" founded | tr -d "'" | sort -u > log.keys
    quorate dropbox open box $dao > /dev/null || exit 95
    for w in w1 w2; do quorate witness trust $w $(cat log.keys) $(cat box.key) > /dev/null || exit 96
      kill $(cat $w.pid); wait $(cat $w.pid)
      quorate witness serve $w --listen $(grep -o '127.0.0.1:[0-9]*' $w.err) 2> $w.out & echo $! > $w.pid
      started $w.out; done
    quorate dropbox serve box --witnesses policy.txt --every 1 --listen 127.0.0.1:0 2> box.err & echo $! > box.pid
    started box.err
    ada=$(quorate key show ada -q | tail -1); bea=$(quorate key show bea -q | tail -1)
    printf 'account,amount\\n%s,100\\n%s,70\\n' $ada $bea > m.csv
    cd dao; quorate member import ../m.csv -y -q --key ada > /dev/null || exit 97
    quorate proposal draft Adopt -o p.md -q > /dev/null && quorate proposal submit p.md -y --key ada > /dev/null || exit 98
    cd ..; sync; sleep 2; sync
    cd dao; quorate vote prepare P-0001 For --voter bea --sign -o ../ballot.json > /dev/null || exit 99
    cd ..

    """

  @Test func `attack 60: a ballot goes past a silent operator, and one kept out is proven`() throws {
    let outcome = try CommandScript().shell(
      Self.start + """
        cp -r box copy
        quorate dropbox put ballot.json $(url box.err) -o bea.tlog-proof > put || exit 1
        grep -q 'witnesses have seen it' put || exit 2
        # A box that was restored from a copy signs no second tree of a size; nor one whose witnesses cannot be asked.
        quorate dropbox put ballot.json copy --json > out; test $? = 4 || exit 21
        grep -q log.rollback out || exit 22
        quorate dropbox show copy | grep -q 'holds      0 of' || exit 23
        sed -i 's|http://[0-9.:]*|http://127.0.0.1:9|' copy/policy.txt
        quorate dropbox put ballot.json copy --json > out; test $? = 69 || exit 24
        grep -q witness.unavailable out || exit 25
        quorate dropbox put ballot.json box -o again.tlog-proof -q > /dev/null && cmp bea.tlog-proof again.tlog-proof || exit 3
        (cd dao && quorate dropbox deliver ../bea.tlog-proof --json) > out; test $? = 8 || exit 4
        grep -q dropbox.votingOpen out || exit 5
        (cd dao && quorate log publish ../early > /dev/null) || exit 25
        quorate receipt check bea.tlog-proof early -q > word; test $? = 5 || exit 26
        grep -qx not-due word || exit 27
        sleep 21; sync
        (cd dao && quorate dropbox collect P-0001 $(url ../box.err)) > out || exit 6
        grep -q '✓ .*: entry ' out || exit 7
        (cd dao && quorate dropbox collect P-0001 ../box) > out || exit 8
        sync; (cd dao && quorate log publish ../window > /dev/null) || exit 9
        quorate receipt check bea.tlog-proof window -q > word || exit 10
        grep -qx counts word || exit 11
        sleep 21; sync
        (cd dao && quorate results P-0001 --json) > out; grep -q '"power":"70"\\|70' out || exit 12
        (cd dao && quorate audit verify && quorate log publish ../mirror && quorate log show) > out || exit 13
        grep -q 'ballot.boxed P-0001' out || exit 14
        quorate receipt check bea.tlog-proof mirror | grep -q 'counts' || exit 15
        """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  @Test func `a vote that was settled without a ballot of the box convicts its operator`() throws {
    let outcome = try CommandScript().shell(
      Self.start + """
        quorate dropbox put ballot.json box -o bea.tlog-proof -q > /dev/null || exit 1
        sleep 21; sync; sleep 21; sync
        (cd dao && quorate log publish ../mirror > /dev/null) || exit 2
        quorate receipt check bea.tlog-proof mirror > out; test $? = 4 || exit 3
        grep -q 'KEPT OUT' out && test -f omission.json || exit 4
        quorate receipt check omission.json mirror --json > out; test $? = 4 || exit 5
        grep -q '"result":"kept-out"' out || exit 6
        (cd dao && quorate dropbox deliver ../bea.tlog-proof --json) > out; test $? = 8 || exit 7
        grep -q dropbox.settled out || exit 8
        """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  static let mistakes: [(id: String, line: String, status: Int32, code: String)] = [
    ("no box here", "quorate dropbox show nowhere --json", 7, "storage.missing"),
    (
      "a box that nobody opened", "quorate dropbox init b --name b/x; quorate dropbox show b --json", 8,
      "dropbox.notOpen"
    ),
    (
      "a box twice", "quorate dropbox init b --name b/x; quorate dropbox init b --name b/x --json", 8,
      "storage.exists"
    ),
    ("a name with a scheme", "quorate dropbox init b --name https://b/x --json", 64, "note.badName"),
    (
      "another DAO's",
      """
      quorate dropbox init b --name b/x; quorate dropbox open b 0x\(String(repeating: "1", count: 64))
      quorate dropbox open b 0x\(String(repeating: "2", count: 64)) --json
      """, 8, "storage.exists"
    ),
    (
      "nobody at the address",
      "quorate log monitor http://127.0.0.1:9/x --once --json", 69, "service.unreachable"
    ),
    ("no address of the web", "quorate audit verify 'https://a b' --json", 65, "service.url"),
  ]

  @Test(arguments: mistakes)
  func `a mistake has a code and a status`(id: String, line: String, status: Int32, code: String) throws {
    let outcome = try CommandScript().expect(status, line)
    #expect(outcome.output.contains("\"code\":\"\(code)\""), "\(outcome.output)")
  }
}
