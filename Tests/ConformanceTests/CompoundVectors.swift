import CanonicalEncoding
import Governance
import QuorateTesting

/// Compound's GovernorBravo.
let compoundVectors: [String: VectorRunner] = ["evm/compound.json": runCompound]

private func runCompound(_ content: JSONValue, _ report: inout VectorReport) throws {
  report.run(content, "states") { row in
    var foreign = try ForeignCharter("compound")
    // A row counts a vote in blocks and what is queued in seconds: one or the other is the clock, of seconds here, as the
    // grace of the preset is real time. A vote that is over took the seconds before the row's.
    let isQueued = try row.has("eta") && row.number("eta") > 0
    let before = span(seconds: isQueued ? 2 : 0)
    let start = seconds(isQueued ? 0 : try row.number("start"))
    let end = seconds(isQueued ? 1 : try row.number("end"))
    try foreign.set("tracks.standard.delay", to: "0s")
    try foreign.set("tracks.standard.period", to: end.since(start).description)
    try foreign.set("tracks.standard.tests.quorum.at_least", to: try row.digits("quorum"))
    var milestones = Milestones()
    if isQueued {
      // Queued as soon as it could be, with a timelock that ends at the row's instant.
      let queued = end + Span(milliseconds: 1)
      milestones.queued = queued
      try foreign.set(
        "tracks.standard.timelock",
        to: (seconds(try row.number("eta")) + before).since(queued).description)
    }
    let rules = try foreign.rules()
    let sums = [
      "For": try row.amount("for"), "Against": try row.amount("against"),
      "Abstain": row.has("abstain") ? try row.amount("abstain") : 0,
    ]
    let now = seconds(try row.number(isQueued && row.has("now") ? "now" : "block")) + before
    if row.has("executed"), try row.flag("executed") { milestones.executed = now }
    if row.has("canceled"), try row.flag("canceled") { milestones.withdrawn = now }
    let decision = decide(
      rules, submitted: start, milestones: milestones,
      facts: try ForeignCount.facts(sums, of: rules), at: now)
    let word = try foreign.charter().terms.word(for: decision)
    return word == (try row.text("expect")) ? [] : ["is \(word)"]
  }
}
