import QuorateTesting
import Testing

/// Instants are told in UTC and kept as milliseconds: where a command is run, and whether the clocks of that place are put
/// back in the night, changes nothing.
@Suite struct TimeZoneTests {
  @Test func `attack 49: a vote over the night in which clocks are put back is the same everywhere`() throws {
    let script = try CommandScript()
    for name in ["alice", "bob", "carol", "dave"] {
      try script.expect(0, "quorate key create \(name) --light")
    }
    // In New York the hour from 05:00Z to 06:00Z on the first of November is shown a second time from 06:00Z on.
    try script.expect(
      0,
      "quorate init dao --preset token-majority --name 'Test DAO' --founder alice --founder bob --founder carol "
        + "--simulated-clock 2026-10-30T05:30Z")
    try script.expect(
      0,
      "(echo Account,Allocation; for n in alice bob carol dave; do echo $(quorate key show $n -q),9; done) > m.csv"
        + " && quorate member import ../dao/m.csv -y", in: "dao")
    try script.propose("Adopt it")
    try script.expect(0, "quorate clock advance 1d", in: "dao")
    let zones = ["America/New_York", "UTC", "Australia/Lord_Howe", ":America/New_York", "nonsense"]
    var told: Set<String> = []
    for (step, voter) in ["alice", "bob", "carol"].enumerated() {
      try script.expect(0, "TZ=\(zones[0]) quorate vote 1 For -y --key \(voter)", in: "dao")
      try script.expect(0, "TZ=\(zones[step]) quorate clock advance 30m", in: "dao")
      let answers = try zones.map { zone in
        try script.expect(
          0, "TZ=\(zone) quorate results 1 --json; TZ=\(zone) quorate proposal show 1", in: "dao"
        ).output
      }
      #expect(Set(answers).count == 1, "\(answers)")
      told.formUnion(answers)
    }
    #expect(told.count == 3)
    try script.expect(
      0, "TZ=\(zones[0]) quorate audit export -o a.qaudit && TZ=\(zones[2]) quorate audit verify a.qaudit",
      in: "dao")
  }
}
