package import CanonicalEncoding
package import DeploymentGate

/// What a gate saw of a log when it followed it last.
package struct GateSight: Hashable, Sendable {
  /// How many entries it has verified.
  package let size: UInt64
  package let root: Digest
  /// When the newest of them was received, by the operator's clock.
  package let newest: Timepoint
  /// Up to when enough witnesses stood by the checkpoint as the newest they knew; `nil` without witnesses.
  package let witnessed: Timepoint?

  package init(size: UInt64, root: Digest, newest: Timepoint, witnessed: Timepoint?) {
    self.size = size
    self.root = root
    self.newest = newest
    self.witnessed = witnessed
  }

  /// The instant up to which it is known to be complete.
  ///
  /// Of a log without witnesses no more is known than that it had its newest entry.
  package var complete: Timepoint { witnessed ?? newest }

  /// What the gate knows besides the state.
  /// - Parameter live: The instant it is, where the log was read at the very place at which it grows.
  package func knowledge(
    orders: [SignedOrder] = [], staleAfter: Span? = nil, live: Timepoint? = nil
  ) -> GateKnowledge {
    GateKnowledge(
      fresh: live.map { max($0, complete) } ?? complete, newest: newest, orders: orders,
      staleAfter: staleAfter)
  }
}
