internal import CanonicalEncoding
internal import Governance

/// Places among the proposals under vote, where a track has a limited number of them.
///
/// Places are given in the order of the submissions, to those that wait for nothing else. A place that becomes free is taken
/// by an act of anybody, so that the log says when a vote began.
extension LedgerView {
  /// Gives a proposal a place at once, where it waits for nothing else, one is free and nobody was there before it.
  func takePlace(_ proposal: inout ProposalRecord, at now: Timepoint) throws {
    guard proposal.rules.course.mostActive != nil, proposal.milestones.started == nil,
      try decide(on: proposal, .none, at: now).phase == .scheduled,
      try placeRefusal(for: proposal, at: now) == nil
    else { return }
    proposal.milestones.started = now
  }

  /// Requires that a proposal waits for a place and may take one.
  func expectPlace(for proposal: ProposalRecord, at now: Timepoint) throws {
    let decision = try decide(on: proposal, .none, at: now)
    guard decision.phase == .scheduled else {
      throw AdmissionRefusal.wrongState(deed: .start, state: try self.decision(on: proposal, at: now).state)
    }
    if let refusal = try placeRefusal(for: proposal, at: now) { throw refusal }
  }

  /// Why a proposal that waits takes no place now, or `nil`.
  /// - Complexity: O(proposals).
  func placeRefusal(for proposal: ProposalRecord, at now: Timepoint) throws -> PlaceRefusal? {
    guard let places = proposal.rules.course.mostActive else { return nil }
    var taken: UInt64 = 0
    for other in try proposals()
    where other.id != proposal.id && other.rules.name.isSpelt(like: proposal.rules.name) {
      let decision = try decisionBeforeClose(on: other, at: now)
      if decision.phase == .scheduled, other.index < proposal.index {
        return .notFirst(before: other.display)
      }
      if decision.isUnderVote { taken += 1 }
    }
    return taken < places ? nil : .taken(places)
  }

  /// A decision that is right about everything up to the close, and reads no ballots.
  private func decisionBeforeClose(on proposal: ProposalRecord, at now: Timepoint) throws -> Decision {
    try proposal.rules.course.isOrdered
      ? decision(on: proposal, at: now) : decide(on: proposal, .none, at: now)
  }
}

extension Decision {
  /// Whether it has a place: voting has begun, or will after nothing but its delay.
  fileprivate var isUnderVote: Bool {
    state == .active || state == .pending && ![.deposit, .review, .scheduled].contains(phase)
  }
}

/// Why a proposal takes no place among those under vote.
package enum PlaceRefusal: CodedRefusal, Hashable {
  /// Every place is taken.
  case taken(UInt64)
  /// Another proposal was there before it.
  case notFirst(before: String)

  package var code: String {
    switch self {
    case .taken: "place.taken"
    case .notFirst: "place.notFirst"
    }
  }

  package var message: String {
    switch self {
    case .taken(let places): "all places under vote on its track are taken (\(places))"
    case .notFirst(let other): "\(other) was submitted before it and waits for a place too"
    }
  }
}
