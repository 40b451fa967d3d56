internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  // MARK: Evaluators

  func accrediting(
    _ accreditation: EvaluatorAccreditation, _ action: ProposalAction, on occasion: Occasion
  ) throws -> [Change] {
    guard occasion.now < accreditation.expires else { throw EffectRefusal.over(field: "expires") }
    if let key = accreditation.key {
      guard try registeredKey(key, for: .evaluator)?.counts(at: occasion.now) ?? false else {
        throw EffectRefusal.keyUnknown
      }
    }
    return [
      decided(action, until: accreditation.expires, on: occasion).change(accreditation.account.record.bytes)
    ]
  }

  func revoking(_ revocation: EvaluatorRevocation, on occasion: Occasion) throws -> [Change] {
    let subject = revocation.account.record.bytes
    let standing = try decided(EvaluatorAccreditation.kind, subject).filter { $0.counts(at: occasion.now) }
    guard !standing.isEmpty else { throw EffectRefusal.evaluatorUnknown }
    return standing.map { $0.ended(by: occasion.origin, doubtedSince: revocation.since).change(subject) }
  }

  // MARK: Councils

  func electing(_ election: CouncilElection, on occasion: Occasion) throws -> [Change] {
    guard let standing = occasion.charter.roles[election.role] else {
      throw EffectRefusal.roleUnknown(election.role)
    }
    guard occasion.now < election.term else { throw EffectRefusal.over(field: "term") }
    let accounts = election.seats.map(\.account)
    if let turnover = occasion.charter.gate.turnover {
      // Who had the role when the period began, by election or by the charter: several elections count together.
      let before = try role(election.role, at: occasion.now - turnover.within) ?? standing
      let leaving = before.members.count { !accounts.contains($0) }
      let most = turnover.most(of: before.members.count)
      guard leaving <= most else { throw EffectRefusal.turnover(most: most, within: turnover.within) }
    }
    let record = SeatRecord(
      origin: occasion.origin, members: accounts, needs: Int(clamping: election.needs), term: election.term,
      recalled: Set(try seats(election.role, at: occasion.now)?.recalled ?? []).subtracting(accounts))
    return [record.change(of: election.role)]
  }

  /// The number of signatures it takes stays what it was: fewer members must not mean fewer signatures. Who is recalled
  /// stays out until elected again, or until another charter names its members, also once the term of the others is over.
  func recalling(_ recall: CouncilRecall, on occasion: Occasion) throws -> [Change] {
    guard let standing = occasion.charter.roles[recall.role] else {
      throw EffectRefusal.roleUnknown(recall.role)
    }
    guard Set(recall.accounts).isSubset(of: standing.members) else { throw EffectRefusal.notSeated }
    let rest = standing.members.filter { !recall.accounts.contains($0) }
    guard rest.count >= standing.needs else { throw EffectRefusal.tooFewSeats(needs: standing.needs) }
    let last = try seats(recall.role, at: occasion.now)
    let term = last.flatMap { occasion.now < $0.term ? $0.term : nil } ?? .latest
    let record = SeatRecord(
      origin: occasion.origin, members: rest, needs: standing.needs, term: term,
      recalled: Set(last?.recalled ?? []).union(recall.accounts))
    return [record.change(of: recall.role)]
  }

  // MARK: Keys

  func registering(
    _ registration: KeyRegistration, _ action: ProposalAction, on occasion: Occasion
  ) throws -> [Change] {
    try checkUnused(registration.key.id, for: registration.purpose, at: occasion.now)
    return [decided(action, on: occasion).change(of: registration.key.id, for: registration.purpose)]
  }

  func rotating(_ rotation: KeyRotation, _ action: ProposalAction, on occasion: Occasion) throws -> [Change] {
    guard let old = try registeredKey(rotation.replaces, for: rotation.purpose),
      old.counts(at: occasion.now)
    else { throw EffectRefusal.keyUnknown }
    try checkUnused(rotation.key.id, for: rotation.purpose, at: occasion.now)
    return [
      old.ended(by: occasion.origin).change(of: rotation.replaces, for: rotation.purpose),
      decided(action, on: occasion).change(of: rotation.key.id, for: rotation.purpose),
    ]
  }

  func revoking(_ revocation: KeyRevocation, on occasion: Occasion) throws -> [Change] {
    guard let key = try registeredKey(revocation.key, for: revocation.purpose), key.counts(at: occasion.now)
    else { throw EffectRefusal.keyUnknown }
    return [
      key.ended(by: occasion.origin, doubtedSince: revocation.compromisedSince)
        .change(of: revocation.key, for: revocation.purpose)
    ]
  }

  /// A key that was ever registered for a purpose is not registered for it again.
  private func checkUnused(_ key: Digest, for purpose: KeyPurpose, at now: Timepoint) throws {
    guard try registeredKey(key, for: purpose) == nil else { throw EffectRefusal.keyExists }
  }
}

extension DecidedRecord {
  /// The kind under which keys are kept, however they came to be registered.
  static let keys = "key"

  func change(of key: Digest, for purpose: KeyPurpose) -> Change {
    change(Self.partition(Self.keys, Array(purpose.rawValue.utf8)), ByteString(key.bytes))
  }
}
