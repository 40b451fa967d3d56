internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing

/// Answers for a gate what is asked about grants: after the pauses and the freshness, in the order of its steps.
struct GrantJudge<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  let request: GateRequest
  let now: Timepoint

  func decide() throws -> GateDecision {
    switch request.grant {
    case .amount(let question): return try decide(question)
    case .data(let question): return try decide(question)
    case .trust(let question): return try decide(question)
    case nil: return answer(.unnamed, "no grant and no data is named")
    }
  }

  private func answer(_ code: GateCode, _ sentence: String, _ grant: DecidedRecord? = nil) -> GateDecision {
    var decision = GateDecision(code, sentence, request, at: now)
    decision.grant = grant.map { GateDecision.Grant($0, at: now) }
    return decision
  }

  /// What keeps a grant from counting at all.
  private func fault(of grant: DecidedRecord) throws -> (GateCode, String)? {
    guard let refusal = try view.refusal(of: grant, at: now) else { return nil }
    switch refusal {
    case .doubted: return (.doubted, refusal.message)
    case .revoked: return (.revoked, refusal.message)
    case .paused: return (.paused, refusal.message)
    default: return (.expired, "what \(grant.origin.display) granted ended at \(grant.end)")
    }
  }

  // MARK: Amounts

  private func decide(_ question: AmountQuestion) throws -> GateDecision {
    guard let grant = try grant(question.grant) else {
      return answer(.noApproval, "no vote granted anything under that name")
    }
    if let (code, sentence) = try fault(of: grant) { return answer(code, sentence, grant) }
    let name = grant.origin.display
    guard let budget = GrantBudget(grant, at: now) else {
      return answer(.grant, "\(name) grants no amount of anything", grant)
    }
    if let holder = question.holder, holder != budget.holder {
      return answer(.holder, "\(name) granted it to somebody else", grant)
    }
    if let provider = budget.provider, budget.excludes(provider: question.provider),
      request.action == .use || question.provider != nil
    {
      let found = question.provider.map { "this is for \($0)" } ?? "it is not said where this is spent"
      return answer(.grant, "\(name) is to be spent with \(provider) only, and \(found)", grant)
    }
    guard let ask = question.asks.first(where: { $0.unit == nil || $0.unit == budget.unit }), ask.amount > 0
    else {
      return answer(.grant, "\(name) grants \(budget.unit), and no amount of that is asked for", grant)
    }
    return try request.action == .use
      ? use(ask.amount, question, grant, budget) : draw(ask.amount, grant, budget)
  }

  /// Whether an amount may be drawn now.
  private func draw(_ amount: UInt128, _ grant: DecidedRecord, _ budget: GrantBudget) -> GateDecision {
    if let refusal = budget.refusal(of: amount) {
      var decision = answer(.grant, "\(amount) \(budget.unit) are asked for: \(refusal.message)", grant)
      decision.missing = amount
      return decision
    }
    var decision = answer(
      .allowed, "\(grant.origin.display) leaves \(budget.drawable) \(budget.unit) to draw", grant)
    decision.obligations =
      [.draw(amount, unit: budget.unit), .holder(budget.holder), .purpose(budget.purpose), .until(grant.end)]
    return decision
  }

  /// Whether draws on record were made for exactly this job, and cover what it asks for.
  ///
  /// What is only left of the grant does not count: it could be shown to any number of providers at once.
  private func use(
    _ amount: UInt128, _ question: AmountQuestion, _ grant: DecidedRecord, _ budget: GrantBudget
  ) throws -> GateDecision {
    guard let reference = question.reference, reference != .zero else {
      return answer(.unnamed, "no job is named by its content", grant)
    }
    let drawn = try view.draws(on: grant.origin.id).drawn(for: reference)
    guard drawn >= amount else {
      var decision = answer(
        .undrawn,
        "\(amount) \(budget.unit) are asked for and \(drawn) are drawn for this job; "
          + "\(grant.origin.display) leaves \(budget.drawable) to draw", grant)
      decision.missing = amount - drawn
      return decision
    }
    var decision = answer(
      .allowed, "\(drawn) \(budget.unit) were drawn on \(grant.origin.display) for exactly this job", grant)
    decision.obligations = [
      .once(amount, unit: budget.unit), .holder(budget.holder), .purpose(budget.purpose), .until(grant.end),
    ]
    // What was asked for is counted for so long.
    if let time = question.job?.lines.map(\.time).max() { decision.obligations.append(.lasting(time)) }
    return decision
  }

  private func grant(_ name: GrantName) throws -> DecidedRecord? {
    switch name {
    case .id(let id): try view.grant(id)
    case .number(let number): try view.proposal(number: number).flatMap { try view.grant($0.id) }
    }
  }

  // MARK: Data

  private func decide(_ question: DataQuestion) throws -> GateDecision {
    let onData = try view.decided(DataAccess.kind).compactMap { record -> (DecidedRecord, DataAccess)? in
      guard case .accessData(let access) = record.action, access.dataset == question.dataset else {
        return nil
      }
      return (record, access)
    }
    let exact = onData.filter { $0.1.algorithm == question.algorithm }
    let own = exact.filter { $0.1.holder == question.holder }
    var newest: GateDecision?
    for (record, access) in own.reversed() {
      guard let (code, sentence) = try fault(of: record) else {
        var decision = answer(
          .allowed, "\(record.origin.display) lets exactly this algorithm compute on exactly this data",
          record)
        decision.obligations =
          [.inPlace, .holder(access.holder), .purpose(access.purpose), .until(record.end)]
        return decision
      }
      newest = newest ?? answer(code, sentence, record)
    }
    if let newest { return newest }
    if let (record, _) = exact.last {
      return answer(.holder, "\(record.origin.display) granted it to somebody else", record)
    }
    if let (record, _) = onData.last {
      return answer(
        .noApproval,
        "\(record.origin.display) lets another algorithm compute on this data: each is allowed by its content",
        record)
    }
    return answer(.noApproval, "no vote lets any algorithm compute on this data")
  }

  // MARK: Trust

  /// What no vote has allowed is denied, and so is everything where the vote is in doubt.
  private func decide(_ question: TrustQuestion) throws -> GateDecision {
    guard let (record, standing) = try view.trust(on: question.dataset, at: now) else {
      let refusal = AlgorithmRefusal.nothingTrusted
      return answer(.untrusted, "no vote lets anything be run on this data (\(refusal.code))")
    }
    if let (code, sentence) = try fault(of: record) { return answer(code, sentence, record) }
    let name = record.origin.display
    if let refusal = standing.trust.refusal(of: question.algorithm) {
      return answer(.untrusted, "\(refusal.message), by \(name) (\(refusal.code))", record)
    }
    var decision = answer(
      .allowed,
      standing.trust.use == .access
        ? "\(name) hands the data out, and asks about no algorithm"
        : "\(name) lets this algorithm be run on this data",
      record)
    if standing.trust.use == .compute { decision.obligations = [.inPlace] }
    return decision
  }
}
