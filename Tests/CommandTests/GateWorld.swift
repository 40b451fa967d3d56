import Foundation
import QuorateTesting
import Testing

/// A DAO with a council, a brake and figures for gates, and a model beside it: the tiny one of the samples where they
/// are at hand, else one of two files.
struct GateWorld {
  let script: CommandScript
  /// Proposals so far.
  private var count = 0

  /// What is asked of the gate most of the time.
  static let check = "quorate gate check production --model ../model"

  /// Changes of the usual charter: every kind that is needed, a brake, and figures for gates.
  private static let charter = #"""
    sed -i -e '/^  model.deploy:/a\  protocol.adopt: {track: standard, topic: safety}\n  evaluator.accredit: {track: standard, topic: safety}\n  model.revoke: {track: standard, topic: safety}\n  resource.allocate: {track: standard, topic: safety}\n  data.access: {track: standard, topic: safety}\n  grant.revoke: {track: standard, topic: safety}\n  emergency.ratify: {track: standard, topic: safety}\n  emergency.lift: {track: standard, topic: safety}' -e '/^electorates_by:/a\brake: {pause_by: council, revoke_by: council}\ngate: {approval_at_most: 90d, stale_after: 1d, break_glass: {by: council, at_most: 4h}}' charter.yaml
    """#

  init() throws {
    script = try CommandScript()
    let founders = "--name 'Safe AI' --founder ada --founder ben --founder cleo"
    for name in ["ada", "ben", "cleo"] { try script.expect(0, "quorate key create \(name) --light -q") }
    try script.expect(
      0,
      "quorate init draft --preset token-majority \(founders) --simulated-clock 2026-12-01T12:00Z -q && mv draft/charter.yaml . && rm -r draft"
    )
    try script.expect(0, Self.charter)
    try script.expect(
      0,
      "quorate init dao --charter charter.yaml --founder ada --founder ben --founder cleo --simulated-clock 2026-12-01T12:00Z -q"
    )
    try run(
      "(echo account,amount; for n in ada:500 ben:300 cleo:200; do echo $(quorate key show ${n%:*} -q),${n#*:}; done) "
        + "> members.csv && quorate member import members.csv -y -q --key ada")
    if let samples = OutsideData.samples {
      let model = samples.appending(path: "ai/model-signing/tiny-model").path
      try script.expect(0, "cp -r '\(model)' model && chmod -R u+w model")
    } else {
      print("samples are not at hand: the gate is asked about a model of two files")
      try script.expect(0, "mkdir model; printf weights > model/model.bin; printf '{}' > model/config.json")
    }
  }

  /// Runs a line in the workspace that must succeed.
  @discardableResult
  func run(_ line: String, at location: SourceLocation = #_sourceLocation) throws -> Outcome {
    try script.expect(0, line, in: "dao", at: location)
  }

  /// Asks the gate; the answer must have this status and code.
  @discardableResult
  func ask(
    _ status: Int32, _ code: String, _ line: String = check, at location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try script.expect(status, line, in: "dao", at: location)
    #expect(outcome.output.contains("(\(code))"), "\(line): \(outcome.output)", sourceLocation: location)
    return outcome
  }

  /// Decides on a proposal of a kind and carries it out, eight days later.
  /// - Parameters:
  ///   - flags: More flags of the draft.
  ///   - edit: An expression of sed over the draft.
  mutating func decide(_ kind: String, _ flags: String = "", _ edit: String) throws {
    count += 1
    try run(
      "rm -f p.md; quorate proposal draft 'Decide' --kind \(kind) \(flags) -o p.md -q && "
        + "sed -i -e 's/^\\(## .*\\)/\\1\\n\\nAs discussed./' -e '\(edit)' p.md && "
        + "quorate proposal submit p.md -y --key ada -q && quorate clock advance 1d -q && "
        + "quorate vote \(count) For -y -q --key ada && quorate clock advance 5d -q && "
        + "quorate queue \(count) -y -q --key ada && quorate clock advance 2d -q && "
        + "quorate execute \(count) -y -q --key ada")
  }

  /// Approves the model for production.
  mutating func approve(
    _ edit: String = "s/^ *# audience: limited.*/    audience: limited\\n    producer: lab-nine/"
  ) throws {
    try decide("model.deploy", "--model ../model", edit)
  }

  /// Adopts a protocol about a result in JSON, and accredits ben and cleo of two organisations.
  mutating func protect() throws {
    let text = String(decoding: SampleProtocol.bytes(), as: UTF8.self)
    try text.write(to: script.folder.appending(path: "frontier.yaml"), atomically: true, encoding: .utf8)
    try decide(
      "protocol.adopt", "", "s/sha256: .*/sha256: \"'$(quorate protocol hash ../frontier.yaml -q)'\"/")
    for (name, organisation) in [("ben", "lab-one"), ("cleo", "lab-two")] {
      try decide(
        "evaluator.accredit", "",
        "s/account: .*/account: \"'$(quorate key show \(name) -q)'\"/; s/organisation: .*/organisation: \(organisation)/; "
          + "s/scopes: .*/scopes: [frontier]/; s/expires: .*/expires: 2027-11-30/")
    }
  }

  /// Commissions a run, makes it and attests its result.
  /// - Parameter flags: More flags of `evidence attest`.
  func attest(_ refusals: String, by name: String, verdict: String = "passed", flags: String = "") throws {
    let file = "../\(name)-\(refusals).json"
    try run(
      "printf '{\"refusals\":\(refusals),\"hacks\":0.1,\"by\":\"\(name)\"}' > \(file); echo plan > ../plan.md; "
        + "quorate evidence commission --model ../model --format json --evaluator \(name) --plan ../plan.md "
        + "--until 2027-11-01 -y -q --key ada && started=$(quorate clock advance 1m -q) && "
        + "quorate evidence attest \(file) --format json --model ../model --verdict \(verdict) --started \"$started\" --ended \"$started\" \(flags) -y -q --key \(name)"
    )
  }
}
