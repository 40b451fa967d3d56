package import CanonicalEncoding
package import Governance
package import SafetyProtocol

extension LedgerView {
  func adopting(_ adoption: ProtocolAdoption, on occasion: Occasion) throws -> [Change] {
    let safety = adoption.safety
    _ = try terms(of: safety)
    let versions = try protocolVersions(safety.id)
    guard versions.inForce(at: occasion.now) == nil else { throw EffectRefusal.protocolExists(id: safety.id) }
    try checkVersion(safety, after: versions)
    let lapse = Lapse(occasion.provision, from: occasion.now, upon: nil)
    return [ProtocolRecord(safety, origin: occasion.origin, lapse: lapse).change]
  }

  func amending(_ amendment: ProtocolAmendment, on occasion: Occasion) throws -> [Change] {
    let safety = amendment.safety
    let new = try terms(of: safety)
    let versions = try protocolVersions(safety.id)
    guard let standing = versions.inForce(at: occasion.now) else {
      throw EffectRefusal.protocolUnknown(id: safety.id)
    }
    guard amendment.change != .confirming else { return [try confirming(safety, standing, on: occasion)] }
    guard standing.safety.hash == amendment.replaces else {
      throw EffectRefusal.protocolStale(inForce: standing.safety.hash)
    }
    try checkVersion(safety, after: versions)
    let change = ProtocolAmendment.Change(Ratchet(from: try terms(of: standing.safety), to: new).tightness)
    guard change == amendment.change else { throw EffectRefusal.protocolChange(computed: change.rawValue) }
    let grace = amendment.grace ?? occasion.charter.gate.grace
    return [
      standing.ended(by: occasion.origin, grace: grace).change,
      ProtocolRecord(
        safety, origin: occasion.origin,
        lapse: Lapse(occasion.provision, from: occasion.now, upon: standing.lapse)
      ).change,
    ]
  }

  /// Only what is in force and would lapse is confirmed.
  private func confirming(
    _ safety: ProtocolReference, _ standing: ProtocolRecord, on occasion: Occasion
  ) throws -> Change {
    guard standing.safety == safety, standing.lapses != nil else {
      throw EffectRefusal.protocolNotProvisional(id: safety.id)
    }
    return standing.confirmed(by: occasion.origin).change
  }

  /// What was approved under it is served for the grace of the charter, so that it can be approved under another.
  func retiring(_ retirement: ProtocolRetirement, on occasion: Occasion) throws -> [Change] {
    let safety = retirement.safety
    guard let standing = try protocolInForce(safety.id, at: occasion.now), standing.safety == safety else {
      throw EffectRefusal.protocolUnknown(id: safety.id)
    }
    return [standing.retired(by: occasion.origin, grace: occasion.charter.gate.grace).change]
  }

  func setting(
    _ threshold: ThresholdAdoption, _ action: ProposalAction, on occasion: Occasion
  ) throws -> [Change] {
    let versions = try protocolVersions(threshold.safety)
    guard let standing = versions.inForce(at: occasion.now) else {
      throw EffectRefusal.protocolUnknown(id: threshold.safety)
    }
    let terms = try terms(of: standing.safety)
    let names = threshold.triggers + threshold.safeguards
    if let unknown = names.first(where: { !terms.has($0) }) { throw EffectRefusal.ruleUnknown(unknown) }
    if let lapses = standing.lapses {
      // A threshold stays, so that it must fit what is in force after the lapse too.
      let then = try versions.inForce(at: lapses).map { try self.terms(of: $0.safety) }
      guard let then, names.allSatisfy(then.has) else {
        throw EffectRefusal.protocolLapses(id: threshold.safety, at: lapses)
      }
    }
    do { _ = try terms.adding([threshold]) } catch { throw EffectRefusal.protocolMalformed(error.message) }
    return [decided(action, on: occasion).change(Array(threshold.safety.utf8))]
  }

  func granting(_ waiver: WaiverGrant, _ action: ProposalAction, on occasion: Occasion) throws -> [Change] {
    guard occasion.now < waiver.expires else { throw EffectRefusal.over(field: "expires") }
    let limit = occasion.charter.gate.waiverAtMost
    guard let standing = try protocolInForce(waiver.safety, at: occasion.now) else {
      throw EffectRefusal.protocolUnknown(id: waiver.safety)
    }
    guard try terms(of: standing.safety).has(waiver.rule) else {
      throw EffectRefusal.ruleUnknown(waiver.rule)
    }
    let ends = min(waiver.expires, occasion.now + limit)
    return [decided(action, until: ends, on: occasion).change(waiver.subject)]
  }

  /// What a protocol says, which must be there, read, and call itself what the action calls it.
  package func terms(of safety: ProtocolReference) throws -> ProtocolTerms {
    let terms: ProtocolTerms?
    do { terms = try documents.safetyProtocol(safety.hash) } catch let refusal as any CodedRefusal {
      // A file that was lost or altered is a fault of the store, not of the protocol.
      if refusal.code.hasPrefix("storage.") { throw refusal }
      throw EffectRefusal.protocolMalformed(refusal.message)
    }
    guard let terms else { throw EffectRefusal.protocolMissing(safety.hash) }
    guard terms.id.isSpelt(like: safety.id) else { throw EffectRefusal.protocolMismatch(field: "id") }
    guard terms.version == safety.version else { throw EffectRefusal.protocolMismatch(field: "version") }
    return terms
  }

  /// The protocols in force that govern an action in an environment, whoever named them.
  package func governing(
    _ kind: String, in environment: String, at now: Timepoint
  ) throws -> [ProtocolRecord] {
    try protocolsInForce(at: now).filter { record in
      try terms(of: record.safety).governs(action: kind, environment: environment)
    }
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

extension ProtocolTerms {
  /// Whether it has a rule of some name.
  fileprivate func has(_ rule: String) -> Bool { rules.contains { $0.id.isSpelt(like: rule) } }

  /// The same with capabilities that were set by vote.
  package func adding(_ thresholds: [ThresholdAdoption]) throws(ProtocolRefusal) -> ProtocolTerms {
    guard !thresholds.isEmpty else { return self }
    let added = thresholds.map { threshold in
      SafetyProtocol.CapabilityThreshold(
        id: "vote.\(threshold.domain.rawValue).\(threshold.level)",
        domain: SafetyProtocol.CapabilityThreshold.Domain(rawValue: threshold.domain.rawValue) ?? .autonomy,
        level: threshold.level, triggers: threshold.triggers, safeguards: threshold.safeguards)
    }
    return try ProtocolTerms(
      hash: hash, id: id, version: version, title: title, actions: actions, environments: environments,
      evidence: evidence, rules: rules, capabilities: capabilities + added)
  }
}

extension ProtocolAmendment.Change {
  /// What an amendment has to say of clauses that were compared.
  init(_ tightness: Tightness) {
    self =
      switch tightness {
      case .tightening: .tightening
      case .neutral: .neutral
      case .loosening: .loosening
      }
  }
}
