internal import CanonicalEncoding
internal import Governance

extension LedgerView {
  /// Keeps a pause in force that has not ended.
  func ratifying(_ ratification: EmergencyRatification, on occasion: Occasion) throws -> [Change] {
    guard var record = try brake(ratification.pause), record.order.deed == .pause else {
      throw BrakeRefusal.unknown
    }
    guard record.stops(at: occasion.now) else { throw BrakeRefusal.over(at: record.end) }
    guard occasion.now < ratification.until else { throw EffectRefusal.over(field: "until") }
    // Without a brake in the charter of the day nothing is ratified any more.
    guard let rules = occasion.charter.brake else { throw BrakeRefusal.notAllowed }
    guard ratification.until <= occasion.now + rules.ratifiedAtMost else {
      throw EffectRefusal.tooLong(field: "until", limit: rules.ratifiedAtMost)
    }
    record.ratify(until: ratification.until, by: occasion.origin)
    return [record.change]
  }

  /// Ends a pause, or what is left of one that lapsed.
  func lifting(_ lifting: EmergencyLifting, on occasion: Occasion) throws -> [Change] {
    guard var record = try brake(lifting.pause), record.order.deed == .pause else {
      throw BrakeRefusal.unknown
    }
    let isClosed = record.lapse == .needsApproval && record.hasLapsed(at: occasion.now)
    guard record.stops(at: occasion.now) || isClosed else { throw BrakeRefusal.over(at: record.end) }
    record.end(by: occasion.origin)
    return [record.change]
  }
}
