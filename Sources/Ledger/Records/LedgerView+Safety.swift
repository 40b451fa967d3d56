package import CanonicalEncoding
package import Governance
internal import Signing

/// What was decided about models, protocols, people and keys, as typed look-ups.
extension LedgerView {
  // MARK: Models

  /// The approvals of a model in an environment, oldest first.
  package func approvals(of model: ModelDigests, in environment: String) throws -> [ApprovalRecord] {
    try records.rows(.approval, ApprovalRecord.partition(model, environment)).map {
      try ApprovalRecord(bytes: $0.value)
    }
  }

  /// Every approval there is, by model and environment.
  package func approvals() throws -> [ApprovalRecord] {
    try records.records(.approval).map { try ApprovalRecord(bytes: $0.value) }
  }

  /// The approval that a proposal gave, or `nil`.
  package func approval(by proposal: Digest) throws -> ApprovalRecord? {
    guard let proposal = try self.proposal(proposal), let content = try content(of: proposal) else {
      return nil
    }
    let deployment: ModelDeployment? =
      switch content.actions.first {
      case .deployModel(let deployment): deployment
      case .deriveModel(let derivation): derivation.child
      default: nil
      }
    guard let deployment else { return nil }
    let key = RecordKey(
      .approval, ApprovalRecord.partition(deployment.model, deployment.environment),
      ByteString(number: proposal.number))
    return try records.value(key).map { try ApprovalRecord(bytes: $0) }
  }

  /// What took back approvals of a model, oldest first: votes about exactly this model, and orders of a council about
  /// whatever has a digest in common with it.
  /// - Complexity: O(revocations).
  package func revocations(of model: ModelDigests) throws -> [RevocationRecord] {
    try records.records(.revocation).compactMap { key, value in
      guard let revoked = ModelDigests(bytes: key.partition.bytes) else {
        throw RecordFault.unreadable(.revocation)
      }
      guard revoked.sharesDigest(with: model) else { return nil }
      let record = try RevocationRecord(bytes: value)
      return record.isCouncilOrder || revoked == model ? record : nil
    }.sorted { $0.origin.index < $1.origin.index }
  }

  /// Everything that took back approvals, with the model it names, oldest first.
  package func revocationsByModel() throws -> [(model: ModelDigests, record: RevocationRecord)] {
    try records.records(.revocation).map { key, value in
      guard let model = ModelDigests(bytes: key.partition.bytes) else {
        throw RecordFault.unreadable(.revocation)
      }
      return (model, try RevocationRecord(bytes: value))
    }.sorted { $0.record.origin.index < $1.record.origin.index }
  }

  /// Whether an approval was taken back by an instant.
  package func isRevoked(_ approval: ApprovalRecord, at now: Timepoint) throws -> Bool {
    try revocation(of: approval, at: now) != nil
  }

  /// The first that took an approval back by an instant, or `nil`.
  func revocation(of approval: ApprovalRecord, at now: Timepoint) throws -> RevocationRecord? {
    let submission = try submission(of: approval.origin)
    return try revocations(of: approval.deployment.model).first {
      $0.revokes(submittedBy: submission.index, in: approval.deployment.environment, at: now)
    }
  }

  /// The submission of what was carried out, and its instant.
  ///
  /// What takes approvals back reaches all that was submitted before it, also where that is carried out only afterwards:
  /// those who voted on it could not know. A new vote approves again.
  package func submission(of origin: Origin) throws -> (index: UInt64, at: Timepoint) {
    guard origin.number > 0, let proposal = try proposal(origin.id) else { return (origin.index, origin.at) }
    return (proposal.index, proposal.received)
  }

  /// Whether a model has an approval in an environment that is in force at an instant.
  func isApproved(_ model: ModelDigests, in environment: String, at now: Timepoint) throws -> Bool {
    try approvals(of: model, in: environment).contains {
      try $0.begins <= now && now < $0.ends && !isRevoked($0, at: now)
    }
  }

  // MARK: Protocols

  /// The versions of a safety protocol, oldest first.
  package func protocolVersions(_ id: String) throws -> [ProtocolRecord] {
    try records.rows(.safetyProtocol, ByteString(utf8: id)).map { try ProtocolRecord(bytes: $0.value) }
  }

  /// Every version of every safety protocol, by name and version.
  package func protocolVersions() throws -> [ProtocolRecord] {
    try records.records(.safetyProtocol).map { try ProtocolRecord(bytes: $0.value) }
  }

  /// The version of a safety protocol in force at an instant, or `nil`.
  func protocolInForce(_ id: String, at now: Timepoint) throws -> ProtocolRecord? {
    try protocolVersions(id).inForce(at: now)
  }

  /// The versions of all safety protocols that are in force at an instant, by their names.
  package func protocolsInForce(at now: Timepoint) throws -> [ProtocolRecord] {
    try protocolsByName().compactMap { $0.inForce(at: now) }
  }

  /// The versions of each safety protocol, by name and version.
  package func protocolsByName() throws -> [[ProtocolRecord]] {
    var protocols: [[ProtocolRecord]] = []
    for record in try protocolVersions() {
      if let id = protocols.last?.last?.safety.id, id.isSpelt(like: record.safety.id) {
        protocols[protocols.count - 1].append(record)
      } else {
        protocols.append([record])
      }
    }
    return protocols
  }

  // MARK: What was decided

  /// Actions of a kind that were carried out about a subject, oldest first.
  package func decided(_ kind: String, _ subject: [UInt8] = []) throws -> [DecidedRecord] {
    try records.rows(.decided, DecidedRecord.partition(kind, subject)).map {
      try DecidedRecord(bytes: $0.value)
    }
  }

  /// The waivers of a model in an environment, oldest first.
  package func waivers(of model: ModelDigests, in environment: String) throws -> [DecidedRecord] {
    try decided(WaiverGrant.kind, WaiverGrant.subject(model, environment))
  }

  /// Every waiver, by the model and environment it is for.
  package func waivers() throws -> [DecidedRecord] {
    let kind = Array(WaiverGrant.kind.utf8) + [0x00]
    return try records.records(.decided).filter { $0.key.partition.bytes.starts(with: kind) }
      .map { try DecidedRecord(bytes: $0.value) }
  }

  /// A key registered for a purpose, or `nil`.
  package func registeredKey(_ key: Digest, for purpose: KeyPurpose) throws -> DecidedRecord? {
    let partition = DecidedRecord.partition(DecidedRecord.keys, Array(purpose.rawValue.utf8))
    return try records.value(RecordKey(.decided, partition, ByteString(key.bytes)))
      .map { try DecidedRecord(bytes: $0) }
  }

  /// The keys registered for a purpose, by their identities.
  package func registeredKeys(for purpose: KeyPurpose) throws -> [DecidedRecord] {
    let partition = DecidedRecord.partition(DecidedRecord.keys, Array(purpose.rawValue.utf8))
    return try records.rows(.decided, partition).map { try DecidedRecord(bytes: $0.value) }
  }

  // MARK: Grants

  /// What a proposal granted, or `nil`.
  package func grant(_ proposal: Digest) throws -> DecidedRecord? {
    guard let proposal = try self.proposal(proposal) else { return nil }
    let key = RecordKey(
      .decided, DecidedRecord.partition(proposal.kind), ByteString(number: proposal.number))
    return try records.value(key).map { try DecidedRecord(bytes: $0) }
  }

  /// Everything that was granted, in the order of the proposals.
  package func grants() throws -> [DecidedRecord] {
    try DecidedRecord.grantKinds.flatMap { try decided($0) }.sorted { $0.origin.number < $1.origin.number }
  }

  /// What was drawn on a grant, oldest first.
  package func draws(on grant: Digest) throws -> [DrawRecord] {
    try records.rows(.draw, DrawRecord.partition(grant)).map { try DrawRecord(bytes: $0.value) }
  }

  // MARK: Orders of councils

  package func brake(_ id: Digest) throws -> BrakeRecord? {
    try records.value(BrakeRecord.key(id)).map { try BrakeRecord(bytes: $0) }
  }

  /// Every order of a council, by its identity.
  package func brakes() throws -> [BrakeRecord] {
    try records.rows(.brake, BrakeRecord.partition).map { try BrakeRecord(bytes: $0.value) }
  }

  // MARK: Contents

  /// The content of a proposal: the document it names, or for one that the ledger opened itself, what follows from the
  /// order it ratifies.
  package func content(of proposal: ProposalRecord) throws -> ProposalContent? {
    if proposal.kind == EmergencyRatification.kind,
      let record = try brakes().first(where: { $0.proposal == proposal.number })
    {
      let content = try RatificationContent.content(of: record)
      if content.hash == proposal.contentHash { return content }
    }
    return try documents.content(proposal.contentHash)
  }
}

/// Evidence and incidents.
extension LedgerView {
  /// An evaluation of a model that was commissioned, by its statement.
  package func commission(_ statement: Digest, of model: ModelDigests) throws -> CommissionRecord? {
    try records.value(CommissionRecord.key(statement, of: model)).map { try CommissionRecord(bytes: $0) }
  }

  /// The evaluations of a model that were commissioned, by their statements.
  package func commissions(of model: ModelDigests) throws -> [CommissionRecord] {
    try records.rows(.commission, ByteString(model.bytes)).map { try CommissionRecord(bytes: $0.value) }
  }

  /// The evidence bound to a model, oldest first.
  package func evidence(on model: ModelDigests) throws -> [EvidenceRecord] {
    try records.rows(.evidence, ByteString(model.bytes)).map { try EvidenceRecord(bytes: $0.value) }
  }

  /// All evidence there is, with the model each is bound to; by model.
  package func evidence() throws -> [(model: ModelDigests, record: EvidenceRecord)] {
    try records.records(.evidence).map { key, value in
      let record = try EvidenceRecord(bytes: value)
      guard let model = ModelDigests(bytes: key.partition.bytes) else {
        throw RecordFault.unreadable(.evidence)
      }
      return (model, record)
    }
  }

  /// The reports of an incident, oldest first.
  package func reports(on incident: String) throws -> [IncidentRecord] {
    try records.rows(.incident, IncidentRecord.partition(incident)).map {
      try IncidentRecord(bytes: $0.value)
    }
  }

  /// The reports of all incidents, by the incidents' names.
  package func reports() throws -> [IncidentRecord] {
    try records.records(.incident).map { try IncidentRecord(bytes: $0.value) }
  }
}

extension LedgerView {
  /// The duties to report an incident, in the order in which they were named.
  package func clocks(of incident: String) throws -> [IncidentClock] {
    let reports = try reports(on: incident)
    return (reports.last?.regimes ?? []).compactMap { name in
      guard let regime = IncidentRegime.named(name), let first = reports.first else { return nil }
      let notified = reports.first { $0.notified.contains { $0.isSpelt(like: name) } }?.received
      return IncidentClock(regime, discovered: first.discovered, notified: notified)
    }
  }
}
