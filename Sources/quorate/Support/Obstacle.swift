internal import SQLiteStorage
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate

/// What keeps a proposal from being carried out, however its vote ends: the pause that it would ratify is over, or the
/// charter that it amends was replaced.
struct Obstacle {
  let refusal: any CodedRefusal
  /// The first instant at which it could be carried out, where that is yet to come.
  private let earliest: Timepoint?

  /// - Returns: `nil` where nothing does, or the proposal is over.
  init?(to standing: Standing, _ session: Session) throws {
    guard let earliest = Self.earliest(standing) else { return nil }
    let index = try session.store.head()?.size ?? 0
    let past = try Reading.past(session, standing.now)
    let found =
      if let past {
        try past.obstacle(to: standing.proposal, index: index, at: earliest)
      } else {
        try session.chamber.read { try $0.obstacle(to: standing.proposal, index: index, at: earliest) }
      }
    guard let found else { return nil }
    refusal = found
    self.earliest = earliest > standing.now ? earliest : nil
  }

  /// Nothing is carried out before: neither sooner than voting allows, nor before the timelock.
  private static func earliest(_ standing: Standing) -> Timepoint? {
    let (decision, rules, now) = (standing.decision, standing.rules, standing.now)
    switch decision.state {
    case .queued: return max(now, decision.executable ?? now)
    case .succeeded: return now + rules.timelock
    case .pending, .active:
      let isEarly = rules.course.early.contains { $0.outcome == .passed }
      return max(now, isEarly ? decision.schedule.opens : decision.schedule.closes) + rules.timelock
    case .defeated, .canceled, .expired, .executed: return nil
    }
  }

  /// One sentence.
  var words: String {
    let reason = "\(Format.safe(refusal.message)) (\(refusal.code))"
    return earliest.map {
      "It cannot be carried out before \($0.sentence), and would be refused then: \(reason)."
    }
      ?? "It cannot be carried out any more: \(reason)."
  }

  var json: JSONValue {
    .members([
      "code": .string(refusal.code), "earliest": earliest.map { .string($0.description) } ?? .null,
      "message": .string(refusal.message),
    ])
  }

  /// The note for whoever votes on it or carries it on.
  func warning(_ proposal: ProposalRecord) -> Answer.Warning {
    .init(code: "W027", message: "\(proposal.display): \(words)", isUrgent: true)
  }

  /// The same of a proposal as it stands now; none where that cannot be looked up.
  static func warnings(_ id: Digest, _ session: Session) -> [Answer.Warning] {
    let found = try? session.chamber.read { view -> (standing: Standing, record: ProposalRecord)? in
      guard let record = try view.proposal(id) else { return nil }
      return (try Standing(record, in: view, at: try session.now()), record)
    }
    guard let found = found ?? nil, let obstacle = try? Obstacle(to: found.standing, session) else {
      return []
    }
    return [obstacle.warning(found.record)]
  }
}
