internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import TransparencyLog

/// What a DAO decided about a model, with the receipt of the entry that gave effect to it.
struct AttestedDecision {
  let release: DecidedRelease
  /// Whether the signatures on it are entries of the log.
  let isLogged: Bool
  private let dao: DAORecord
  /// The receipt of the entry that gave effect to it; empty for a rejection, which no entry states.
  private let receipt: ByteString

  var proposal: ProposalRecord { release.proposal }
  var model: ModelDigests { release.model }

  /// Looks a decision up, and refuses one that nothing may be signed about.
  init(_ id: String, in session: Session) async throws {
    let now = try session.now()
    (release, isLogged) = try session.chamber.read { view in
      let proposal = try session.proposal(id, in: view)
      do {
        return (try view.release(of: proposal, at: now), try view.releaseRules(of: proposal) != nil)
      } catch let refusal as ReleaseRefusal {
        throw Self.failure(refusal, proposal)
      }
    }
    dao = session.dao
    guard let entry = release.entry else {
      receipt = ByteString([])
      return
    }
    // Under the newest checkpoint that enough witnesses have cosigned, where there are witnesses.
    guard try Witnesses.policy(of: session) != nil else {
      receipt = ByteString(
        try await session.chamber.receipt(index: entry, origin: session.dao.origin).proof.bytes)
      return
    }
    guard let witnessed = try Witnesses(session).newest(), entry < witnessed.checkpoint.size else {
      throw Failure(
        .undecided, "attest.unwitnessed",
        "the witnesses have not cosigned a checkpoint that covers entry \(entry) yet",
        hint: "quorate log witness sync")
    }
    receipt = ByteString(
      try await session.chamber.receipt(index: entry, under: witnessed.note).proof.bytes)
  }

  private static func failure(_ refusal: ReleaseRefusal, _ proposal: ProposalRecord) -> Failure {
    switch refusal {
    case .revoked: Failure(.no, refusal.code, "the approval of \(proposal.display) was taken back")
    case .undecided:
      Failure(
        .conflict, refusal.code,
        "\(proposal.display) has not decided anything about a model that can be signed",
        hint: "quorate proposal show \(proposal.display)")
    default: Failure(ExitStatus(code: refusal.code), refusal.code, refusal.message)
    }
  }

  /// What is about to be signed, in a sentence.
  var summary: String { Self.summary(of: release, dao: dao.name) }

  /// The same for what another log says.
  static func summary(of release: DecidedRelease, dao: String) -> String {
    let name = "\(Format.safe(dao)) \(release.proposal.display)"
    switch release.outcome {
    case .approved(let record):
      return
        "\(name): \(Format.safe(record.deployment.name)) is approved for \(record.deployment.environment) until \(record.ends.sentence)"
    case .revoked: return "\(name): approvals of \(release.model.omsRoot.short) are taken back"
    case .rejected(let deployment, _):
      return "\(name): \(Format.safe(deployment.name)) was rejected for \(deployment.environment)"
    }
  }

  /// What the file of an attestation is called.
  static func file(_ name: String) -> String {
    name == DecidedRelease.files ? "model.sig" : "\(name).dsse.json"
  }

  /// The statements that are signed, by their names.
  /// - Parameters:
  ///   - other: A proof of the same entry that others signed, in the place of one's own.
  ///   - files: The model's files, if they are at hand: they are signed too.
  func statements(borneOutBy other: ByteString?, files: ModelTree?) -> [(
    name: String, statement: InTotoStatement
  )] {
    release.statements(provenBy: other ?? receipt, files: files)
  }
}
