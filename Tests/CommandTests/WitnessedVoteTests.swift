import Foundation
import Testing

/// A DAO that goes by the time of its witnesses, from founding to an audit, over real connections and clocks.
@Suite(.serialized) struct WitnessedVoteTests {
  /// The witnesses serve again, each where it did before.
  static let resume = """
    root=$PWD; trap 'kill $(cat $root/*.pid) 2> /dev/null' EXIT
    for w in w1 w2 w3; do rm -f $w.out; quorate witness serve $w --listen $(grep -o '127.0.0.1:[0-9]*' $w.err) 2> $w.out & echo $! > $w.pid
      for i in $(seq 100); do grep -q Listening $w.out && break; sleep 0.1; done; done

    """

  /// Shell functions and a DAO founded on three witnesses, whose votes take seconds.
  static let start = start(period: "4s")

  /// The same with votes of another length.
  static func start(period: String) -> String {
    """
    serve() { for w in "$@"; do rm -f $w.err; quorate witness serve $w --listen 127.0.0.1:0 2> $w.err & echo $! > $w.pid
      for i in $(seq 100); do grep -q Listening $w.err && break; sleep 0.1; done; done; }
    url() { grep -o 'http://[^ ]*' $1.err; }
    sync() { (cd dao && quorate log witness sync --json "$@"); }
    results() { (cd dao && quorate results P-0001 --json); }
    root=$PWD; trap 'kill $(cat $root/*.pid) 2> /dev/null' EXIT
    quorate key create ada --light > /dev/null || exit 90
    for w in w1 w2 w3; do quorate witness init $w --name $w.example/a -q > $w.key || exit 91; done
    serve w1 w2 w3
    for w in w1 w2 w3; do echo "witness $w $(cat $w.key) $(url $w)"; done > policy.txt
    printf 'group most 2 w1 w2 w3\\nquorum most\\n' >> policy.txt
    quorate init draft --preset token-majority --name Helios --founder ada --witnesses policy.txt > /dev/null || exit 92
    sed -e 's/delay: 1d/delay: 1s/; s/period: 5d/period: \(period)/; s/timelock: 2d/timelock: 1s/' \\
      -e 's/max_gap: 6h/max_gap: 1h/; s/grace: 10m/grace: 30m/; s/challenge: 1d/challenge: 0s/' \\
      draft/charter.yaml > charter.yaml
    quorate init dao --charter charter.yaml --founder ada --witnesses policy.txt > founded || exit 93
    grep -o "'.*'" founded | tr -d "'" > log.key
    for w in w1 w2 w3; do quorate witness trust $w "$(cat log.key)" > /dev/null || exit 94; kill $(cat $w.pid); wait $(cat $w.pid); done
    \(resume)
    address=$(quorate key show ada --json | grep -o '0x[0-9a-fA-F]\\{40\\}' | head -1)
    printf 'account,amount\\n%s,100\\n' $address > m.csv
    cd dao; quorate member import ../m.csv -y -q > /dev/null || exit 95
    quorate proposal draft Adopt -o p.md -q > /dev/null && quorate proposal submit p.md -y > submitted || exit 96
    cd ..

    """
  }

  @Test func `votes open and close by what witnesses have seen, and an audit says so`() throws {
    let outcome = try CommandScript().shell(
      Self.start + """
        grep -q 'after its witnesses have seen it' dao/submitted || exit 1
        (cd dao && sleep 2; quorate vote P-0001 For -y --json) > out; test $? = 8 || exit 2
        grep -q ballot.notOpen out || exit 3
        sync | grep -q '"entry":3' || exit 4
        sleep 2; sync > /dev/null || exit 5
        (cd dao && quorate vote P-0001 For -y) > voted || exit 6
        results | grep -q '"timeAssurance":"witnessed"' || exit 7
        sleep 4; results | grep -q '"state":"active"' || exit 8
        (cd dao && quorate audit export -o ../open.qaudit) > /dev/null || exit 9
        sync > /dev/null || exit 10
        results | grep -q '"phase":"witnessing"' || exit 11
        (cd dao && quorate audit verify && quorate explain P-0001) > audit || exit 12
        grep -q 'go by witnesses. time alone' audit || exit 13
        grep -q 'Voting is over; which ballots came in time' audit || exit 14
        (cd dao && quorate audit export -o ../end.qaudit) > /dev/null || exit 15
        quorate audit verify end.qaudit --policy policy.txt > audit || exit 16
        quorate audit report end.qaudit -o page.html > /dev/null || exit 17
        grep -q 'timeAssurance: witnessed' page.html || exit 18
        # A receipt has the lines of the witnesses who saw the entry before the command was done.
        cd dao; receipt=$(ls receipts/P-0001-*.tlog-proof | head -1)
        quorate receipt verify $receipt -q | grep -qx included || exit 19
        quorate receipt verify $receipt --policy ../policy.txt -q > word || exit 20
        grep -qx witnessed word || exit 21
        grep -v '^— w[123].example/a ' $receipt > bare.tlog-proof || exit 22
        quorate receipt verify bare.tlog-proof --policy ../policy.txt -q > word; test $? = 5 || exit 23
        grep -qx included word || exit 24
        """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  @Test func `a refusal is signed, promises nothing, and leaves receipts alone`() throws {
    let outcome = try CommandScript().shell(
      Self.start + """
        sync > /dev/null; sleep 2; sync > /dev/null || exit 1
        cd dao
        quorate vote prepare P-0001 For --voter $address -o b.json > /dev/null || exit 2
        quorate receipt promise b.json --signature 0x$(printf '11%.0s' $(seq 64))1b -o refused > out; test $? = 3 || exit 3
        grep -q sig. refused || exit 4
        quorate log publish ../mirror > /dev/null || exit 5
        quorate receipt check refused ../mirror > out; test $? = 3 || exit 6
        quorate receipt check receipts/P-0001.tlog-proof ../mirror || exit 7
        """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }

  static let mistakes: [(id: String, line: String, status: Int32, code: String)] = [
    (
      "ai-safety without witnesses", "quorate init d --preset ai-safety --founder ada --json", 64,
      "witness.demanded"
    ),
    (
      "a rehearsal with witnesses",
      "quorate init d --preset token-majority --founder ada --witnesses p --simulated-clock 2026-12-01T12:00Z --json",
      64,
      "witness.rehearsal"
    ),
    (
      "a policy that does not read",
      "echo nonsense > q; quorate init d --preset token-majority --founder ada --witnesses q --json",
      65, "policy.malformed"
    ),
    (
      "by when, and no witnesses", "quorate receipt verify d/r --by 2026-12-01T12:00Z --json", 7,
      "file.missing"
    ),
  ]

  @Test(arguments: mistakes)
  func `a mistake has a code and a status`(id: String, line: String, status: Int32, code: String) throws {
    let script = try CommandScript()
    try script.expect(
      0, "quorate key create ada --light; quorate witness init w --name w.example/a -q > w.key")
    try script.expect(
      0, "printf 'witness w %s http://127.0.0.1:1\\nquorum w\\n' \"$(cat w.key)\" > p")
    let outcome = try script.expect(status, line)
    #expect(outcome.output.contains("\"code\":\"\(code)\""), "\(outcome.output)")
  }
}
