import Testing

/// Attack 99 without a full disk: too few open files, and files that may not grow.
@Suite struct ResourceLimitTests {
  // Below a dozen open files the runtime itself cannot make its queues, and ends the process.
  private static let limits = ["-n 14", "-n 15", "-n 16", "-n 18", "-n 24", "-f 0", "-f 1", "-f 40"]
  private static let lines = [
    "status -q", "audit verify -q", "vote 1 For --key bob -y -q", "log publish ../published -q",
    "audit export -o ../out.qaudit -q",
  ]

  @Test(arguments: limits) func `attack 99: what there is too little of is no evidence, and harms nothing`(
    limit: String
  ) throws {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt a roadmap")
    for line in Self.lines {
      let limited = try script.shell("ulimit \(limit); quorate \(line)", in: "dao")
      #expect([0, 1].contains(limited.status), "\(line): \(limited.status) \(limited.errors)")
      // It can be done again, or is done.
      let again = try script.shell("quorate \(line)", in: "dao")
      #expect([0, 8].contains(again.status), "\(line): \(again.status) \(again.errors)")
    }
    #expect(try script.expect(0, "quorate vote list 1", in: "dao").output.contains("For"))
    try script.expect(0, "quorate audit verify -q && quorate log fsck ../published", in: "dao")
    try script.expect(0, "quorate audit verify out.qaudit -q")
  }
}
