import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// Moloch v3, which is Baal.
let baalVectors: [String: VectorRunner] = [
  "evm/baal.json": { content, report in report.run(content, "vectors", byKind: baalKinds) }
]

/// The runner of each kind of row.
let baalKinds: [String: RowRunner] = [
  "process": BaalVectors.process,
  "ragequit": baalExit,
]

private enum BaalVectors {
  /// What processing comes to, by the first test that fails: a lost vote is a state of its own, everything else is
  /// a proposal that was processed and did not pass.
  private static let failures = ["majority": "Defeated"]

  static func process(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("moloch")
    let tests = "tracks.standard.tests"
    let quorum = try row.amount("quorumPercent")
    try foreign.setBar("\(tests).quorum", "at_least", .string("\(quorum)%"), isNone: quorum == 0)
    try foreign.set("\(tests).retention.at_least", to: "\(try row.amount("minRetention"))%")
    let rules = try foreign.rules()
    let tally = try ForeignCount.tally(
      ["Yes": try row.amount("yes"), "No": try row.amount("no")], of: rules,
      electorate: try row.amount("totalSharesAtSponsor"))
    let facts = CountFacts(
      tallies: ["members": tally],
      supply: .init(now: Power(try row.amount("supplyNow")), peak: Power(try row.amount("maxSupplyAtVote"))))
    func decided(at now: Timepoint) -> Decision {
      decide(rules, submitted: instant(0), milestones: Milestones(), facts: facts, at: now)
    }
    let end = decided(at: rules.schedule(submitted: instant(0)).closes)
    // What has passed is processed once its grace is over.
    let decision = end.executable.map(decided(at:)) ?? end
    let failed = decision.tests.first { !$0.passed }
    let word =
      decision.phase == .executable
      ? "Processed-passed" : failed.map { failures[$0.name] ?? "Processed-notpassed" } ?? "\(decision.phase)"
    return differing("the outcome", word, try row.text("expect"))
  }
}
