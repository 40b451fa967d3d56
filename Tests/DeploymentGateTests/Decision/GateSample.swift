import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing

typealias GateDAO = SampleDAO<MemoryLogStore>

/// A DAO with a brake, whose three founders are the council.
func gateDAO(
  brake: String = "brake: {pause_by: council, revoke_by: council}",
  gate: String = "gate: {approval_at_most: 90d, waiver_at_most: 30d, stale_after: 1d}"
) async throws -> GateDAO {
  try await SampleDAO(
    on: MemoryLogStore(), founders: 3, edits: SafetySample.edits(brake: brake, gate: gate))
}

extension GateDAO {
  /// What a gate that has just verified everything answers.
  func ask(
    _ request: GateRequest, at now: Timepoint? = nil, fresh: Timepoint? = nil, orders: [SignedOrder] = []
  ) throws -> GateDecision {
    let now = now ?? clock.now()
    let newest = store.head()?.received ?? .earliest
    return try chamber.read { view in
      let knowledge = GateKnowledge(fresh: fresh ?? max(now, newest), newest: newest, orders: orders)
      return try Gate(view, knowing: knowledge, at: now).decide(request)
    }
  }

  /// The code for a model in an environment.
  func code(
    _ model: ModelDigests = SafetySample.model(1), in environment: String = "production",
    at now: Timepoint? = nil
  ) throws -> GateCode {
    try ask(GateRequest(in: environment, model: model), at: now).code
  }

  /// The file of an order, signed by some members, without a word to the log.
  func file(
    _ deed: BrakeOrder.Deed = .pause, _ scope: BrakeScope = .all, incident: String = "INC-1",
    lasting: Span = .days(1), by members: [Int] = [0, 1]
  ) throws -> BrakeFile {
    let until = clock.now() + lasting
    return try BrakeFile(
      members.map { member in
        let statement = try brake(deed, scope, incident: incident, until: until, by: member)
        guard case .brake(let act) = statement else { throw SampleFault("not an order") }
        return BrakeFile.Part(act: act, signature: try sign(statement, by: member))
      })
  }

  func signed(
    _ deed: BrakeOrder.Deed = .pause, _ scope: BrakeScope = .all, incident: String = "INC-1",
    lasting: Span = .days(1), by members: [Int] = [0, 1]
  ) throws -> SignedOrder {
    try file(deed, scope, incident: incident, lasting: lasting, by: members)
      .verified(dao: id, verifier: Secp256k1Verifier())
  }

  /// Approves a model, with more members of the deployment.
  @discardableResult
  func approve(
    _ model: ModelDigests = SafetySample.model(1), in environment: String = "production", _ more: String = ""
  ) async throws -> Digest {
    try await carryOut(.deployModel(SafetySample.deployment(model, in: environment, more)))
  }
}
