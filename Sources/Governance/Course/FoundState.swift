/// Where a proposal stands that is looked at only when somebody acts on it.
///
/// Elsewhere the state is asked of an instant, and what has run out is over (`decide`). Sputnik writes the state down: it
/// stands as the last act has found it, so that a vote may come when time is up already, and finds just that. Whoever
/// follows such a record asks here whether an act is taken, and what it finds.
package struct FoundState: Sendable {
  /// What somebody does.
  package enum Act: Sendable {
    /// Votes, which also looks how things stand.
    case ballot
    /// Looks how things stand, and no more.
    case finalize
  }

  /// Why an act is not taken.
  package enum Fault: Hashable, Sendable {
    /// The proposal is gone.
    case removed
    /// By the last act it is decided.
    case settled
    /// It is as open as before.
    case open
  }

  /// What the last act has found; `nil` before the first.
  package private(set) var found: Decision?

  package init() {}

  /// Why an act is not taken by what was found so far, or `nil`.
  package func fault(of act: Act) -> Fault? {
    guard let found, !found.isUndecided else { return nil }
    if found.ending == .removed { return .removed }
    // What could not be carried out may be tried again.
    return act == .finalize && found.phase == .failed ? nil : .settled
  }

  /// Takes an act, with how things stand after it.
  /// - Returns: Why it is not taken, or `nil`; nothing is changed then.
  package mutating func take(_ act: Act, finding decision: Decision) -> Fault? {
    if let fault = fault(of: act) { return fault }
    if act == .finalize, decision.isUndecided { return .open }
    found = decision
    return nil
  }
}

extension Decision {
  /// Whether voting is still to come or goes on.
  fileprivate var isUndecided: Bool { state == .pending || state == .active }
}
