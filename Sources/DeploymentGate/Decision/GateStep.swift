/// What a gate looks at, in its order. The first that is in the way gives the code of the answer.
package enum GateStep: Int, CaseIterable, Sendable {
  /// The log verifies, and is no less than was seen before.
  case log
  /// Nothing that covers the question is paused.
  case pauses
  /// What is known is not too old.
  case freshness
  /// The question names content.
  case model
  /// A vote approved exactly this here, and that still holds.
  case approval
  /// Beside the weights runs what was approved.
  case runtime
  /// Nobody is served for whom it was not approved.
  case audience
  /// The safety protocols are in force.
  case protocols
  /// The rules of the protocols pass on evidence that is bound to the model.
  case rules
  /// What the open stage allows is kept to.
  case limits

  /// The word for it.
  package var name: String { "\(self)" }

  /// Whether it is about models only, so that nobody asks it of a grant.
  package var isOfModels: Bool {
    switch self {
    case .runtime, .audience, .protocols, .rules: true
    case .log, .pauses, .freshness, .model, .approval, .limits: false
    }
  }
}

extension GateCode {
  /// The step that was in the way; `nil` where nothing was.
  package var step: GateStep? {
    switch self {
    case .missing, .invalid, .rolledBack: .log
    case .paused: .pauses
    case .stale, .clock: .freshness
    case .noApproval, .expired, .revoked, .early, .renamed, .lapsed, .doubted, .unproven, .holder,
      .untrusted:
      .approval
    case .runtime: .runtime
    case .audience: .audience
    case .protocolOver: .protocols
    case .ruleFails, .indeterminate: .rules
    case .traffic, .grant, .undrawn: .limits
    default: outcome == .allow ? nil : .model
    }
  }
}
