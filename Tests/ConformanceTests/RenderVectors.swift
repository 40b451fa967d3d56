import CanonicalEncoding
import Governance
import QuorateTesting

/// Render's proposal process.
let renderKinds: [String: RuleRunner] = ["render_rnp": runRender]

@Sendable private func runRender(_ vector: RuleVector) throws -> [String] {
  let stage = try vector.inputs.text("stage")
  var foreign = try ForeignCharter("render")
  let (first, last) = (try vector.params.row("initial"), try vector.params.row("final"))
  try foreign.set("tracks.initial.period", to: "\(try first.number("hours"))h")
  try foreign.set("tracks.final.period", to: "\(try last.number("days"))d")
  try foreign.set("tracks.final.tests.quorum.at_least", try decimalShare(try last.text("quorum_of_supply")))
  let (share, bar) = try approval(try last.text("min_approval_of_cast"))
  try foreign.set("tracks.final.tests.approval.at_least", nil)
  try foreign.set("tracks.final.tests.approval.\(bar)", share)
  let rules = try foreign.rules(track: stage)
  let sums = [
    "For": try vector.inputs.amount("for"), "Against": try vector.inputs.amount("against"),
    "Abstain": try vector.inputs.amount("abstain"),
  ]
  let facts = try ForeignCount.facts(sums, of: rules, electorate: try vector.inputs.amount("supply"))
  let submitted = seconds(1)
  let decision = decide(
    rules, submitted: submitted, milestones: Milestones(), facts: facts,
    at: rules.schedule(submitted: submitted).closes)
  // What advances is in the next stage at once; what is approved has succeeded.
  let answers: [String: JSONValue] = [
    "advances": .bool(decision.track != stage), "approved": .bool(decision.state == .succeeded),
  ]
  return try differences(from: vector.expect, answers)
}

/// Reads `0.50 (>=)`: a share, and whether it must be reached or exceeded.
private func approval(_ text: String) throws -> (share: JSONValue, bar: String) {
  let parts = text.split(separator: " ").map(String.init)
  let bars = ["(>=)": "at_least", "(>)": "more_than"]
  guard parts.count == 2, let bar = bars[parts[1]] else { throw RowFault(description: "\(text) is no bar") }
  return (try decimalShare(parts[0]), bar)
}
