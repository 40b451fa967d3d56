package import CanonicalEncoding
package import Governance
package import SafetyProtocol

/// What a DAO decided about a model, and what the holders of its release keys sign about that.
///
/// All of it follows from the log but for two things that each holder could have another way: the proof, which grows
/// with the log, and the list of the model's files.
package struct DecidedRelease: Sendable {
  /// Which way it went.
  package enum Outcome: Sendable {
    /// The model was approved.
    case approved(ApprovalRecord)
    /// What had been approved was taken back.
    case revoked(RevocationRecord)
    /// It was turned down; no entry states that.
    case rejected(ModelDeployment, at: Timepoint)
  }

  /// The proposal.
  package let proposal: ProposalRecord
  /// The model.
  package let model: ModelDigests
  /// Which way it went.
  package let outcome: Outcome
  let dao: DAORecord
  /// The log's keys, as far as the state knows them.
  let logKeys: LogKeyChain?

  init(
    _ dao: DAORecord, _ logKeys: LogKeyChain?, _ proposal: ProposalRecord, _ model: ModelDigests,
    _ outcome: Outcome
  ) {
    self.dao = dao
    self.logKeys = logKeys
    self.proposal = proposal
    self.model = model
    self.outcome = outcome
  }

  /// The decision in one word.
  package var decision: ReleaseSignature.Decision {
    switch outcome {
    case .approved: .approved
    case .revoked: .revoked
    case .rejected: .rejected
    }
  }

  /// What gave effect to it; nothing for a rejection.
  var origin: Origin? {
    switch outcome {
    case .approved(let record): record.origin
    case .revoked(let record): record.origin
    case .rejected: nil
    }
  }

  /// The entry that gave effect to it, which a proof is about; none for a rejection.
  package var entry: UInt64? { origin?.index }

  /// What the proposal calls the model; empty for a revocation.
  package var modelName: String {
    switch outcome {
    case .approved(let record): record.deployment.name
    case .revoked: ""
    case .rejected(let deployment, _): deployment.name
    }
  }

  /// Where; none for everywhere.
  package var environments: [String] {
    switch outcome {
    case .approved(let record): [record.deployment.environment]
    case .revoked(let record): record.environments
    case .rejected(let deployment, _): [deployment.environment]
    }
  }

  /// When an approval ends.
  package var expires: Timepoint? {
    if case .approved(let record) = outcome { record.ends } else { nil }
  }

  /// What must run beside the weights, as a statement lists it.
  package var runtime: [String] {
    guard case .approved(let record) = outcome else { return [] }
    return record.deployment.runtime.map { (name: $0.key, digest: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { "\($0.name)=\($0.digest)" }
  }

  /// The field in which a statement says something else than what was decided, or `nil`.
  package func difference(to release: ReleaseSignature) -> String? {
    func same(_ one: [String], _ other: [String]) -> Bool {
      one.count == other.count && zip(one, other).allSatisfy { $0.isSpelt(like: $1) }
    }
    if !release.proposal.isSpelt(like: proposal.display) { return "proposal" }
    if release.decision != decision { return "decision" }
    if !release.model.isSpelt(like: modelName) { return "model" }
    if !same(release.environments, environments) { return "environments" }
    if release.expires != expires?.milliseconds ?? 0 { return "expires" }
    if release.digests != model { return "digests" }
    return same(release.runtime, runtime) ? nil : "runtime"
  }

  /// The names of what is signed, in order; the signature of the files only by those who have them.
  package var names: [String] {
    switch outcome {
    case .approved: ["approval", Self.files, "svr", "vsa"]
    case .revoked: ["revocation"]
    case .rejected: ["vsa"]
    }
  }

  /// The name of the signature of the model's files.
  package static let files = "model"

  /// Whether these are all names that must be signed, and no others.
  package func isComplete(_ signed: [String]) -> Bool {
    signed == names || signed == names.filter { $0 != Self.files }
  }

  // MARK: Statements

  /// The statements that are signed, by their names in order.
  /// - Parameters:
  ///   - proof: The receipt of the entry that gave effect to the decision.
  ///   - files: The model's files, if they are at hand.
  package func statements(provenBy proof: ByteString, files: ModelTree?) -> [(
    name: String, statement: InTotoStatement
  )] {
    switch outcome {
    case .approved(let record):
      let release = release(record, proof)
      let signature = files.map { (name: Self.files, statement: release.signature(of: $0)) }
      return [("approval", release.governance)] + [signature].compactMap(\.self)
        + [("svr", release.result), ("vsa", release.summary)]
    case .revoked(let record): return [("revocation", revocation(record, proof))]
    case .rejected(let deployment, let instant): return [("vsa", rejection(of: deployment, at: instant))]
    }
  }

  /// The statement in a message, if it is to the byte what must be signed under a name; else `nil`.
  package func statement(_ name: String, ifItIs message: [UInt8]) -> InTotoStatement? {
    guard let proposed = try? InTotoStatement(message: message),
      let expected = try? statement(name, adopting: proposed), expected.message == message
    else { return nil }
    return expected
  }

  /// What must have been signed under a name, with the proof and the list of files that somebody proposes, where
  /// these are about this decision and this model.
  private func statement(
    _ name: String, adopting proposed: InTotoStatement
  ) throws(AttestationRefusal) -> InTotoStatement {
    switch (name, outcome) {
    case ("approval", .approved(let record)):
      return release(record, try adopted(try GovernanceApproval(proposed).proof)).governance
    case (Self.files, .approved(let record)): return try signature(record, adopting: proposed)
    case ("svr", .approved(let record)): return release(record, ByteString([])).result
    case ("vsa", .approved(let record)): return release(record, ByteString([])).summary
    case ("revocation", .revoked(let record)):
      return revocation(record, try adopted(try ApprovalRevocation(proposed).proof))
    case ("vsa", .rejected(let deployment, let instant)): return rejection(of: deployment, at: instant)
    default:
      throw .wrongType(found: proposed.predicateType, expected: "statement about \(decision.rawValue) models")
    }
  }

  /// The signature of files whose digests make the root that was voted on, with the approval inside.
  private func signature(
    _ record: ApprovalRecord, adopting proposed: InTotoStatement
  ) throws(AttestationRefusal) -> InTotoStatement {
    let listed = try ModelSignature(proposed)
    guard listed.root == model.omsRoot else { throw .subject("the files make another root") }
    guard let approval = try listed.readApproval() else { throw .subject("no approval is with the files") }
    let expected = release(record, try adopted(approval.proof)).approval
    return listed.approved(by: expected.json).statement(name: record.deployment.name)
  }

  private var reference: GovernanceApproval.Proposal {
    GovernanceApproval.Proposal(id: proposal.id, number: proposal.display, content: proposal.contentHash)
  }

  private func revocation(_ record: RevocationRecord, _ proof: ByteString) -> InTotoStatement {
    ApprovalRevocation(
      dao: dao.id, daoName: dao.name, proposal: reference, environments: record.environments,
      since: max(record.from, record.origin.received), reason: record.reason, proof: proof.bytes
    ).statement(
      about: InTotoStatement.Subject(
        name: proposal.display, omsRoot: model.omsRoot, dirHash: model.dirHash))
  }

  private func rejection(of deployment: ModelDeployment, at instant: Timepoint) -> InTotoStatement {
    ReleaseStatements.rejection(
      of: deployment.name, omsRoot: model.omsRoot, dirHash: model.dirHash,
      resource: deployment.locations.first, by: dao.id, under: proposal.rulesHash, at: instant)
  }

  private func release(_ record: ApprovalRecord, _ proof: ByteString) -> ReleaseStatements {
    let deployment = record.deployment
    let stage = record.openStage.map {
      GovernanceApproval.Stage(
        index: UInt64(record.stage + 1), name: $0.name, maxTrafficPermille: $0.maxTrafficPermille)
    }
    let approval = GovernanceApproval(
      dao: dao.id, daoName: dao.name, proposal: reference, environment: deployment.environment,
      audience: deployment.audience?.rawValue, runtime: deployment.runtime, stage: stage,
      rules: proposal.rulesHash,
      protocols: deployment.protocols.map {
        ResourceReference(uri: "quorate:protocol/\($0.id)@\($0.version)", sha256: $0.hash)
      }, notBefore: record.begins, expires: record.ends, proof: proof.bytes)
    return ReleaseStatements(
      approval: approval, modelName: deployment.name, omsRoot: model.omsRoot, dirHash: model.dirHash,
      resource: deployment.locations.first,
      evidence: deployment.evidence.map {
        ResourceReference(uri: "sha256:\($0.bareHex)", sha256: $0)
      })
  }
}
