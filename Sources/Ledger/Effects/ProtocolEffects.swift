internal import CanonicalEncoding
internal import Governance

extension LedgerView {
  func adopting(_ adoption: ProtocolAdoption, on occasion: Occasion) throws -> [Change] {
    let safety = adoption.safety
    try checkDocument(of: safety)
    let versions = try protocolVersions(safety.id)
    guard !versions.contains(where: \.isInForce) else { throw EffectRefusal.protocolExists(id: safety.id) }
    try checkVersion(safety, after: versions)
    return [ProtocolRecord(safety, origin: occasion.origin).change]
  }

  func amending(_ amendment: ProtocolAmendment, on occasion: Occasion) throws -> [Change] {
    let safety = amendment.safety
    try checkDocument(of: safety)
    let versions = try protocolVersions(safety.id)
    guard let standing = versions.last(where: \.isInForce) else {
      throw EffectRefusal.protocolUnknown(id: safety.id)
    }
    guard standing.safety.hash == amendment.replaces else {
      throw EffectRefusal.protocolStale(inForce: standing.safety.hash)
    }
    try checkVersion(safety, after: versions)
    let grace = amendment.grace ?? occasion.charter.gate.grace
    return [
      standing.ended(by: occasion.origin, grace: grace).change,
      ProtocolRecord(safety, origin: occasion.origin).change,
    ]
  }

  /// What was approved under it is served for the grace of the charter, so that it can be approved under another.
  func retiring(_ retirement: ProtocolRetirement, on occasion: Occasion) throws -> [Change] {
    let safety = retirement.safety
    guard let standing = try safetyProtocol(safety.id, version: safety.version), standing.isInForce,
      standing.safety == safety
    else { throw EffectRefusal.protocolUnknown(id: safety.id) }
    return [standing.ended(by: occasion.origin, grace: occasion.charter.gate.grace).change]
  }

  func setting(
    _ threshold: CapabilityThreshold, _ action: ProposalAction, on occasion: Occasion
  ) throws -> [Change] {
    guard try protocolVersions(threshold.safety).contains(where: \.isInForce) else {
      throw EffectRefusal.protocolUnknown(id: threshold.safety)
    }
    return [decided(action, on: occasion).change(Array(threshold.safety.utf8))]
  }

  func granting(_ waiver: WaiverGrant, _ action: ProposalAction, on occasion: Occasion) throws -> [Change] {
    guard occasion.now < waiver.expires else { throw EffectRefusal.over(field: "expires") }
    let limit = occasion.charter.gate.waiverAtMost
    guard try protocolVersions(waiver.safety).contains(where: \.isInForce) else {
      throw EffectRefusal.protocolUnknown(id: waiver.safety)
    }
    let ends = min(waiver.expires, occasion.now + limit)
    return [decided(action, until: ends, on: occasion).change(waiver.subject)]
  }

  private func checkDocument(of safety: ProtocolReference) throws {
    guard try documents.holds(safety.hash) else { throw EffectRefusal.protocolMissing(safety.hash) }
  }

  private func checkVersion(_ safety: ProtocolReference, after versions: [ProtocolRecord]) throws {
    let next = (versions.last?.safety.version ?? 0) + 1
    guard safety.version == next else { throw EffectRefusal.protocolVersion(next: next) }
  }
}

extension WaiverGrant {
  /// What its record is looked up by.
  var subject: [UInt8] { Self.subject(model, environment) }

  static func subject(_ model: ModelDigests, _ environment: String) -> [UInt8] {
    model.bytes + Array(environment.utf8)
  }
}
