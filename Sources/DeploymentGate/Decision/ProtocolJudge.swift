internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import SafetyProtocol
internal import Signing

/// Asks the safety protocols about a model.
struct ProtocolJudge<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  let charter: Charter
  let now: Timepoint

  /// The largest result that is read.
  private static var fileLimit: Int { 256 << 20 }

  /// The protocols to ask about an approval, or the name of one that is over.
  ///
  /// Those that the approval names and those in force that govern it, whoever named them. What was approved under an
  /// older version goes on under it for the grace of the amendment, and then has to pass the one of the day.
  func protocols(
    for approval: ApprovalRecord, rollingBack: Bool
  ) throws -> Result<[ProtocolRecord], OverProtocol> {
    let deployment = approval.deployment
    let kind = approval.parent == nil ? ModelDeployment.kind : ModelDerivation.kind
    var names = deployment.protocols.map(\.id)
    for record in try view.governing(kind, in: deployment.environment, at: now)
    where !names.contains(record.safety.id) { names.append(record.safety.id) }
    var chosen: [ProtocolRecord] = []
    for name in names {
      let judging = try view.protocolVersions(name).judging(
        approval.origin, rollingBack: rollingBack, at: now)
      guard let judging else { return .failure(OverProtocol(name: name)) }
      chosen.append(judging)
    }
    return .success(chosen)
  }

  /// What a protocol says of a model, with the waivers that hold for it there.
  func verdict(
    of record: ProtocolRecord, on approval: ApprovalRecord
  ) throws -> (verdict: ProtocolVerdict, waivers: [UsedWaiver]) {
    let deployment = approval.deployment
    let thresholds = try view.decided(ThresholdAdoption.kind, Array(record.safety.id.utf8)).compactMap {
      if case .setThreshold(let threshold) = $0.action { threshold } else { nil }
    }
    let plain = try view.terms(of: record.safety)
    // A version that lacks the rules of a threshold cannot show that it is kept.
    guard let terms = try? plain.adding(thresholds) else {
      throw EffectRefusal.protocolMalformed("\(record.safety.id) lacks the rules of a threshold")
    }
    let subject = EvidenceSubject(omsRoot: deployment.omsRoot, dirHash: deployment.dirHash)
    let evidence = try view.evidence(on: deployment.model)
    let binding = EvidenceBinding(
      terms: terms, subject: subject, accreditations: try accreditations(in: evidence),
      commissions: try view.commissions(of: deployment.model).compactMap { Commission($0, subject) },
      producers: Set([deployment.producer].compactMap(\.self)), window: charter.gate.failureWindow)
    let attested = evidence.compactMap { AttestedEvidence($0, subject) }
    let wanted = binding.filesWanted(for: attested, at: now)
    let verdict = binding.verdict(
      on: attested, files: try files(of: evidence.filter { wanted.contains($0.evidence) }), at: now)
    return try waiving(verdict, record, approval)
  }

  /// The evaluator whose word that the model failed keeps it out, whether a protocol governs it or not.
  func blocker(of approval: ApprovalRecord) throws -> String? {
    let deployment = approval.deployment
    let subject = EvidenceSubject(omsRoot: deployment.omsRoot, dirHash: deployment.dirHash)
    let evidence = try view.evidence(on: deployment.model)
    let accreditations = try accreditations(in: evidence)
    let protocols = try view.protocolVersions().map(\.safety.id)
    return evidence.lazy.compactMap { AttestedEvidence($0, subject) }.first {
      $0.blocks(
        subject, accreditations, under: protocols, within: charter.gate.failureWindow, at: now)
    }.map { AccountKey(canonical: $0.evaluator)?.display ?? $0.evaluator }
  }

  /// Rules that are waived count as passed, and are named.
  private func waiving(
    _ verdict: BoundVerdict, _ record: ProtocolRecord, _ approval: ApprovalRecord
  ) throws -> (verdict: ProtocolVerdict, waivers: [UsedWaiver]) {
    let deployment = approval.deployment
    let standing = try view.waivers(of: deployment.model, in: deployment.environment)
      .filter { try $0.counts(at: now) && view.doubt(about: $0.origin) == nil }
      .compactMap { waiver -> UsedWaiver? in
        guard case .grantWaiver(let grant) = waiver.action, grant.safety.isSpelt(like: record.safety.id)
        else {
          return nil
        }
        return UsedWaiver(
          safety: grant.safety, rule: grant.rule, control: grant.control, reason: grant.reason,
          ends: waiver.ends, proposal: waiver.origin.display)
      }
    let stage = approval.openStage?.requires ?? []
    var used: [UsedWaiver] = []
    var parts: [Outcome] =
      verdict.shortfalls.map { _ in .indeterminate } + verdict.blockers.map { _ in .fail }
    for line in verdict.lines
    where line.isRequired || stage.contains(where: { $0.isSpelt(like: line.rule.id) }) {
      if line.outcome != .pass, let waiver = standing.last(where: { $0.rule.isSpelt(like: line.rule.id) }) {
        used.append(waiver)
      } else {
        parts.append(line.outcome)
      }
    }
    return (ProtocolVerdict(safety: record.safety, verdict: verdict, outcome: .all(parts)), used)
  }

  // MARK: Facts

  private func accreditations(in evidence: [EvidenceRecord]) throws -> [Accreditation] {
    try Set(evidence.map(\.evaluator)).sorted().flatMap { evaluator in
      try view.decided(EvaluatorAccreditation.kind, evaluator.record.bytes).compactMap { record in
        guard case .accreditEvaluator(let accreditation) = record.action else { return nil }
        return Accreditation(
          evaluator: evaluator.text, organisation: accreditation.organisation,
          scopes: Set(accreditation.scopes), conflicts: Set(accreditation.barredFrom), from: record.origin.at,
          until: record.ends, revokedSince: record.endedBy.map { min(record.doubtedSince ?? .latest, $0.at) })
      }
    }
  }

  /// Results that read; one that does not is as good as missing, and so shows nothing.
  private func files(of evidence: [EvidenceRecord]) throws -> [Digest: EvidenceDocument] {
    var files: [Digest: EvidenceDocument] = [:]
    for record in evidence where files[record.evidence] == nil {
      guard let format = EvidenceFormat(rawValue: record.format),
        let bytes = try view.documents.bytes(of: record.evidence, limit: Self.fileLimit)
      else { continue }
      files[record.evidence] = try? EvidenceDocument(parsing: bytes, form: format.form)
    }
    return files
  }
}

/// A safety protocol of which no version is in force or serves.
struct OverProtocol: Error {
  let name: String
}

extension Commission {
  fileprivate init?(_ record: CommissionRecord, _ subject: EvidenceSubject) {
    guard let format = EvidenceFormat(rawValue: record.format) else { return nil }
    self.init(
      id: record.statement, evaluator: record.evaluator.text, subject: subject, format: format,
      placedAt: record.received, until: record.until)
  }
}

extension AttestedEvidence {
  fileprivate init?(_ record: EvidenceRecord, _ subject: EvidenceSubject) {
    guard let format = EvidenceFormat(rawValue: record.format) else { return nil }
    let claim: Claim =
      switch record.verdict {
      case .passed: .passed
      case .warned: .warned
      case .failed: .failed
      }
    self.init(
      id: record.statement, entry: record.index, subject: subject, evaluator: record.evaluator.text,
      format: format, file: record.evidence,
      requirement: record.requirement.isEmpty ? nil : record.requirement, claim: claim,
      configuration: record.configuration, commission: record.commission, startedAt: record.started,
      endedAt: record.ended, recordedAt: record.received)
  }
}
