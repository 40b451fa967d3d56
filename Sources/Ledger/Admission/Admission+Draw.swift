package import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  /// Draws on a grant, never beyond what was granted.
  func admit(_ draw: ResourceDraw, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(draw)
    guard draw.amount > 0 else { throw DrawRefusal.form(field: "amount") }
    guard DisplayText.fault(of: draw.purpose, limit: 300) == nil else {
      throw DrawRefusal.form(field: "purpose")
    }
    let now = position.received
    guard let grant = try grant(draw.grant), let budget = GrantBudget(grant, at: now) else {
      throw DrawRefusal.unknown
    }
    guard budget.holder == draw.header.signer else { throw DrawRefusal.notHolder }
    if let refusal = try refusal(of: grant, at: now) ?? budget.refusal(of: draw.amount) { throw refusal }
    // What the budget leaves is at most what was granted, so that no sum overflows.
    return [
      sequence, grant.drawing(draw.amount, from: budget).change([]),
      DrawRecord(draw, id, at: position).change(on: draw.grant),
    ]
  }

  /// Why nothing at all can be drawn on a grant, or `nil`.
  package func refusal(of grant: DecidedRecord, at now: Timepoint) throws -> DrawRefusal? {
    guard grant.counts(at: now) else {
      guard let end = grant.endedBy, end.at <= now, end.at < grant.ends else { return .over(at: grant.end) }
      return .revoked(by: end.display, at: end.at)
    }
    // A grant is tied to no model and no environment: only what stops everything stops it.
    let pause = try brakes().first { $0.order.scope == .all && $0.stops(at: now) }
    if let pause { return .paused(until: pause.end, incident: pause.order.incident) }
    return try doubt(about: grant.origin).map { .doubted($0.sentence(about: grant.origin)) }
  }
}
