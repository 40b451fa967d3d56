package import CanonicalEncoding
package import Governance

/// What a gate is asked.
package struct GateRequest: Hashable, Sendable {
  /// What is to be done.
  package enum Action: String, CaseIterable, Sendable {
    /// A model is to run, or to run on.
    case deploy = "model.deploy"
    /// A model is to take over again from one that was withdrawn.
    case rollBack = "model.rollback"
    /// Weights are to be given away.
    case release = "weights.release"
    /// An amount of a grant is to be drawn.
    case draw = "resource.draw"
    /// A job is to run that an amount of a grant was drawn for.
    case use = "resource.use"
    /// An algorithm is to compute on data.
    case compute = "data.access"
    /// An algorithm is to be run on data that trusts some.
    case run = "data.compute"

    /// Whether it is about a grant, and not about a model.
    package var isOfGrants: Bool {
      switch self {
      case .draw, .use, .compute, .run: true
      case .deploy, .rollBack, .release: false
      }
    }
  }

  package let action: Action
  /// Where: from the gate's own configuration, never from whoever asks.
  package let environment: String
  /// Whom the environment serves, from the same source; `nil` for nobody knows.
  package let audience: Audience?
  /// The model; `nil` where only a registry's digest is known.
  package let model: ModelDigests?
  /// The manifest under which a registry has it.
  package let oci: Digest?
  /// What runs beside the weights, by name.
  package let runtime: [String: Digest]
  /// What was seen to run beside them. It counts where the approval says what that must be, and nowhere else: every
  /// workload has an image, and not every approval binds one.
  package let seen: [String: Digest]
  /// How much traffic it is to have, in thousandths; `nil` where that is not known.
  package let trafficPermille: UInt64?
  /// What of a grant is asked for, where it is not about a model.
  package let grant: GrantQuestion?

  package init(
    _ action: Action = .deploy, in environment: String, audience: Audience? = nil, model: ModelDigests? = nil,
    oci: Digest? = nil, runtime: [String: Digest] = [:], seen: [String: Digest] = [:],
    trafficPermille: UInt64? = nil, grant: GrantQuestion? = nil
  ) {
    self.action = action
    self.environment = environment
    self.audience = audience
    self.model = model
    self.oci = oci
    self.runtime = runtime
    self.seen = seen
    self.trafficPermille = trafficPermille
    self.grant = grant
  }
}

/// What a gate knows besides the verified state.
package struct GateKnowledge: Sendable {
  /// The instant up to which the state is known to be complete.
  package let fresh: Timepoint
  /// When the newest entry was received.
  package let newest: Timepoint
  /// Orders that were handed to the gate itself.
  package let orders: [SignedOrder]
  /// How old what it knows may be, if it is stricter than the charter.
  package let staleAfter: Span?

  package init(
    fresh: Timepoint, newest: Timepoint, orders: [SignedOrder] = [], staleAfter: Span? = nil
  ) {
    self.fresh = fresh
    self.newest = newest
    self.orders = orders
    self.staleAfter = staleAfter
  }
}
