internal import SQLiteStorage
internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// How a DAO stands at an instant.
struct DAOStatus {
  private let dao: DAORecord
  private let charter: Digest
  /// The documents in force that lapse unless they are confirmed.
  private let unconfirmed: [Unconfirmed]
  private let now: Timepoint
  private let entries: UInt64
  private let pauses: [BrakeRecord]
  private let pending: [BrakeRecord]
  private let open: [Standing]
  /// What keeps some of them from being carried out, by number.
  private let obstacles: [UInt64: Obstacle]
  /// What is approved, with what a gate says of it that knows this log.
  private let approvals: [(approval: ApprovalRecord, decision: GateDecision)]
  /// Roles whose members are not those in the charter.
  private let councils: [SittingCouncil]
  /// The proposals whose effect is suspended, since the log's keys count as stolen for the time of their vote.
  private let suspended: [(proposal: ProposalRecord, doubt: LogKeyDoubt)]
  private let waivers: [DecidedRecord]
  /// What is attested of electorates, or waits for it; none where the charter names no attesters.
  private let electorates: [ElectorateLine]
  private let grants: [GrantWords]
  private let protocols: [ProtocolRecord]
  private let clocks: [(incident: String, clock: IncidentClock)]
  /// The rounds of evaluators that are not over.
  private let rounds: [EvaluationWords]

  init(_ session: Session) throws {
    dao = session.dao
    let now = try session.now()
    self.now = now
    entries = try session.store.head()?.size ?? 0
    charter = try session.charterHash()
    unconfirmed = try session.chamber.read { try $0.unconfirmed(at: now) }
    pauses = try Pauses.inEffect(session, at: now)
    let view = session.chamber
    pending = try view.read { try $0.brakes() }.filter { $0.effective == nil && now < $0.order.notAfter }
    open = try view.read { view in
      try view.proposals().map { try Standing($0, in: view, at: now) }.filter { $0.decision.state.isOpen }
    }
    obstacles = Dictionary(
      try open.compactMap { standing in
        try Obstacle(to: standing, session).map { (standing.proposal.number, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let newest = try session.store.head()?.received ?? .earliest
    approvals = try view.read { view in
      let gate = Gate(view, knowing: GateKnowledge(fresh: now, newest: newest), at: now)
      return try view.approvals()
        .filter { try $0.begins <= now && now < $0.ends && !view.isRevoked($0, at: now) }
        .map { approval in
          let deployment = approval.deployment
          let request = GateRequest(
            in: deployment.environment, model: deployment.model, runtime: deployment.runtime)
          return (approval, try gate.decide(request))
        }
    }
    councils = try view.read { try $0.sittingCouncils(at: now) }
    grants = try view.read { view in
      try view.grants().filter { $0.counts(at: now) }.map { try GrantWords($0, in: view, at: now) }
    }
    suspended = try view.read { try $0.decisionsInDoubt() }
    waivers = try view.read { try $0.waivers() }.filter { $0.counts(at: now) }
    protocols = try view.read { try $0.protocolsByName() }.flatMap { versions in
      versions.filter { versions.serves($0, at: now) }
    }
    rounds = try view.read { view in
      try view.rounds().filter { $0.phase(at: now) != .over }
        .map { try EvaluationWords($0, in: view, at: now) }
    }
    let isAttested = try view.read { try $0.writtenCharter(at: now)?.electorates != nil }
    electorates = isAttested ? try ElectorateLine.all(session) : []
    clocks = try view.read { view in
      var names: [String] = []
      for report in try view.reports() where !names.contains(report.incident) {
        names.append(report.incident)
      }
      return try names.flatMap { name in try view.clocks(of: name).map { (name, $0) } }
    }
  }

  /// `paused`, or `running`.
  var brief: String { pauses.isEmpty ? "running" : "paused" }

  // MARK: For people

  var text: String {
    var lines = [
      "\(Format.safe(dao.name))  \(dao.id.short)  \(Format.number(Int(entries), "entry", plural: "entries"))",
      "  \(now.sentence)  charter \(charter.short)",
    ]
    for pause in pauses {
      lines.append("PAUSED  \(Pauses.words(pause))")
      lines.append(
        "  order \(pause.id.description.prefix(10))"
          + (pause.proposal.map { ", vote \(ProposalRecord.display($0))" } ?? ""))
    }
    for order in pending {
      let signed = Format.number(order.signatures.count, "signature")
      lines.append(
        "waiting  \(signed) to \(order.order.deed.rawValue) \(CouncilOrder.words(order.order.scope)) "
          + "for \(Format.safe(order.order.incident)), order \(order.id.description.prefix(10))")
    }
    lines += section(
      "Proposals",
      open.map { standing in
        Self.line(standing)
          + (obstacles[standing.proposal.number].map { "\n      \($0.words)" } ?? "")
      })
    lines += section("May run", approvals.filter(\.decision.isAllowed).map { line($0.approval) })
    lines += section(
      "Approved, and denied by gates",
      approvals.filter { !$0.decision.isAllowed }.map {
        "\(line($0.approval))\n    \($0.decision.code.rawValue)  \(Format.safe($0.decision.sentence))"
      }, isOptional: true)
    // What most DAOs have none of is only named where there is some.
    lines += section("Suspended", suspended.map(Self.line), isOptional: true)
    lines += section(
      "Unconfirmed",
      unconfirmed.map { "\($0.shortName)  lapses at \($0.lapses.sentence) unless it is confirmed" },
      isOptional: true)
    // The newest few: what counts, and what comes next.
    lines += section("Electorates", electorates.prefix(3).map(\.line), isOptional: true)
    lines += section("Councils", councils.map(Self.line), isOptional: true)
    lines += section("Waivers", waivers.compactMap(Self.line), isOptional: true)
    lines += section("Grants", grants.map(\.line), isOptional: true)
    lines += section("Protocols", protocols.map(Self.line), isOptional: true)
    lines += section("Evaluations", rounds.map(\.line), isOptional: true)
    lines += section("Incidents", clocks.map { line($0.incident, $0.clock) }, isOptional: true)
    return lines.joined(separator: "\n")
  }

  private func section(_ title: String, _ lines: [String], isOptional: Bool = false) -> [String] {
    if lines.isEmpty { return isOptional ? [] : ["\(title): none"] }
    return ["\(title):"] + lines.map { "  " + $0 }
  }

  private static func line(_ standing: Standing) -> String {
    let deadline = Reading.deadline(standing)
    let state = Reading.stateWords(standing.decision) + (deadline.isEmpty ? "" : ", \(deadline)")
    return
      "\(standing.proposal.display)  \(DisplayText.escaped(standing.proposal.title, limit: 40))  \(state)"
  }

  private func line(_ approval: ApprovalRecord) -> String {
    let deployment = approval.deployment
    let stage = approval.openStage.map { ", stage \($0.name)" } ?? ""
    return
      "\(Format.safe(deployment.name))  \(deployment.environment)\(stage)  until \(approval.ends.sentence)"
      + "  (\(ProposalRecord.display(approval.origin.number)))"
  }

  private static func line(_ decision: (proposal: ProposalRecord, doubt: LogKeyDoubt)) -> String {
    "\(decision.proposal.display)  \(DisplayText.escaped(decision.proposal.title, limit: 40))  "
      + "decided over \(decision.doubt.words), under stolen log keys"
  }

  private static func line(_ record: DecidedRecord) -> String? {
    guard case .grantWaiver(let waiver) = record.action else { return nil }
    return "\(waiver.safety)/\(waiver.rule)  \(waiver.model.omsRoot.short) in \(waiver.environment)  "
      + "until \(waiver.expires.sentence)"
  }

  private static func line(_ council: SittingCouncil) -> String {
    let end = council.term.map { ", until \($0.sentence)" } ?? ", since a recall"
    return "\(Format.safe(council.name))  \(council.role.members.map(\.display).joined(separator: ", "))  "
      + "\(council.role.needs) of them\(end)"
  }

  private static func line(_ record: ProtocolRecord) -> String {
    "\(record.safety.id) \(record.safety.version)"
      + (record.servesUntil.map { "  retired, serves until \($0.sentence)" } ?? "")
  }

  private func line(_ incident: String, _ clock: IncidentClock) -> String {
    "\(Format.safe(incident))  \(clock.regime.name)  \(IncidentWords.state(clock, at: now))"
  }

  // MARK: For programs

  var json: JSONValue {
    .members([
      "approvals": .array(
        approvals.filter(\.decision.isAllowed).map { .object(JSONObject(Self.members($0.approval))) }),
      "charter": .string(charter.description),
      "councils": .array(councils.map(Self.json)), "dao": .string(dao.id.description),
      "denied": .array(
        approvals.filter { !$0.decision.isAllowed }.map { approval, decision in
          .object(
            JSONObject(
              Self.members(approval)
                + .init(texts: ["code": decision.code.rawValue, "reason": decision.sentence])))
        }),
      "electorates": .array(electorates.map(\.json)), "entries": .integer(entries),
      "grants": .array(grants.map(\.json)),
      "incidents": .array(clocks.map { IncidentWords.json($0.incident, $0.clock, at: now) }),
      "name": .string(dao.name), "now": .string(now.description),
      "pauses": .array(pauses.map(Self.json)), "pending": .array(pending.map(Self.json)),
      "unconfirmed": .array(
        unconfirmed.map {
          .members(["lapses": .string($0.lapses.description), "name": .string($0.name)])
        }),
      "suspended": .array(
        suspended.map {
          .members([
            "from": .integer($0.doubt.from), "proposal": .string($0.proposal.display),
            "until": .integer($0.doubt.until),
          ])
        }),
      "proposals": .array(open.map(json)),
      "protocols": .array(
        protocols.map {
          .members(["id": .string($0.safety.id), "version": .integer($0.safety.version)])
        }),
      "waivers": .array(waivers.map { $0.action.json }),
    ])
  }

  private static func members(_ approval: ApprovalRecord) -> [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "dirHash": approval.deployment.model.dirHash.description, "ends": approval.ends.description,
      "environment": approval.deployment.environment, "name": approval.deployment.name,
      "omsRoot": approval.deployment.model.omsRoot.description,
      "proposal": ProposalRecord.display(approval.origin.number),
    ])
    members.append(
      .init(key: "stage", value: approval.openStage.map { .string($0.name) } ?? .null))
    return members
  }

  private func json(_ standing: Standing) -> JSONValue {
    .members([
      "id": .string(standing.proposal.display),
      "obstacle": obstacles[standing.proposal.number]?.json ?? .null,
      "state": .string(standing.decision.state.rawValue), "title": .string(standing.proposal.title),
    ])
  }

  private static func json(_ council: SittingCouncil) -> JSONValue {
    .members([
      "members": .array(council.role.members.map { .string($0.display) }), "name": .string(council.name),
      "needs": .integer(council.role.needs), "term": council.term.map { .string($0.description) } ?? .null,
    ])
  }

  private static func json(_ record: BrakeRecord) -> JSONValue {
    .members([
      "deed": .string(record.order.deed.rawValue), "end": .string(record.end.description),
      "id": .string(record.id.description), "incident": .string(record.order.incident),
      "proposal": record.proposal.map { .string(ProposalRecord.display($0)) } ?? .null,
      "ratified": .bool(record.ratification != nil), "scope": .string(record.order.scope.words),
      "signatures": .integer(UInt64(record.signatures.count)),
    ])
  }
}

extension ProposalState {
  /// Whether something can still become of it.
  fileprivate var isOpen: Bool {
    switch self {
    case .pending, .active, .succeeded, .queued: true
    default: false
    }
  }
}
