package import CanonicalEncoding
internal import Governance

/// Why an order of a council has no effect.
package enum BrakeRefusal: CodedRefusal, Hashable {
  /// The charter gives nobody that power.
  case notAllowed
  /// There is no such pause.
  case unknown
  /// It ended already, or would end before it begins.
  case over(at: Timepoint)
  /// It would last longer than the charter lets a pause last without a vote.
  case tooLong(limit: Span)
  /// With it, pauses without a vote would take more time than the charter gives them.
  case budgetSpent(Span, within: Span)
  /// The same incident had its time.
  case sameIncident(until: Timepoint)
  /// It is in effect already.
  case inEffect
  /// Only a vote ends what was voted on.
  case ratified
  /// Only approvals of single models are revoked.
  case scope
  /// The words do not fit the pause.
  case mismatch(field: String)

  package var code: String {
    switch self {
    case .notAllowed: "brake.notAllowed"
    case .unknown: "brake.unknown"
    case .over: "brake.over"
    case .tooLong: "brake.tooLong"
    case .budgetSpent: "brake.budgetSpent"
    case .sameIncident: "brake.sameIncident"
    case .inEffect: "brake.inEffect"
    case .ratified: "brake.ratified"
    case .scope: "brake.scope"
    case .mismatch: "brake.mismatch"
    }
  }

  package var message: String {
    switch self {
    case .notAllowed: "the charter gives no council this power"
    case .unknown: "there is no such pause"
    case .over(let instant): "it ended at \(instant)"
    case .tooLong(let limit): "without a vote it lasts \(limit) at most"
    case .budgetSpent(let budget, let within):
      "pauses without a vote may take \(budget) within \(within), and with this one they would take more"
    case .sameIncident(let instant): "without a vote the pauses for this incident end at \(instant)"
    case .inEffect: "enough have signed it already"
    case .ratified: "it was ratified by vote, so only a vote lifts it"
    case .scope:
      "only a single model is revoked, and glass is broken for a single model in one environment: no family, no "
        + "environment as a whole, and not everything"
    case .mismatch(let field): "\"\(field)\" is not that of the pause"
    }
  }
}
