package import CanonicalEncoding
package import Governance
package import Ledger
package import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog
package import Voting

extension SampleDAO {
  /// Where a proposal stands now.
  package func standing(_ proposal: Digest) throws -> Standing {
    try chamber.read { view in
      try Standing(try view.proposal(proposal).orThrow("no such proposal"), in: view, at: clock.now())
    }
  }

  /// The state of a proposal now.
  package func state(_ proposal: Digest) throws -> ProposalState { try standing(proposal).decision.state }

  /// The power each option has in the house of holders, in order.
  package func sums(_ proposal: Digest) throws -> [UInt128] {
    try standing(proposal).facts.counts["holders"].orThrow().tally.options.map(\.power.units)
  }

  /// The count of the house of holders.
  package func count(_ proposal: Digest) throws -> Count {
    try standing(proposal).facts.counts["holders"].orThrow()
  }

  /// The power each option has in the house of holders, as it was kept ballot by ballot.
  package func keptSums(_ proposal: Digest) throws -> [UInt128] {
    try standing(proposal).facts.tallies["holders"].orThrow().options.map(\.power.units)
  }

  /// A proposal that passed and stands queued, its timelock running.
  package func queued(content: ProposalContent? = nil, title: String = "Adopt a roadmap") async throws
    -> Digest
  {
    let proposal = try await passed(content: content, title: title)
    try await submit(act(.queue, on: proposal), by: 0)
    return proposal
  }

  /// A proposal that everybody voted for, one instant after the close.
  package func passed(content: ProposalContent? = nil, title: String = "Adopt a roadmap") async throws
    -> Digest
  {
    let proposal = try await propose(title, content: content)
    let schedule = try standing(proposal).proposal.schedule
    clock.set(schedule.opens)
    for member in keys.indices { try await vote(on: proposal, by: member) }
    clock.set(schedule.closes)
    return proposal
  }

  /// Everything on record: what a refusal must leave as it is.
  package func export() throws -> LogExport { try LogExport(store) }

  /// The records of every space as they are stored, and as a replay of the entries gives them.
  package func projections() throws -> (stored: [Change], replayed: [Change]) {
    let checkpoints = CheckpointVerifier(curves: LogCurves(Secp256k1Verifier())) { [documents] in
      try documents.policy($0)
    }
    let verifier = EntryVerifier(dao: id, verifier: Secp256k1Verifier(), checkpoints: checkpoints)
    var replay = Replay(documents: documents)
    var tree = CompactRange()
    for entry in try store.entries(from: 0, limit: .max) {
      _ = try replay.apply(try verifier.verify(try UnverifiedEntry(parsing: entry.bytes)), after: tree)
      tree.append(entry.hash)
    }
    let replayed = RecordSpace.allCases.flatMap { replay.view.records.records($0) }
    return (try LogExport(store).records, replayed.map { Change($0.key, $0.value) })
  }
}

/// All that a store holds of a log, byte for byte; counters of refusals are not part of it.
package struct LogExport: Equatable, Sendable {
  package let entries: [StoredEntry]
  package let head: LogHead?
  package let records: [Change]
  package let checkpoints: [StoredCheckpoint]

  package init(_ store: some LogStore) throws {
    entries = try store.entries(from: 0, limit: .max)
    head = try store.head()
    records = try store.read { records in
      try RecordSpace.allCases.flatMap { space in
        try records.records(space).map { Change($0.key, $0.value) }
      }
    }
    checkpoints = try store.checkpoints(from: 0, limit: .max)
  }

  /// The bytes of all entries.
  package var leaves: [[UInt8]] { entries.map(\.bytes) }

  /// SHA-256 of all entries' bytes.
  package var digest: Digest { .sha256(leaves.flatMap(\.self)) }
}

extension Statement {
  /// The same statement with another value in one field.
  package func with(_ key: String, _ value: FieldValue) throws -> Statement {
    let position = try type(of: body).schema.fields.firstIndex { $0.key == key }.orThrow(
      "there is no field \(key)")
    var values = body.values
    values[position] = value
    return try rebuilt(dao: header.dao, values: values).orThrow("\(key) does not take \(value)")
  }

  /// The same statement made to another DAO.
  package func made(to dao: Digest) throws -> Statement {
    try rebuilt(dao: dao, values: body.values).orThrow()
  }

  private func rebuilt(dao: Digest, values: [FieldValue]) -> Statement? {
    switch self {
    case .ballot: Ballot(dao: dao, values: values).map { .ballot($0) }
    case .proposal: ProposalSubmission(dao: dao, values: values).map { .proposal($0) }
    case .delegation: DelegationStatement(dao: dao, values: values).map { .delegation($0) }
    case .electorate: ElectorateRegistration(dao: dao, values: values).map { .electorate($0) }
    case .electorateAttestation:
      ElectorateAttestation(dao: dao, values: values).map { .electorateAttestation($0) }
    case .act: Act(dao: dao, values: values).map { .act($0) }
    case .deposit: ProposalDeposit(dao: dao, values: values).map { .deposit($0) }
    case .brake: BrakeAct(dao: dao, values: values).map { .brake($0) }
    case .commission: EvidenceCommission(dao: dao, values: values).map { .commission($0) }
    case .attestation: EvidenceAttestation(dao: dao, values: values).map { .attestation($0) }
    case .incident: IncidentReport(dao: dao, values: values).map { .incident($0) }
    case .draw: ResourceDraw(dao: dao, values: values).map { .draw($0) }
    case .release: ReleaseSignature(dao: dao, values: values).map { .release($0) }
    case .evaluationOpening: EvaluationOpening(dao: dao, values: values).map { .evaluationOpening($0) }
    case .evaluationCommitment:
      EvaluationCommitment(dao: dao, values: values).map { .evaluationCommitment($0) }
    case .evaluationReveal: EvaluationReveal(dao: dao, values: values).map { .evaluationReveal($0) }
    }
  }
}
