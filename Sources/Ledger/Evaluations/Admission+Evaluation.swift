internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

extension LedgerView {
  /// A round is opened by the role that the charter names, under the rules in force, with the stake of now.
  func admit(_ opening: EvaluationOpening, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(opening)
    guard let charter = try charter(at: position.received) else { throw AdmissionRefusal.notFounded }
    guard let kind = charter.evaluations[opening.kind] else {
      throw EvaluationRefusal.kindUnknown(opening.kind)
    }
    guard charter.roles[kind.openedBy]?.members.contains(opening.header.signer) ?? false else {
      throw AdmissionRefusal.roleMissing(kind.openedBy)
    }
    guard opening.rulesHash == kind.hash(over: kind.stake.house.flatMap { charter.houses[$0] }) else {
      throw EvaluationRefusal.rulesMismatch
    }
    guard DisplayText.fault(of: opening.title, limit: 120) == nil else {
      throw EvaluationRefusal.form(field: "title")
    }
    guard kind.rules(on: opening.subjects) != nil else { throw EvaluationRefusal.form(field: "subjects") }
    // Neither digest binds what the other does.
    if let model = opening.model, model.omsRoot == .zero || model.dirHash == .zero {
      throw EvaluationRefusal.form(field: model.omsRoot == .zero ? "oms_root" : "dir_hash")
    }
    let round = RoundRecord(
      opening, id, number: UInt64(try rounds().count) + 1, kind: kind,
      stake: try frozenStake(kind.stake, charter, at: position.received),
      policy: charter.witnesses?.policy, at: position)
    return [sequence, round.change] + (try waiting(for: round))
  }

  /// The stake in a round that is opened at an instant.
  private func frozenStake(
    _ stake: EvaluationKind.Stake, _ charter: Charter, at now: Timepoint
  ) throws -> FrozenStake {
    var frozen = FrozenStake(holders: stake.role.flatMap { charter.roles[$0]?.members })
    guard let house = stake.house.flatMap({ charter.houses[$0] }) else { return frozen }
    frozen.house = house
    frozen.electorates = try frozenElectorates(of: house, charter, at: now).map(\.record)
    // Where the power at the opening limits that of before, the opening is now.
    if case .least(let moments) = house.reading, moments.contains(.opening) {
      guard let newest = try currentElectorate(series: house.series, at: now) else {
        throw AdmissionRefusal.electorateMissing(series: house.series)
      }
      frozen.electorates.append(newest)
    }
    return frozen
  }

  /// A commitment is taken from whoever has stake, as long as nobody can have shown anything; the last one counts.
  func admit(_ commitment: EvaluationCommitment, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(commitment)
    let round = try round(commitment.roundID, named: commitment.round, commitment.title)
    switch round.phase(at: position.received) {
    case .waiting: throw EvaluationRefusal.notOpen
    case .committing: break
    case .sealing, .revealing, .settling, .over:
      throw EvaluationRefusal.commitClosed(at: round.schedule?.committed ?? round.received)
    }
    guard try stake(of: commitment.header.signer, in: round) > .zero else { throw EvaluationRefusal.noStake }
    let score = ScoreRecord(
      commitment, id, index: position.index, received: round.followed(at: position.received))
    return [sequence, score.change(in: round.id)]
  }

  /// Scores are shown once, by who committed to them, when nobody can commit any more.
  func admit(_ reveal: EvaluationReveal, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(reveal)
    let round = try round(reveal.roundID, named: reveal.round, reveal.title)
    let schedule = round.schedule
    switch round.phase(at: position.received) {
    case .waiting: throw EvaluationRefusal.notOpen
    case .committing: throw EvaluationRefusal.revealEarly(opens: schedule?.committed)
    case .sealing: throw EvaluationRefusal.revealEarly(opens: nil)
    case .revealing: break
    case .settling, .over: throw EvaluationRefusal.revealClosed(at: schedule?.closes ?? round.received)
    }
    let signer = reveal.header.signer
    guard let score = try score(of: signer, in: round.id) else {
      guard try stake(of: signer, in: round) > .zero else { throw EvaluationRefusal.noStake }
      throw EvaluationRefusal.notCommitted
    }
    guard score.scores == nil else { throw EvaluationRefusal.alreadyRevealed }
    let names = reveal.scores.map(\.subject)
    guard names.count == round.subjects.count,
      zip(names, round.subjects).allSatisfy({ $0.isSpelt(like: $1) }),
      reveal.scores.allSatisfy({ $0.score <= round.kind.highest })
    else { throw EvaluationRefusal.form(field: "scores") }
    guard ScoreReveal.saltLengths ~= reveal.salt.count else { throw EvaluationRefusal.form(field: "salt") }
    let shown = score.revealed(
      reveal, id, index: position.index, received: round.followed(at: position.received))
    guard shown.reveal?.digest(in: round.id) == score.commitment else { throw EvaluationRefusal.mismatch }
    return [sequence, shown.change(in: round.id)]
  }

  /// The round that a statement is about, which must be called as the wallet showed it.
  private func round(_ id: Digest, named display: String, _ title: String) throws -> RoundRecord {
    guard let round = try round(id) else { throw EvaluationRefusal.unknown(id) }
    guard display == round.display else { throw AdmissionRefusal.displayMismatch(field: "round") }
    guard title.isSpelt(like: round.title) else { throw AdmissionRefusal.displayMismatch(field: "title") }
    return round
  }
}

/// What witnesses have seen moves rounds on.
extension LedgerView {
  /// Puts a round among those that wait for witnesses, where its time is theirs.
  func waiting(for round: RoundRecord) throws -> [Change] {
    guard round.witnessing != nil else { return [] }
    var waiting = try UnsettledIDs(UnsettledIDs.rounds, in: records)
    waiting.add(round.id)
    return [waiting.change]
  }

  /// Whether some round waits for witnesses under a policy.
  func roundsWait(for policy: Digest) throws -> Bool {
    try UnsettledIDs(UnsettledIDs.rounds, in: records).ids.contains {
      try round($0)?.witnessing?.policy == policy
    }
  }

  /// What a witnessed checkpoint does to the rounds that wait for it.
  func roundsSeen(
    under policy: Digest, _ size: UInt64, at time: Timepoint, isNewest: Bool
  ) throws -> [Change] {
    var waiting = try UnsettledIDs(UnsettledIDs.rounds, in: records)
    var changes: [Change] = []
    for id in waiting.ids {
      guard var round = try round(id), var witnessing = round.witnessing, witnessing.policy == policy,
        witnessing.see(size, at: time, isNewest: isNewest, round: round)
      else { continue }
      round.witnessing = witnessing
      changes.append(round.change)
      if witnessing.settled != nil { waiting.remove(id) }
    }
    return changes.isEmpty ? [] : changes + [waiting.change]
  }
}
