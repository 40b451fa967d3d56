internal import CanonicalEncoding
internal import Governance
internal import Voting

/// What a correction of the log's clock does to instants that were written down while it was ahead.
///
/// What stands in front of a correction was received by the correction's own instant. Without that, a key that was revoked
/// meanwhile would count again until an instant that is yet to come, a pause would begin only then, and an objection
/// would be moved behind the opening that it came before.
extension LedgerView {
  /// The records with instants behind one, with that in their place.
  /// - Parameters:
  ///   - position: Where the correction stands: what the clock had shown, and what it is set back to.
  ///   - changes: What the same entry changes besides, of which only claims have such instants.
  /// - Returns: All that changes.
  /// - Complexity: O(records of decisions, orders, claims and proposals), and a count for each proposal whose time is the
  ///   operator's and that is not over; corrections are rare.
  func redating(at position: LogPosition, besides changes: [Change]) throws -> [Change] {
    let instant = position.received
    let changes = try changes.map { change in
      guard change.key.space == .electorateClaim else { return change }
      return try ClaimRecord(bytes: change.value).redated(to: instant).map { Change(change.key, $0.bytes) }
        ?? change
    }
    let known = Set(changes.map(\.key))
    let claims = try redated(ClaimRecord.self) { $0.redated(to: instant) }.filter { !known.contains($0.key) }
    return try changes + claims
      + redated(DecidedRecord.self) { $0.redated(to: instant) }
      + redated(RevocationRecord.self) { $0.redated(to: instant) }
      + redated(SeatRecord.self) { $0.redated(to: instant) }
      + redatedBrakes(to: instant) + redatedProposals(at: position)
      + rounds().compactMap { $0.held(at: position)?.change } + redatedKeys(to: instant)
  }

  /// The log's own keys, where they came while the clock was ahead: from the correction on, the word of the pair before
  /// them is good no longer than after any other change.
  private func redatedKeys(to instant: Timepoint) throws -> [Change] {
    guard let keys = try logKeys() else { return [] }
    var redated = keys
    redated.redate(to: instant)
    return redated == keys ? [] : [Change(LogKeyChain.key, redated.bytes)]
  }

  private func redated<Row: StateRecord>(_ type: Row.Type, _ change: (Row) -> Row?) throws -> [Change] {
    try records.records(Row.space).compactMap { key, value in
      try change(Row(bytes: value)).map { Change(key, $0.bytes) }
    }
  }

  /// A pause that began ahead of time begins now, for no longer than one may last, and not at all where the budget has no
  /// room for it: a council cannot borrow time by a clock that is set forward and back.
  private func redatedBrakes(to instant: Timepoint) throws -> [Change] {
    let rules = try charter(at: instant)?.brake
    var brakes = try brakes().sorted { ($0.index ?? .max) < ($1.index ?? .max) }
    var changes: [Change] = []
    for position in brakes.indices {
      guard var brake = brakes[position].redated(to: instant, lasting: rules?.atMost ?? .zero) else {
        continue
      }
      if let rules, let own = brake.councilTime {
        let others = brakes.enumerated().filter {
          $0.offset != position && $0.element.order.scope.overlaps(brake.order.scope)
        }
        let stretches = others.compactMap(\.element.councilTime).filter { $0.from <= instant }
        let time = PauseTime(stretches + [own]).most(within: rules.within)
        if time > rules.budget { brake.shorten(to: instant) }
      }
      brakes[position] = brake
      changes.append(brake.change)
    }
    return changes
  }

  /// Where time is the operator's, what was recorded of a proposal is no later than the correction: what was executed
  /// stays so, and a timelock runs from now. A vote goes on from where the clock had been.
  private func redatedProposals(at position: LogPosition) throws -> [Change] {
    try proposals().filter { $0.witnessing == nil }.compactMap { proposal in
      var proposal = proposal
      let held = try heldClock(of: proposal, at: position)
      proposal.held += held.map { [$0] } ?? []
      let isBound = proposal.milestones.bound(by: position.received, keepsBeginning: held != nil)
      guard isBound || held != nil else { return nil }
      return Change(proposal.key, proposal.bytes)
    }
  }

  /// Where the clock of a vote stands from a correction on; `nil` for what was over by the corrected clock as well.
  private func heldClock(of proposal: ProposalRecord, at position: LogPosition) throws -> HeldClock? {
    guard proposal.milestones.executed == nil, proposal.milestones.stopped == nil else { return nil }
    let isOver = try decision(on: proposal, at: position.previous).state.isFinal
    if isOver, try decision(on: proposal, at: position.received).state.isFinal { return nil }
    return HeldClock(
      index: position.index, until: position.previous, corrected: position.received, isOver: isOver)
  }
}
