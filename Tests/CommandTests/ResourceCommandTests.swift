import CanonicalEncoding
import Testing

/// Grants at the command line: decided, drawn, overdrawn, paused and taken back.
@Suite struct ResourceCommandTests {
  /// An edit of a draft that grants 100 GPU hours to ben, at most 60 of them every 7 days.
  static let budget =
    "s/holder: .*/holder: \"'$(quorate key show ben -q)'\"/; s/^    amount: .*/    amount: \"100\"/; "
    + "s/# at_most: .*/at_most: {amount: \"60\", every: 7d}/"

  private static let draw = "quorate resource draw 1 --purpose 'evaluation of run 7' -y --key"

  @Test func `a budget is decided, drawn, overdrawn and taken back`() throws {
    var world = try GateWorld()
    try world.run("test \"$(quorate resource list)\" = 'No vote has granted anything.'")
    try world.decide("resource.allocate", "", Self.budget)
    let list = try world.run("quorate resource list")
    #expect(list.output.hasPrefix("P-0001\tresource.allocate\t100 of 100 gpu-hours\t"), "\(list.output)")
    try world.script.expect(6, "\(Self.draw) ada 1 --json | grep -q grant.notHolder && exit 6", in: "dao")
    try world.script.expect(6, "\(Self.draw) ben 101", in: "dao")
    try world.script.expect(5, "\(Self.draw) ben 61", in: "dao")
    try world.script.expect(64, "\(Self.draw) ben 1.5", in: "dao")
    try world.script.expect(64, "\(Self.draw) ben -- -1", in: "dao")
    try world.run("echo '{}' > job.json && quorate clock advance 1m -q")
    try world.run(
      "test \"$(\(Self.draw) ben 60 -n)\" = 'Would draw 60 gpu-hours on P-0001. Nothing written (dry run).'")
    let drawn = try world.run("\(Self.draw) ben 60 --reference job.json")
    #expect(drawn.output.contains("Drew 60 gpu-hours on P-0001.") && drawn.output.contains("40 of 100"))
    try world.run("quorate receipt verify receipts/P-0001-draw-*.tlog-proof")
    let shown = try world.run("quorate resource show 1")
    for words in ["next period", "60 gpu-hours in 1 draw", "0 of 60 until", "evaluation of run 7  job 0x"] {
      #expect(shown.output.contains(words), "\(words): \(shown.output)")
    }
    let status = try world.run("quorate status")
    #expect(status.output.contains("P-0001  40 of 100 gpu-hours  until 2027-01-15 00:00:00 UTC  NEXT PERIOD"))
    let early = try world.script.expect(5, "\(Self.draw) ben 1", in: "dao")
    #expect(early.errors.contains("grant.pace"))
    try world.run("quorate clock advance 7d -q")
    try world.run("test $(quorate resource show 1 -q) = 40")
    try world.run("\(Self.draw) ben 30 -q")
    let over = try world.script.expect(6, "\(Self.draw) ben 11", in: "dao")
    #expect(over.errors.contains("10 of it is left (grant.exceeded)"), "\(over.errors)")
    // As it was a week ago, by what the log held then.
    try world.run("test $(quorate resource show 1 -q --at 2026-12-09T12:00:30Z) = 60")
    try world.run("quorate audit verify -q")
  }

  @Test func `a pause of everything and a revocation by vote close a budget`() throws {
    var world = try GateWorld()
    try world.decide("resource.allocate", "", Self.budget)
    try world.run("quorate pause INC-1 --all --for 1d -r x -y -q --key ada")
    try world.run("\(Self.draw) ben 1 -q")
    try world.run("quorate pause INC-1 -r agreed -y -q --key ben")
    let paused = try world.script.expect(6, "\(Self.draw) ben 1 --json", in: "dao")
    #expect(paused.output.contains(#""code":"grant.paused""#))
    try world.run("test \"$(quorate resource list | cut -f5)\" = paused && quorate clock advance 2d -q")
    try world.run("\(Self.draw) ben 1 -q")
    try world.run(
      "id=$(quorate resource show 1 --json | grep -o '\"id\":\"0x[0-9a-f]*' | cut -d'\"' -f4) && rm -f p.md && "
        + "quorate proposal draft Revoke --kind grant.revoke -o p.md -q && "
        + "sed -i -e 's/^\\(## .*\\)/\\1\\n\\nAs discussed./' -e \"s/grant: .*/grant: \\\"$id\\\"/\" p.md && "
        + "quorate proposal submit p.md -y --key ada -q && quorate clock advance 1d -q && "
        + "quorate vote P-0003 For -y -q --key ada && quorate clock advance 5d -q && "
        + "quorate queue P-0003 -y -q --key ada && quorate clock advance 2d -q && quorate execute P-0003 -y -q --key ada"
    )
    let over = try world.script.expect(8, "\(Self.draw) ben 1", in: "dao")
    #expect(over.errors.contains("P-0003 took the grant back") && over.errors.contains("grant.revoked"))
    try world.run("test \"$(quorate resource list | cut -f5)\" = revoked")
  }
}
