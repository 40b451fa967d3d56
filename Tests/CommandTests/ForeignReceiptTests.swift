import Foundation
import Testing

/// Receipts that an auditor brings and that are none of the log: they accuse nobody.
@Suite(.serialized) struct ForeignReceiptTests {
  @Test func `a receipt of another log, and one that the log's keys did not sign, are no receipts of it`()
    throws
  {
    let script = try CommandScript()
    try script.found()
    let outcome = try script.shell(
      """
      step() { grep '16 receipts' out; }
      quorate init other --preset token-majority --name Other --founder dave --simulated-clock 2026-12-01T12:00Z -q > /dev/null || exit 1
      quorate -C other audit export -o other.qaudit -q > /dev/null && quorate -C dao audit export -o d.qaudit -q > /dev/null || exit 2
      quorate -C dao log publish pub -q > /dev/null || exit 3
      quorate -C dao log prove 1 -o one > /dev/null || exit 4
      for log in d.qaudit pub; do quorate audit verify $log --receipt one > out || exit 5; step | grep -q 'entry 1 is here' || exit 6; done
      # Of another DAO.
      quorate audit verify other.qaudit --receipt one > out; test $? = 5 || exit 7
      step | grep -q 'is of another log' || exit 8
      quorate receipt check one other.qaudit --json > out; test $? = 4 || exit 9
      grep -q compare.otherLog out || exit 10
      # By nobody: another leaf under lines that are garbage, and the right one under lines of other keys.
      quorate -C other log prove 0 -o theirs > /dev/null || exit 11
      sed 's/^— \\(.*\\) .*/— \\1 YWJjZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' one > garbage
      sed 's/^extra .*/extra e30=/' garbage > leaf
      for f in garbage leaf; do for log in d.qaudit pub; do
        quorate audit verify $log --receipt $f > out; test $? = 5 || exit 12
        step | grep -q 'is no receipt of this log, and says nothing about it' || exit 13
        grep -q 'not the one it was given for' out && exit 14
      done; done
      true
      """)
    #expect(outcome.status == 0, "\(outcome.status): \(outcome.output)\(outcome.errors)")
  }
}
