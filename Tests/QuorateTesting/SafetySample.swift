package import CanonicalEncoding
package import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// What a DAO that decides about models needs besides the preset.
package enum SafetySample {
  /// Edits of the sample charter: every kind on the standard track, a brake, and figures for gates.
  package static func edits(
    brake: String = "brake: {pause_by: council, revoke_by: council}",
    gate: String = "gate: {approval_at_most: 90d, waiver_at_most: 30d, stale_after: 1d}"
  ) -> [(from: String, to: String)] {
    let plain = ["text.resolution", "model.deploy", "charter.amend"]
    let kinds = ProposalAction.kinds.filter { !plain.contains($0) }.map {
      "  \($0): {track: standard, topic: safety}\n"
    }
    return [
      (
        "  model.deploy: {track: standard, topic: models}\n",
        "  model.deploy: {track: standard, topic: models}\n" + kinds.joined()
      ),
      ("electorates_by: registrar\n", "electorates_by: registrar\n\(brake)\n\(gate)\n"),
    ]
  }

  /// A model that is the same on every run.
  package static func model(_ number: Int) -> ModelDigests {
    ModelDigests(omsRoot: SampleActions.digest(1000 + number), dirHash: SampleActions.digest(2000 + number))
  }

  /// A deployment with some members in the place of the usual ones.
  package static func deployment(
    _ model: ModelDigests = model(1), in environment: String = "production", _ more: String = ""
  ) throws -> ModelDeployment {
    let text = """
      {"dir_hash":"\(model.dirHash)","environment":"\(environment)","locations":[],"name":"MiniLM",\
      "oms_root":"\(model.omsRoot)","runtime":{},"type":"model.deploy"\(more.isEmpty ? "" : "," + more)}
      """
    let action = try ProposalAction(parsing: JSONParser.parse(Array(text.utf8)))
    guard case .deployModel(let deployment) = action else { throw SampleFault("not a deployment") }
    return deployment
  }

  /// Content with one action.
  package static func content(_ action: ProposalAction) throws -> ProposalContent {
    try ProposalContent(
      title: "About \(action.kind)", kind: action.kind, text: "As discussed.", actions: [action], authors: [],
      discussion: "")
  }

  /// Content with the action of some JSON.
  package static func content(_ text: String) throws -> ProposalContent {
    try content(ProposalAction(parsing: JSONParser.parse(Array(text.utf8))))
  }
}

extension SampleDAO {
  /// Decides on an action and carries it out: ten minutes later it is in effect.
  /// - Returns: The proposal.
  @discardableResult
  package func carryOut(_ action: ProposalAction) async throws -> Digest {
    try await carryOut(SafetySample.content(action))
  }

  /// Decides on an action in JSON and carries it out.
  @discardableResult
  package func carryOut(_ text: String) async throws -> Digest {
    try await carryOut(SafetySample.content(text))
  }

  /// Decides on content and carries it out.
  @discardableResult
  package func carryOut(_ content: ProposalContent) async throws -> Digest {
    let proposal = try await queued(content: content)
    clock.set(try standing(proposal).decision.executable.orThrow("not queued"))
    try await submit(act(.execute, on: proposal), by: 0)
    return proposal
  }

  /// A signature under an order, as it would be given now.
  package func brake(
    _ deed: BrakeOrder.Deed = .pause, _ scope: BrakeScope = .all, incident: String = "INC-1",
    lasting: Span = .days(1), until: Timepoint? = nil, ending pause: Digest = .zero, by member: Int = 0
  ) throws -> Statement {
    let order = BrakeOrder(
      deed: deed, scope: scope, incident: incident, notAfter: until ?? clock.now() + lasting, pause: pause)
    return try prepare { preparing, _ in try preparing.brake(order, by: account(member), reason: "") }
  }

  /// A pause in effect, signed by as many founders as it takes.
  /// - Returns: The order.
  @discardableResult
  package func pause(
    _ scope: BrakeScope = .all, incident: String = "INC-1", lasting: Span = .days(1), signers: Int = 1
  ) async throws -> Digest {
    let until = clock.now() + lasting
    var id = Digest.zero
    for member in 0..<signers {
      let statement = try brake(.pause, scope, incident: incident, until: until, by: member)
      try await submit(statement, by: member)
      if case .brake(let act) = statement { id = act.orderID }
    }
    return id
  }
}
