internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import TransparencyLog

/// What a DAO decided about a model, as its log has it and attestations say it.
struct AttestedDecision {
  /// Which way it went.
  private enum Outcome {
    case approved(ApprovalRecord)
    case revoked(RevocationRecord)
    case rejected(ModelDeployment, at: Timepoint)
  }

  let proposal: ProposalRecord
  let model: ModelDigests
  private let outcome: Outcome
  private let dao: DAORecord
  /// The receipt of the entry that gave effect to it; none for a rejection, which no entry states.
  private let proof: [UInt8]

  /// Looks a decision up, and refuses one that nothing may be signed about.
  init(_ id: String, in session: Session) async throws {
    let now = try session.now()
    let found = try session.chamber.read { view in try Self.find(id, in: view, session, now) }
    (proposal, model, outcome) = found
    dao = session.dao
    switch outcome {
    case .approved(let record): proof = try await Self.receipt(record.origin, session)
    case .revoked(let record): proof = try await Self.receipt(record.origin, session)
    case .rejected: proof = []
    }
  }

  private static func receipt(_ origin: Origin, _ session: Session) async throws -> [UInt8] {
    try await session.chamber.receipt(index: origin.index, origin: session.dao.origin).proof.bytes
  }

  private static func find(
    _ id: String, in view: DAOView, _ session: Session, _ now: Timepoint
  ) throws -> (ProposalRecord, ModelDigests, Outcome) {
    let proposal = try session.proposal(id, in: view)
    if let record = try view.approval(by: proposal.id) {
      guard try !view.isRevoked(record, at: now) else {
        throw Failure(.no, "attest.revoked", "the approval of \(proposal.display) was taken back")
      }
      guard now < record.ends else { throw AttestationRefusal.expired(record.ends) }
      return (proposal, record.deployment.model, .approved(record))
    }
    switch try view.content(of: proposal)?.actions.first {
    case .revokeModel(let revocation):
      let records = try view.revocations(of: revocation.model)
      if let record = records.first(where: { $0.origin.id == proposal.id }) {
        return (proposal, revocation.model, .revoked(record))
      }
    case .deployModel(let deployment):
      let standing = try Standing(proposal, in: view, at: now)
      if standing.decision.state == .defeated {
        return (proposal, deployment.model, .rejected(deployment, at: standing.decision.schedule.closes))
      }
    default: break
    }
    throw Failure(
      .conflict, "attest.undecided",
      "\(proposal.display) has not decided anything about a model that can be signed",
      hint: "quorate proposal show \(proposal.display)")
  }

  /// What is about to be signed, in a sentence.
  var summary: String {
    let name = "\(Format.safe(dao.name)) \(proposal.display)"
    switch outcome {
    case .approved(let record):
      return
        "\(name): \(Format.safe(record.deployment.name)) is approved for \(record.deployment.environment) until \(record.ends.sentence)"
    case .revoked: return "\(name): approvals of \(model.omsRoot.short) are taken back"
    case .rejected(let deployment, _):
      return "\(name): \(Format.safe(deployment.name)) was rejected for \(deployment.environment)"
    }
  }

  // MARK: Statements

  /// The statements that are signed, each with the name of its file.
  /// - Parameters:
  ///   - other: A proof of the same entry that others signed, in the place of one's own.
  ///   - files: The model's files, if they are at hand: they are signed too.
  func statements(borneOutBy other: ByteString?, files: ModelTree?) throws -> [(
    name: String, InTotoStatement
  )] {
    let proof = other ?? ByteString(proof)
    switch outcome {
    case .approved(let record):
      let release = release(record, proof)
      var statements = [
        ("approval.dsse.json", release.governance), ("svr.dsse.json", release.result),
        ("vsa.dsse.json", release.summary),
      ]
      if let files { statements.append(("model.sig", release.signature(of: files))) }
      return statements
    case .revoked(let record):
      let revocation = ApprovalRevocation(
        dao: dao.id, daoName: dao.name, proposal: reference, environments: record.environments,
        since: max(record.from, record.origin.at), reason: record.reason, proof: proof.bytes)
      let subject = InTotoStatement.Subject(
        name: proposal.display, omsRoot: model.omsRoot, dirHash: model.dirHash)
      return [("revocation.dsse.json", revocation.statement(about: subject))]
    case .rejected(let deployment, let instant):
      return [
        (
          "vsa.dsse.json",
          ReleaseStatements.rejection(
            of: deployment.name, omsRoot: model.omsRoot, dirHash: model.dirHash,
            resource: deployment.locations.first, by: dao.id, under: proposal.rulesHash, at: instant)
        )
      ]
    }
  }

  private var reference: GovernanceApproval.Proposal {
    GovernanceApproval.Proposal(id: proposal.id, number: proposal.display, content: proposal.contentHash)
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
