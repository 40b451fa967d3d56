import Foundation
import Testing

/// The keys of a log as its operator changes them.
@Suite(.serialized) struct LogKeyCommandTests {
  private func run(_ lines: String) throws -> Outcome {
    let script = try CommandScript()
    try script.found()
    return try script.shell("cd dao || exit 90\nk=.quorate/log-keys\n" + lines)
  }

  @Test func `keys change, and everybody outside follows`() throws {
    let outcome = try run(
      """
      quorate delegate set bob --key alice -y > /dev/null || exit 1
      quorate log key show --json | grep -q '"number":0,"since":null' || exit 1
      quorate log publish ../before > /dev/null || exit 2
      cp $k.json ../old.json; cp $k.next.json ../new.json
      test "$(quorate log key rotate -y -q)" = 3 || exit 3
      cmp -s $k.json ../new.json || exit 4
      test ! -e $k.then.json || exit 5
      quorate delegate set carol --key alice -y > /dev/null || exit 6
      quorate audit verify > /dev/null || exit 7
      quorate log publish ../after > /dev/null || exit 8
      quorate audit verify ../after | grep -q 'changed once, last by entry 3' || exit 9
      quorate audit compare ../before ../after > /dev/null || exit 10
      quorate audit diff ../before ../after | grep -q 'change 1, by entry 3' || exit 11
      quorate log monitor ../after --once > /dev/null || exit 12
      quorate log key show -o ../dao.keys > /dev/null || exit 13
      quorate log prove 4 -o ../four > /dev/null || exit 14
      pin=$(cat .quorate/dao); quorate log key --json > ../keys
      cd ..
      quorate receipt verify four --key-history dao.keys --pin $pin > /dev/null || exit 15
      quorate receipt verify four --key-history dao.keys --pin 0x$(printf '0%.0s' {1..64}) --json > out
      test $? = 4 && grep -q log.otherDAO out || exit 16
      grep -o '"localhost/quorate[^"]*"' keys | head -2 | tr -d '"' | sed 's/^/--log-key /' > first
      quorate receipt verify four $(cat first) --pin $pin --json > out; test $? = 4 || exit 17
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `attack 65: whatever a crash leaves of the files, the log says which keys sign`() throws {
    let outcome = try run(
      """
      cp $k.json ../old.json; cp $k.next.json ../new.json
      quorate log key rotate -y > /dev/null || exit 1
      cp $k.next.json ../then.json
      # The entry is there, and no file was moved.
      cp ../old.json $k.json; cp ../new.json $k.next.json; cp ../then.json $k.then.json
      quorate doctor > ../out; test $? = 3 && grep -q 'rotate finishes it' ../out || exit 2
      quorate delegate set bob --key alice -y > /dev/null || exit 3
      quorate audit verify > /dev/null || exit 4
      quorate log key rotate -y | grep -q 'Finished the change of keys that entry 2 made' || exit 5
      cmp -s $k.json ../new.json && cmp -s $k.next.json ../then.json && test ! -e $k.then.json || exit 6
      # The first file was moved.
      cp ../new.json $k.next.json; cp ../then.json $k.then.json
      quorate log key rotate -y | grep -q Finished || exit 7
      cmp -s $k.next.json ../then.json && test ! -e $k.then.json || exit 8
      # Keys were made, and no entry.
      cp ../old.json $k.then.json
      quorate log key rotate -y > /dev/null; test $? = 4 || exit 9
      rm $k.then.json
      test "$(quorate log key rotate -y -q)" = 4 || exit 10
      quorate doctor > /dev/null || exit 11
      # The old keys alone sign nothing.
      cp ../old.json $k.json; rm $k.next.json
      quorate delegate set carol --key alice -y --json > ../out; test $? = 6 || exit 12
      grep -q logKeys.notHeld ../out || exit 13
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `the next keys are kept elsewhere, and only their commitments are handed in`() throws {
    let outcome = try run(
      """
      cd ..
      one=$(quorate log key prepare one.json -q) || exit 1
      two=$(quorate log key prepare two.json -q) || exit 2
      test $(stat -c %a one.json) = 600 || exit 3
      quorate log key prepare one.json; test $? = 8 || exit 4
      quorate init far --preset token-majority --founder alice --next-log-keys $one > /dev/null || exit 5
      test ! -e far/.quorate/log-keys.next.json || exit 6
      cd far
      quorate log key rotate -y --json > ../out; test $? = 7 && grep -q logKeys.nextMissing ../out || exit 7
      quorate log key rotate -y --next ../two.json --json > ../out
      test $? = 4 && grep -q logKeys.notCommitted ../out || exit 8
      quorate log key rotate -y --next ../one.json --then $two > /dev/null || exit 9
      cmp -s .quorate/log-keys.json ../one.json && test ! -e .quorate/log-keys.next.json || exit 10
      quorate log key rotate -y --next ../two.json --then ../one.json --json > ../out
      test $? = 4 && grep -q logKeys.repeated ../out || exit 11
      quorate audit verify > /dev/null || exit 12
      cd .. && quorate init stays --preset token-majority --founder alice --fixed-log-keys > /dev/null || exit 13
      cd stays && quorate log key rotate -y --json > ../out; test $? = 6 && grep -q logKeys.fixed ../out || exit 14
      quorate log key show | grep -q '1 and more' || exit 15
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}

extension LogKeyCommandTests {
  @Test func `keys that are lost are recovered by those whom the genesis names`() throws {
    let script = try CommandScript()
    try script.found()
    let outcome = try script.shell(
      """
      quorate init rec --preset token-majority --founder alice --recoverer alice --recoverer bob --recoverer carol --recovery-delay 2d \
        --simulated-clock 2026-12-01T12:00Z > /dev/null || exit 1
      cd rec && k=.quorate/log-keys
      quorate log key prepare ../new.json -q > /dev/null || exit 2
      quorate log key recover draft ../new.json --reason 'the disk is gone' -o ../r.json > /dev/null || exit 3
      quorate log key recover announce ../r.json --json > ../out; test $? = 6 || exit 4
      quorate log key recover sign ../r.json --key dave -y; test $? = 6 || exit 5
      quorate log key recover sign ../r.json --key alice -y > /dev/null || exit 6
      quorate log key recover sign ../r.json --key carol -y | grep -q 'by 2 of 2' || exit 7
      quorate log key recover draft ../new.json --reason 'another' -o ../r.json --json > ../out; test $? = 8 || exit 17
      quorate log key recover sign ../r.json --key carol -y | grep -q 'by 2 of 2' || exit 18
      rm $k.json $k.next.json
      quorate log key rotate -y --json > ../out; test $? = 6 && grep -q 'first keys' ../out || exit 19
      grep -q 'log key recover' ../out || exit 20
      quorate log key recover announce ../r.json | grep -q 'entry 1, which no key here can sign' || exit 8
      quorate log key recover complete --keys ../new.json --json > ../out; test $? = 5 || exit 9
      grep -q logKeys.recoveryEarly ../out || exit 10
      quorate clock advance 2d > /dev/null || exit 11
      quorate log key recover complete --keys ../new.json | grep -q 'Entry 2 recovered the log' || exit 12
      cmp -s $k.json ../new.json && test -e $k.next.json || exit 13
      quorate audit verify > /dev/null || exit 14
      quorate log key rotate -y -q > /dev/null || exit 15
      quorate log publish ../public > /dev/null && quorate audit verify ../public > /dev/null || exit 16
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}

extension LogKeyCommandTests {
  @Test func `what a log without such a plan would not do cannot be asked of init`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create alice --light")
    for flags in [
      "--fixed-log-keys --recoverer alice", "--fixed-log-keys --recovery-needs 1",
      "--fixed-log-keys --recovery-delay 2d",
      "--fixed-log-keys --next-log-keys 0x$(printf '1%.0s' {1..64})", "--recovery-needs 1",
      "--recovery-delay 2d", "--recovery-delay 7d",
    ] {
      try script.expect(
        64,
        "quorate init dao --preset token-majority --founder alice \(flags) --json && exit 90; s=$?; test ! -e dao && exit $s"
      )
    }
    try script.expect(
      0,
      "quorate init dao --preset token-majority --founder alice --recoverer alice --simulated-clock 2026-12-01T12:00Z"
    )
    try script.expect(0, "cd dao && quorate log key --json | grep -q '\"fixed\":false'")
  }

  /// In `rec`, a DAO whose keys two of three people may recover after two days, with a signed recovery to `new.json`.
  private func recoverable(_ lines: String) throws -> Outcome {
    let script = try CommandScript()
    try script.found()
    return try script.shell(
      """
      quorate init rec --preset token-majority --founder alice --recoverer alice --recoverer bob --recoverer carol --recovery-delay 2d \
        --simulated-clock 2026-12-01T12:00Z > /dev/null || exit 90
      cd rec && k=.quorate/log-keys
      quorate log key prepare ../new.json -q > /dev/null || exit 91
      quorate log key recover draft ../new.json --reason 'the disk is gone' -o ../r.json > /dev/null || exit 92
      for n in alice carol; do quorate log key recover sign ../r.json --key $n -y > /dev/null || exit 93; done
      cp $k.json ../old.json; cp $k.next.json ../committed.json
      \(lines)
      """)
  }

  @Test func `attack 65: no secret is touched before the log has retired it by a recovery`() throws {
    let outcome = try recoverable(
      """
      quorate log key recover announce ../r.json > /dev/null || exit 1
      quorate log key recover complete --keys ../new.json --json > ../out; test $? = 5 || exit 2
      grep -q logKeys.recoveryEarly ../out || exit 3
      cmp $k.next.json ../committed.json && cmp $k.json ../old.json || exit 4
      # They were not lost after all: the log goes over to the keys it had committed to.
      quorate log key rotate -y -q > /dev/null || exit 5
      cmp $k.json ../committed.json || exit 6
      quorate audit verify > /dev/null || exit 7
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `attack 65: a recovery that stopped anywhere is finished by the same command`() throws {
    let outcome = try recoverable(
      """
      quorate log key recover announce ../r.json > /dev/null || exit 1
      quorate clock advance 2d > /dev/null || exit 2
      quorate log key recover complete --keys ../new.json -q > /dev/null || exit 3
      cp $k.next.json ../then.json
      # The entry is there, and no file was moved; or the first one was.
      for first in old new; do
        cp ../$first.json $k.json; cp ../committed.json $k.next.json; cp ../then.json $k.then.json
        test "$(quorate log key recover complete --keys ../new.json -q)" = 2 || exit 4
        cmp $k.json ../new.json && cmp $k.next.json ../then.json && test ! -e $k.then.json || exit 5
      done
      # Nothing is left to do, and no keys are made for it.
      test "$(quorate log key recover complete --keys ../new.json -q)" = 2 && test ! -e $k.then.json || exit 8
      quorate audit verify > /dev/null && quorate doctor > /dev/null || exit 6
      quorate log key rotate -y -q > /dev/null || exit 7
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `a recovery to keys that commit to keys elsewhere leaves none that the log has given up`() throws
  {
    let outcome = try recoverable(
      """
      then=$(quorate log key prepare ../then.json -q) || exit 1
      quorate log key recover announce ../r.json > /dev/null || exit 2
      quorate clock advance 2d > /dev/null || exit 3
      quorate log key recover complete --keys ../new.json --then $then -q > /dev/null || exit 4
      cmp $k.json ../new.json && test ! -e $k.next.json || exit 5
      quorate log key rotate -y --json > ../out; test $? = 7 && grep -q logKeys.nextMissing ../out || exit 6
      quorate log key rotate -y --next ../then.json -q > /dev/null || exit 7
      quorate audit verify > /dev/null || exit 8
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `attack 62: a witness takes no second history, whatever its entries say of their time`() throws {
    let outcome = try run(
      """
      cd ..
      cp -r dao fork
      (cd dao && quorate log key rotate -y -q > /dev/null && quorate log key show -o ../one.keys > /dev/null) || exit 1
      rm -r config/signed
      (cd fork && quorate log key rotate -y -q > /dev/null && quorate log key show -o ../two.keys > /dev/null) || exit 2
      rm -r config/signed
      (cd dao && quorate log key rotate -y -q > /dev/null && quorate log key show -o ../more.keys > /dev/null) || exit 3
      # What nobody has signed of entry 0: the instant it was received.
      genesis() { sed 's/.*"genesis":"\\([^"]*\\)".*/\\1/' $1; }
      later=$(genesis two.keys | base64 -d | sed 's/"received":\\([0-9]*\\)[0-9],/"received":\\19,/' | base64 -w 0)
      sed "s|$(genesis two.keys)|$later|" two.keys > forged.keys
      cmp -s two.keys forged.keys && exit 4
      quorate witness init w --name a.example/b -q > /dev/null || exit 5
      quorate witness trust w --key-history one.keys > /dev/null || exit 6
      cp w/log-keys/*.json kept
      for second in two forged; do
        quorate witness trust w --key-history $second.keys --json > out; test $? = 4 || exit 7
        grep -q logKeys.other out && cmp w/log-keys/*.json kept || exit 8
      done
      # The same again, more of it, and what is known already.
      for known in one more one; do quorate witness trust w --key-history $known.keys > /dev/null || exit 9; done
      cmp w/log-keys/*.json more.keys || exit 10
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func `two changes of keys that an operator has shown to two people become a file that proves it`()
    throws
  {
    let outcome = try run(
      """
      cd ..
      cp -r dao fork
      for log in dao fork; do
        rm -rf config/signed
        (cd $log && quorate log key rotate -y -q > /dev/null && quorate log publish ../public-$log -q > /dev/null) || exit 1
      done
      quorate audit compare public-dao public-fork -o two.json > out; test $? = 4 || exit 2
      grep -q 'changed in two ways' out || exit 3
      quorate audit verify two.json > out; test $? = 4 || exit 4
      grep -q 'two changes of number 1' out || exit 5
      quorate audit verify two.json -q > out; test "$(cat out)" = key-fork || exit 6
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
