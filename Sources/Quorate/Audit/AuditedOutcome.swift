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

  init(_ record: ProposalRecord, _ state: ProposalState, at instant: Timepoint) {
    proposal = record.display
    title = record.title
    self.state = state
    at = instant
  }

  /// Whether voting is over.
  package var isDecided: Bool { state != .pending && state != .active }

  var json: JSONValue {
    .members([
      "at": .string(at.description), "proposal": .string(proposal), "state": .string(state.rawValue),
      "title": .string(title),
    ])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an outcome")
    let instant = try fields.string("at")
    guard let at = Timepoint(instant) else { throw fields.unexpected("at", "an instant") }
    self.at = at
    proposal = try fields.string("proposal")
    let state = try fields.string("state")
    guard let known = ProposalState(rawValue: state) else { throw fields.unexpected("state", "a state") }
    self.state = known
    title = try fields.string("title")
    try fields.finish()
  }
}
