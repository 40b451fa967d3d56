package import CanonicalEncoding
internal import Governance
package import Ledger
internal import SafetyProtocol

/// May this model run here now?
///
/// Denies unless there is a positive proof, in this order: pauses, freshness, the approval, the protocols, what the
/// open stage allows. The first that is in the way gives the code. Pure: the same state, request and instant give the
/// same answer everywhere.
package struct Gate<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  private let knowledge: GateKnowledge
  let now: Timepoint

  /// - Parameter view: A state that was verified: replayed from signed entries, never read from an operator.
  package init(_ view: LedgerView<Store, Files>, knowing knowledge: GateKnowledge, at now: Timepoint) {
    self.view = view
    self.knowledge = knowledge
    self.now = now
  }

  /// The answer.
  /// - Throws: Only where a look-up failed, which whoever asked must take for a no.
  /// - Complexity: O(orders + revocations + approvals of the model + evidence about it); O(all approvals) where an order
  ///   names a family, or broken glass a reference.
  package func decide(_ request: GateRequest) throws -> GateDecision {
    guard let charter = try view.charter(at: now) else {
      let isFounded = try view.dao() != nil
      return GateDecision(
        .missing, isFounded ? "the charter in force is not there" : "the DAO was not founded yet", request,
        at: now)
    }
    let brakes = try Brakes(view, knowledge.orders, charter, at: now)
    let candidates = try self.candidates(for: request)
    var decision = try decide(request, charter, brakes, candidates)
    decision.pauses = brakes.pauses
    decision.remarks += brakes.remarks
    return decision
  }

  /// Why an order that was handed to the gate stops nothing, or `nil` where it does.
  package func fault(in order: SignedOrder) throws -> String? {
    guard let charter = try view.charter(at: now) else { return "the charter in force is not there" }
    return try view.fault(in: order, charter, at: now)
  }

  /// The models that the request may mean, with their approvals.
  private func candidates(for request: GateRequest) throws -> [ApprovalRecord] {
    if let model = request.model { return try view.approvals(of: model, in: request.environment) }
    guard let oci = request.oci else { return [] }
    return try view.approvals().filter {
      $0.deployment.oci == oci && $0.deployment.environment == request.environment
    }.sorted { $0.origin.index < $1.origin.index }
  }

  private func decide(
    _ request: GateRequest, _ charter: Charter, _ brakes: Brakes, _ approvals: [ApprovalRecord]
  ) throws -> GateDecision {
    let subjects = try subjects(of: request, approvals, brakes)
    if let pause = brakes.pauses.first(where: { pause in subjects.contains { pause.order.scope.covers($0) } })
    {
      return GateDecision(
        .paused, "\(pause.order.scope.words) is paused until \(pause.ends) (\(pause.order.incident))",
        request,
        at: now)
    }
    if let decision = staleness(request, charter) { return decision }
    if request.action.isOfGrants { return try GrantJudge(view: view, request: request, now: now).decide() }
    guard request.model != nil || request.oci != nil else {
      return GateDecision(.unnamed, "no model is named", request, at: now)
    }
    if let opening = opening(for: request, brakes) {
      if let oci = request.oci, let model = request.model, try !isBound(oci, to: model) {
        return GateDecision(
          .unproven,
          "no approval binds \(oci.registryText) to \(model.words), for which the glass was broken",
          request, at: now)
      }
      var decision = GateDecision(
        .glassBroken,
        "the gate was opened against its rules until \(opening.order.notAfter) (\(opening.order.incident))",
        request, at: now)
      decision.approval = approvals.last
      decision.obligations = [.until(opening.order.notAfter)]
      return decision
    }
    if request.action == .release { return try release(request, brakes, subjects) }
    guard !approvals.isEmpty else { return try unapproved(request) }
    var newest: GateDecision?
    for approval in approvals.reversed() {
      let decision = try decide(request, charter, brakes, on: approval)
      if decision.isAllowed { return decision }
      // The fault of the newest approval says most; one that is not in the way of an older one is kept.
      newest = newest ?? decision
    }
    return newest ?? GateDecision(.noApproval, "nothing was approved", request, at: now)
  }

  // MARK: Before the approval

  /// What the request may be about: each model it may mean, and where.
  private func subjects(
    of request: GateRequest, _ approvals: [ApprovalRecord], _ brakes: Brakes
  ) throws -> [BrakeScope.Subject] {
    let models = Set(approvals.map(\.deployment.model)).union([request.model].compactMap(\.self))
    guard !models.isEmpty else {
      return [BrakeScope.Subject(model: nil, families: [], environment: request.environment)]
    }
    return try models.map { try subject($0, in: request.environment, brakes) }
  }

  /// A model with every family in which it was approved anywhere, under either of its digests.
  private func subject(
    _ model: ModelDigests, in environment: String, _ brakes: Brakes
  ) throws -> BrakeScope.Subject {
    brakes.nameFamilies
      ? try view.subject(model, in: environment)
      : BrakeScope.Subject(model: model, families: [], environment: environment)
  }

  /// Whether something that was approved says that a reference is a model.
  private func isBound(_ oci: Digest, to model: ModelDigests) throws -> Bool {
    try view.approvals().contains { $0.deployment.oci == oci && $0.deployment.model == model }
  }

  /// An order to open for exactly this model here. Nothing opens a pause, and nothing opens a release of weights.
  private func opening(for request: GateRequest, _ brakes: Brakes) -> BrakeRecord? {
    guard let model = request.model, request.action != .release else { return nil }
    return brakes.openings.first { $0.order.scope == .model(model, environment: request.environment) }
  }

  private func staleness(_ request: GateRequest, _ charter: Charter) -> GateDecision? {
    guard now + StatementHeader.clockSkew >= knowledge.newest else {
      return GateDecision(
        .clock, "the newest entry was received at \(knowledge.newest), which is yet to come", request, at: now
      )
    }
    let limit = min(charter.gate.staleAfter, knowledge.staleAfter ?? charter.gate.staleAfter)
    guard now <= knowledge.fresh + limit else {
      return GateDecision(
        .stale, "what is known ends at \(knowledge.fresh), and may be \(limit) old", request, at: now)
    }
    return nil
  }

  /// Says what is nearest to having been approved.
  private func unapproved(_ request: GateRequest) throws -> GateDecision {
    guard let model = request.model else {
      return GateDecision(
        .unproven, "no approval in \(request.environment) proves that this reference is its model", request,
        at: now)
    }
    let namesake = try view.approvals().last {
      $0.deployment.environment == request.environment && $0.deployment.model.sharesDigest(with: model)
    }
    guard let namesake else {
      return GateDecision(
        .noApproval, "nothing was approved in \(request.environment) for exactly these files", request,
        at: now)
    }
    var decision = GateDecision(
      .renamed,
      "\(namesake.origin.display) approved the same contents under other names, or with other files beside them",
      request, at: now)
    decision.approval = namesake
    return decision
  }

  // MARK: On an approval

  private func decide(
    _ request: GateRequest, _ charter: Charter, _ brakes: Brakes, on approval: ApprovalRecord
  ) throws -> GateDecision {
    func answer(_ code: GateCode, _ sentence: String) -> GateDecision {
      var decision = GateDecision(code, sentence, request, at: now)
      decision.approval = approval
      return decision
    }
    if let (code, sentence) = try fault(of: approval, request, brakes) { return answer(code, sentence) }
    let judge = ProtocolJudge(view: view, charter: charter, now: now)
    let protocols: [ProtocolRecord]
    switch try judge.protocols(for: approval, rollingBack: request.action == .rollBack) {
    case .success(let records): protocols = records
    case .failure(let over): return answer(.protocolOver, "the safety protocol \(over.name) is not in force")
    }
    var (verdicts, waivers): ([ProtocolVerdict], [UsedWaiver]) = ([], [])
    for record in protocols {
      let (verdict, used) = try judge.verdict(of: record, on: approval)
      verdicts.append(verdict)
      waivers += used
    }
    let blocker = verdicts.isEmpty ? try judge.blocker(of: approval) : nil
    var decision =
      blocker.map { answer(.ruleFails, "\($0), who is accredited, says that the model failed") }
      ?? judged(verdicts, request, approval) ?? answer(.allowed, Self.sentence(approval))
    decision.approval = approval
    decision.verdicts = verdicts
    decision.waivers = waivers
    decision.obligations = Self.obligations(approval)
    decision.remarks += protocols.compactMap { record in
      record.lapses.map {
        "the safety protocol \(record.safety.id) \(record.safety.version) \(now < $0 ? "lapses" : "lapsed") at \($0)"
      }
    }
    return decision
  }

  /// What keeps an approval from counting, before any evidence is asked for.
  private func fault(
    of approval: ApprovalRecord, _ request: GateRequest, _ brakes: Brakes
  ) throws -> (GateCode, String)? {
    let (deployment, name) = (approval.deployment, approval.origin.display)
    if let model = request.model, let oci = request.oci, deployment.oci != oci {
      return (.unproven, "\(name) does not bind \(oci.registryText) to \(model.words)")
    }
    guard now >= approval.begins else {
      return (.early, "what \(name) approved begins at \(approval.begins)")
    }
    guard now < approval.ends else { return (.expired, "what \(name) approved ended at \(approval.ends)") }
    let subject = try subject(deployment.model, in: deployment.environment, brakes)
    let submission = try view.submission(of: approval.origin)
    let stop =
      try view.isRevoked(approval, at: now) ? .revoked : brakes.fault(of: submission, about: subject)
    if stop == .revoked { return (.revoked, "what \(name) approved was taken back") }
    if stop != nil { return (.lapsed, "a pause lapsed since \(name): it must be approved again") }
    if let doubt = try view.doubt(about: approval.origin) {
      return (.doubted, doubt.sentence(about: approval.origin))
    }
    if let part = Self.runtimeFault(deployment.runtime, request) {
      return (.runtime, "the \(part) is not the one that \(name) approved")
    }
    if let wanted = request.audience, wanted > deployment.audience ?? .public {
      return (
        .audience, "\(name) approved it for \((deployment.audience ?? .public).words), and this serves more"
      )
    }
    return nil
  }

  private func judged(
    _ verdicts: [ProtocolVerdict], _ request: GateRequest, _ approval: ApprovalRecord
  ) -> GateDecision? {
    for (outcome, code) in [(Outcome.fail, GateCode.ruleFails), (.indeterminate, .indeterminate)] {
      guard let verdict = verdicts.first(where: { $0.outcome == outcome }) else { continue }
      return GateDecision(code, verdict.sentence, request, at: now)
    }
    for rule in approval.openStage?.requires ?? []
    where !verdicts.contains(where: { $0.verdict.lines.contains { $0.rule.id.isSpelt(like: rule) } }) {
      return GateDecision(.indeterminate, "no protocol in force has the rule \(rule)", request, at: now)
    }
    if let stage = approval.openStage, let traffic = request.trafficPermille,
      traffic > stage.maxTrafficPermille
    {
      return GateDecision(
        .traffic,
        "the open stage \(stage.name) allows \(RolloutStage.percent(stage.maxTrafficPermille)) of the traffic",
        request, at: now)
    }
    return nil
  }

  // MARK: Words

  private static func runtimeFault(_ approved: [String: Digest], _ request: GateRequest) -> String? {
    Set(approved.keys).union(request.runtime.keys).sorted().first {
      // What is vouched for and what is seen must both be what was approved.
      guard let seen = request.seen[$0] else { return approved[$0] != request.runtime[$0] }
      return approved[$0] != seen || approved[$0] != request.runtime[$0] ?? seen
    }
  }

  private static func sentence(_ approval: ApprovalRecord) -> String {
    "\(approval.origin.display) approved \(approval.deployment.name) for \(approval.deployment.environment)"
  }

  private static func obligations(_ approval: ApprovalRecord) -> [Obligation] {
    var obligations = [Obligation.until(approval.ends)]
    if let audience = approval.deployment.audience { obligations.append(.audience(audience)) }
    if let stage = approval.openStage {
      obligations.append(.traffic(permille: stage.maxTrafficPermille, stage: stage.name))
    }
    return obligations
  }
}
