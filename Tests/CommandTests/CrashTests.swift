import Foundation
import Testing

/// A process that dies, and two that write at once.
@Suite(.serialized) struct CrashTests {
  /// `QUORATE_KILLS` sets how often; 200 by default.
  static var kills: Int { ProcessInfo.processInfo.environment["QUORATE_KILLS"].flatMap { Int($0) } ?? 200 }

  @Test func `killed at any moment, nothing acknowledged is lost and nothing is half applied`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Survive")
    // A writer that replaces its vote for ever, noting each acknowledged entry after it was printed.
    let loop = """
      while :; do for c in For Against; do
      quorate vote 1 $c --replace -y --key alice --json >> acknowledged 2>/dev/null
      done; done
      """
    try loop.write(to: script.folder.appending(path: "dao/loop.sh"), atomically: true, encoding: .utf8)
    // Killed at any moment of three votes, however long one takes here: on a busy machine it is a second or more.
    let kill = """
      began=$(date +%s%N); quorate vote 1 For --replace -y --key alice -q >/dev/null
      span=$(( ($(date +%s%N) - began) * 3 / 1000000 + 1 ))
      for i in $(seq \(Self.kills)); do
        setsid bash loop.sh & pid=$!
        pause=$(( (RANDOM * 32768 + RANDOM) % span ))
        sleep $(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))
        kill -9 -$pid || kill -9 $pid; wait $pid
      done 2>/dev/null; true
      """
    try script.expect(0, kill, in: "dao")
    // The next write finds the log as it was left, and signs it.
    try script.expect(0, "quorate vote 1 For --replace -y --key bob", in: "dao")
    let audit = try script.expect(0, "quorate audit verify", in: "dao")
    #expect(audit.output.contains("VERIFIED"))
    let entries = #"grep -o '"entry":[0-9]*' acknowledged | sed 's/.*://'"#
    try script.expect(0, "\(entries) > want", in: "dao")
    try script.expect(0, "test -z \"$(sort want | uniq -d)\"", in: "dao")
    let lost = try script.shell(
      "quorate log show -L 1000000 | grep 'ballot.cast' | cut -f1 | sort > have; sort want | comm -13 have -",
      in: "dao")
    #expect(lost.output.isEmpty, "lost: \(lost.output)")
    let summary = try script.expect(
      0, "echo $(wc -l < want) acknowledged, log of $(quorate log show -q) entries", in: "dao")
    print("crash: \(Self.kills) kills, \(summary.output.filter { $0 != "\n" })")
    try script.expect(0, "test $(wc -l < want) -gt 0", in: "dao")
  }

  @Test func `two processes that write at once take turns`() throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Take turns")
    let line = """
      write() { for i in $(seq 25); do for c in For Against; do quorate vote 1 $c --replace -y --key $1 -q || exit 1; done; done; }
      write alice > a.log & a=$!; write bob > b.log & b=$!; wait $a && wait $b
      """
    try script.expect(0, line, in: "dao")
    try script.expect(0, "test $(quorate log show -q) = 103", in: "dao")
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }
}
