import CanonicalEncoding
import Foundation
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

  /// An Akash deployment of eight GPUs.
  private static let deployment = """
    version: "2.0"
    services: {train: {image: "registry.example/train:1"}}
    profiles:
      compute: {gpu: {resources: {cpu: {units: 8}, memory: {size: 64Gi}, storage: {size: 1Gi}, gpu: {units: 4}}}}
      placement: {west: {pricing: {gpu: {denom: uakt, amount: 100000}}}}
    deployment: {train: {west: {profile: gpu, count: 2}}}
    """

  @Test func `a job runs where it was drawn for, by its own file`() throws {
    var world = try GateWorld()
    try world.decide("resource.allocate", "", Self.budget + "; s/# provider: .*/provider: akash/")
    try Self.deployment.write(
      to: world.script.folder.appending(path: "deploy.yaml"), atomically: true, encoding: .utf8)
    let check = "quorate gate check production --grant 1 --job ../deploy.yaml --for"
    let draw = "quorate resource draw 1 --job ../deploy.yaml --purpose 'run 7' -y --key ben --for"
    let undrawn = try world.ask(3, "QG062", "\(check) 3h")
    #expect(undrawn.output.contains("train at west: 2 × (4 GPU") && undrawn.output.contains("24 gpu-hours"))
    #expect(undrawn.output.contains("Next:  quorate resource draw P-0001 --job FILE --for SPAN"))
    try world.run("\(draw) 1h -q")
    try world.run(
      "test \"$(\(draw) 3h -n)\" = 'Would draw 16 gpu-hours on P-0001. Nothing written (dry run).'")
    try world.run("\(draw) 3h -q")
    try world.ask(0, "QG000", "\(check) 3h")
    try world.ask(3, "QG062", "\(check) 4h")
    let again = try world.script.expect(8, "\(draw) 3h", in: "dao")
    #expect(again.errors.contains("grant.drawn"))
    // What is left of the grant lets nothing run, and is asked about under its own name only.
    let left = try world.ask(
      3, "QG042", "quorate gate check production --grant 1 --amount 10 --provider akash")
    #expect(left.output.contains("no job is named"))
    try world.ask(0, "QG000", "quorate gate check production --grant 1 --amount 10 --action resource.draw")
    try world.script.expect(
      64, "quorate gate check production --grant 1 --amount 1 --dataset 0x00", in: "dao")
    // One byte more is another job; another network is another provider.
    try world.run("echo '# again' >> ../deploy.yaml")
    try world.ask(3, "QG062", "\(check) 3h")
    let render =
      #"{"task":"BATCH","title":"t","cpu_count":4,"gpu_count":1,"min_ram_gb":32,"max_node_count":1,"#
      + #""max_retry_count":0,"max_timeout_run_ms":3600000,"#
      + #""parameters":{"type":"docker","parameters":{"image":"r.example/p","tag":"v1"}}}"#
    try world.run("echo '\(render)' > ../render.json")
    let elsewhere = try world.script.expect(
      6, "quorate resource draw 1 --job ../render.json --purpose x -y --key ben", in: "dao")
    #expect(elsewhere.errors.contains("grant.provider"))
    let denied = try world.ask(3, "QG061", "quorate gate check production --grant 1 --job ../render.json")
    #expect(!denied.output.contains("Next:"), "another vote would not help: \(denied.output)")
  }

  @Test func `nothing is drawn on what was decided under stolen log keys`() throws {
    var world = try GateWorld()
    try world.decide("resource.allocate", "", Self.budget)
    try world.run("\(Self.draw) ben 1 -q")
    try world.run("quorate log key rotate --compromised-since 1 -y -q")
    let refused = try world.script.expect(8, "\(Self.draw) ben 1", in: "dao")
    #expect(refused.errors.contains("grant.doubted"))
    try world.run("test \"$(quorate resource list | cut -f5)\" = suspended")
    #expect(try world.run("quorate status").output.contains("SUSPENDED"))
    try world.ask(
      3, "QG022", "quorate gate check production --grant 1 --amount 1 --action resource.draw")
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
