import Foundation
import Testing

/// An evaluation from its commission to the word of an evaluator: `evidence commission`, `attest`, `verify`, `list`.
@Suite struct EvidenceCommandTests {
  private static let run = #"""
    {"version": 2, "status": "success",
     "eval": {"task": "bio_refusal", "task_version": 3, "config": {"limit": null, "epochs": 1}},
     "results": {"total_samples": 2, "completed_samples": 2,
       "scores": [{"name": "refusal", "scored_samples": 2, "unscored_samples": 0,
         "metrics": {"accuracy": {"value": 0.915}}}]},
     "stats": {"completed_at": "2027-01-17T14:30:00+00:00"}}
    """#

  /// A DAO that accredited ben, at 2027-01-17T12:00Z, with a model and a result beside it.
  private static func accredited() throws -> CommandScript {
    let script = try BrakeCommandTests.founded()
    try script.expect(
      0,
      #"""
      quorate proposal draft "Accredit Eva" --kind evaluator.accredit -o p.md &&
      sed -i "s/account: \"0x\"/account: \"$(quorate key show ben -q)\"/; s/^\(## .*\)/\1\n\nAs discussed./; s/scopes: .*/scopes: [inspect-ai.log.v2]/" p.md &&
      quorate proposal submit p.md -y --key ada && quorate clock advance 3d
      """#, in: "dao")
    for vote in ["tokens --key ada", "tokens --key ben", "safety --key ada", "safety --key cleo"] {
      try script.expect(0, "quorate vote 1 For -y --house \(vote)", in: "dao")
    }
    try script.expect(
      0,
      "quorate clock advance 15d && quorate queue 1 -y --key ada && quorate clock advance 14d && quorate execute 1 -y --key ada",
      in: "dao")
    try script.expect(
      0, "mkdir model; printf weights > model/model.bin; printf '{}' > model/config.json; echo plan > plan.md"
    )
    try Data(run.utf8).write(to: script.folder.appending(path: "bio.json"))
    return script
  }

  private static let commission =
    "quorate evidence commission --model ../model --format inspect-ai.log.v2 --evaluator ben --plan ../plan.md"
    + " --until 2027-02-01 -y --key ada"
  private static let attest =
    "quorate evidence attest ../bio.json --model ../model --started 2027-01-17T13:00Z --config task=../plan.md -y"

  @Test func `a result counts from the word of an accredited evaluator on, and not before`() throws {
    let script = try Self.accredited()
    try script.expect(7, "quorate evidence verify ../bio.json", in: "dao")
    // Nothing was commissioned yet.
    let early = try script.expect(7, "\(Self.attest) --verdict passed --key ben", in: "dao")
    #expect(early.errors.contains("attestation.notCommissioned"))
    try script.expect(0, Self.commission, in: "dao")
    let open = try script.expect(0, "quorate evidence list --model ../model", in: "dao")
    #expect(open.output.contains("commissioned  inspect-ai.log.v2"))
    try script.expect(0, "quorate clock advance 3h", in: "dao")
    // Somebody else's commission serves nobody.
    try script.expect(7, "\(Self.attest) --verdict passed --key cleo", in: "dao")
    try script.expect(0, "\(Self.attest) --verdict passed --key ben", in: "dao")
    let verified = try script.expect(0, "quorate evidence verify ../bio.json --model ../model", in: "dao")
    #expect(verified.output.contains("PASSED  inspect-ai.log.v2") && verified.output.contains("the-lab"))
    try script.expect(
      7, "printf more > ../model/more; quorate evidence verify ../bio.json --model ../model", in: "dao")
    try script.expect(7, "echo >> ../bio.json; quorate evidence verify ../bio.json", in: "dao")
    try script.expect(0, "quorate audit verify -q", in: "dao")
  }

  @Test func `an evaluator who is accredited for other formats is not commissioned, and attests nothing`()
    throws
  {
    let script = try Self.accredited()
    let other = Self.commission.replacing("inspect-ai.log.v2", with: "garak.report.jsonl")
    let refused = try script.expect(6, other, in: "dao")
    #expect(
      refused.errors.contains("evidence.outOfScope") && refused.errors.contains("for inspect-ai.log.v2"))
    let attested = try script.expect(
      6, "\(Self.attest) --verdict failed --format json --ended 2027-01-17T13:01Z --key ben", in: "dao")
    #expect(attested.errors.contains("evidence.outOfScope"), "\(attested.errors)")
  }

  @Test func `the word of an evaluator that a model failed is told`() throws {
    let script = try Self.accredited()
    try script.expect(0, "\(Self.commission) && quorate clock advance 3h", in: "dao")
    try script.expect(0, "\(Self.attest) --verdict failed --key ben", in: "dao")
    let verified = try script.expect(3, "quorate evidence verify ../bio.json", in: "dao")
    #expect(verified.output.contains("says that the model failed"))
  }

  @Test(
    arguments: [
      ("a run that began before it was commissioned", "--verdict passed --started 2027-01-17T11:00Z", 65),
      ("a verdict that is none", "--verdict fine", 64),
      ("a digest without a name", "--verdict passed --config x", 64),
      ("two models", "--verdict passed --digest 0x11", 64),
      ("no instant", "--verdict passed --ended soon", 64),
    ])
  func `what cannot be attested is refused`(id: String, flags: String, status: Int32) throws {
    let script = try Self.accredited()
    try script.expect(0, "\(Self.commission) && quorate clock advance 3h", in: "dao")
    let line = flags.contains("--started") ? Self.attest.replacing(/--started \S+/, with: "") : Self.attest
    try script.expect(status, "\(line) \(flags) --key ben", in: "dao")
    try script.expect(7, "quorate evidence verify ../bio.json", in: "dao")
  }
}
