import Testing

/// What is said to somebody who takes power back.
@Suite struct DelegateRevokeTests {
  @Test func `only a delegation that stands is said to count from now on`() throws {
    let script = try CommandScript()
    try script.found()
    func revoke(_ line: String) throws -> String {
      try script.expect(0, "quorate delegate \(line) --key alice -y", in: "dao").output
    }
    _ = try revoke("set bob")
    _ = try revoke("set carol --topic models")
    #expect(try revoke("revoke --topic models").contains("your delegation of all topics counts, to 0x"))
    _ = try revoke("set carol --topic models")
    _ = try revoke("revoke")
    #expect(try !revoke("revoke --topic models").contains("all topics counts"))
    try script.expect(8, "quorate delegate revoke --key alice -y", in: "dao")
  }

  @Test func `of several delegates one is named`() throws {
    let script = try CommandScript()
    try script.expect(
      0,
      """
      for n in ada ben cleo; do quorate key create $n --light -q; done > /dev/null
      quorate init dao --preset sns --name X --founder ada --simulated-clock 2027-01-01 -q > /dev/null || exit 90
      (echo account,lock.asset,lock.amount,lock.delay,lock.ageing; \\
        for n in ada ben cleo; do echo "$(quorate key show $n -q),token,400,2922d,2025-01-01"; done) > m.csv
      cd dao && quorate member import ../m.csv -y -q > /dev/null || exit 91
      for n in ben cleo; do quorate delegate set $n --key ada -y -q || exit 92; done > /dev/null
      """)
    let asked = try script.expect(64, "quorate delegate revoke --key ada -y", in: "dao").errors
    #expect(asked.contains("you have 2 delegates on this topic; say from whom: 0x"), "\(asked)")
    try script.expect(0, "quorate delegate revoke cleo --key ada -y", in: "dao")
    let left = try script.expect(0, "quorate delegate revoke --key ada -y", in: "dao").output
    #expect(left.contains("Taken back from 0x"), "\(left)")
  }

  @Test func `an answer that nobody can be given is told of on standard error`() throws {
    let script = try CommandScript()
    try script.found()
    let outcome = try script.shell("quorate -C dao status > /dev/full")
    #expect(
      outcome.status == 1 && outcome.errors.contains("the answer cannot be written"), "\(outcome.errors)")
  }
}
