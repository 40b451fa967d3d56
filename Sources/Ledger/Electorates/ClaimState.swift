package import CanonicalEncoding
package import Governance

/// Where a claim about an electorate stands, and what it waits for.
package enum ClaimState: Hashable, Sendable {
  /// Too few attest it.
  case waiting(attesters: Int, needs: Int)
  /// Enough attest it, but witnesses have not seen that yet.
  case unseen(attesters: Int, needs: Int)
  /// Objections have left too few.
  case objected(attesters: Int, needs: Int)
  /// Enough attesters agree on something else about the same block, so that neither counts.
  case contradicted(by: UInt64)
  /// Attesters can object until then.
  case window(until: Timepoint)
  /// The block is too new for a submission before then.
  case early(until: Timepoint)
  /// It counts.
  case counts(since: Timepoint)
  /// The block is too old since then.
  case old(since: Timepoint)

  /// The word for programs.
  package var word: String {
    switch self {
    case .waiting: "waiting"
    case .unseen: "unseen"
    case .objected: "objected"
    case .contradicted: "contradicted"
    case .window: "window"
    case .early: "early"
    case .counts: "counts"
    case .old: "old"
    }
  }

  /// In words: `waits for attesters (1 of 2)`.
  package var words: String {
    switch self {
    case .waiting(let attesters, let needs): "waits for attesters (\(attesters) of \(needs))"
    case .unseen(let attesters, let needs):
      "waits for witnesses to see its attesters (\(attesters) of \(needs))"
    case .objected(let attesters, let needs): "is objected to (\(attesters) of \(needs) attesters left)"
    case .contradicted(let index): "is contradicted by the electorate of entry \(index), so neither counts"
    case .window(let until): "can be objected to until \(until.sentence)"
    case .early(let until): "is of a block that is too new before \(until.sentence)"
    case .counts(let since): "counts since \(since.sentence)"
    case .old(let since): "is of a block that is too old since \(since.sentence)"
    }
  }
}

extension ElectorateChoice {
  /// Where a claim stands by the rules of a charter.
  /// - Parameters:
  ///   - role: The attesters of now.
  ///   - now: When a proposal would be submitted.
  package func state(
    of record: ClaimRecord, _ rules: ElectorateRules, _ role: Role, at now: Timepoint
  ) -> ClaimState {
    guard let agreement = record.agreement(before: limit) else { return unagreed(record, role) }
    if let other = contradiction(of: record) { return .contradicted(by: other.electorate) }
    if agreement.counts > clock { return .window(until: agreement.counts) }
    let time = record.claim.block.time
    if now < time + rules.lookback { return .early(until: time + rules.lookback) }
    if time + rules.maxAge < now { return .old(since: time + rules.maxAge) }
    return .counts(since: agreement.counts)
  }

  private func unagreed(_ record: ClaimRecord, _ role: Role) -> ClaimState {
    let attesters = record.standing.filter { role.members.contains($0.attester) }
    if attesters.count >= role.needs, record.isUnseen {
      return .unseen(attesters: attesters.count, needs: role.needs)
    }
    let isObjected = record.objections.contains { !$0.isLate }
    return isObjected
      ? .objected(attesters: attesters.count, needs: role.needs)
      : .waiting(attesters: attesters.count, needs: role.needs)
  }
}
