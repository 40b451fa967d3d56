package import CanonicalEncoding
package import Governance
internal import Ledger

/// What a proposal had come to when an audit recounted it.
package struct AuditedOutcome: Hashable, Sendable {
  /// Its number for people: `P-0001`.
  package let proposal: String
  package let title: String
  package let state: ProposalState
  /// The instant asked about: that of the last entry, or that of a claim about it.
  package let at: Timepoint
  /// The sums of each house of the stage it is in.
  package let houses: [AuditedHouse]

  /// - Parameter facts: What was counted, and `decision` was judged by.
  init(_ record: ProposalRecord, _ decision: Decision, _ facts: CountFacts, at instant: Timepoint) {
    proposal = record.display
    title = record.title
    state = decision.state
    at = instant
    let rules = record.rules.stage(ofTrack: decision.track) ?? record.rules
    let isCounted = decision.stage <= facts.later.count
    houses = AuditedHouse.all(
      isCounted ? facts.stage(decision.stage).tallies : [:], options: rules.options, judgedBy: decision)
  }

  /// Whether voting is over.
  package var isDecided: Bool { state != .pending && state != .active }

  var json: JSONValue {
    .members([
      "at": .string(at.description), "houses": .array(houses.map(\.json)), "proposal": .string(proposal),
      "state": .string(state.rawValue), "title": .string(title),
    ])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an outcome")
    let instant = try fields.string("at")
    guard let at = Timepoint(instant) else { throw fields.unexpected("at", "an instant") }
    self.at = at
    var houses: [AuditedHouse] = []
    // Reports that were kept before they named houses have none.
    for element in fields.contains("houses") ? try fields.array("houses") : [] {
      houses.append(try AuditedHouse(parsing: element))
    }
    self.houses = houses
    proposal = try fields.string("proposal")
    let state = try fields.string("state")
    guard let known = ProposalState(rawValue: state) else { throw fields.unexpected("state", "a state") }
    self.state = known
    title = try fields.string("title")
    try fields.finish()
  }
}
