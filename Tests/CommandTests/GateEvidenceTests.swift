import CanonicalEncoding
import Testing

/// What `gate explain` says of each attestation about a model: whether it counts, and if not, why and what helps.
@Suite struct GateEvidenceTests {
  private static let explain = "quorate gate explain production --model ../model"

  @Test func `explain says of each attestation whether it counts, by code, and what helps`() throws {
    var world = try GateWorld()
    try world.approve()
    try world.protect()
    let none = try world.ask(3, "QG031", Self.explain).output
    #expect(none.contains("Next:  quorate evidence commission") && !none.contains("On record"), "\(none)")
    try world.attest("0.9", by: "ben")
    // Meant for what the protocol does not ask for: its word that the model failed blocks all the same.
    try world.attest("0.8", by: "cleo", flags: "--requirement other")
    let text = try world.ask(3, "QG031", Self.explain).output
    for line in [
      "✓ entry", "PASSED  eval  json by 0x", " of lab-one: counts", "shows 0.9", "– entry",
      " of lab-two: does not count", "evidence.noRequirement: the protocol asks for no such evidence",
      "next: attest it anew with --requirement NAME",
    ] {
      #expect(text.contains(line), "\(line): \(text)")
    }
    #expect(!text.contains("shows 0.8"), "\(text)")
    #expect(text.contains("evidence eval of 1 organisation, and 2 are needed"), "\(text)")
    // What a pipeline reads stays short.
    let check = try world.ask(3, "QG031").output
    #expect(!check.contains("evidence.noRequirement") && !check.contains("On record"), "\(check)")
    let json = try world.script.expect(3, "\(Self.explain) --json", in: "dao").output
    let protocols = try JSONParser.parse(Array(json.utf8)).object?["data"]?.object?["protocols"]?.array
    let evidence = protocols?.first?.object?["evidence"]?.array ?? []
    #expect(evidence.map { $0.object?["counts"]?.bool } == [true, false])
    let faults = evidence.map { $0.object?["faults"]?.array?.map { $0.object?["code"]?.string } }
    #expect(faults == [[], ["evidence.noRequirement"]])
    try world.attest("0.7", by: "cleo", verdict: "failed", flags: "--requirement other")
    let blocked = try world.ask(3, "QG030", Self.explain).output
    #expect(!blocked.contains("evm:"), "people write accounts as 0x…: \(blocked)")
    #expect(blocked.contains("FAILED  other") && blocked.contains("blocks by itself, and counts for no rule"))
    // What counted once is told to be old, and not only missing.
    try world.run("quorate clock advance 31d -q")
    let old = try world.ask(3, "QG030", Self.explain).output
    #expect(old.contains("evidence.tooOld: it is older than the protocol allows"), "\(old)")
  }
}
