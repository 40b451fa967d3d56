package import CanonicalEncoding
package import Governance
internal import Signing

extension LedgerView {
  /// Takes in one member's signature under an order, and carries it out once enough have signed.
  func admit(_ act: BrakeAct, dao: DAORecord, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(act)
    let order = act.order
    let now = position.received
    guard let charter = try charter(at: now) else {
      throw AdmissionRefusal.documentMissing(try charterHash(at: now))
    }
    guard let name = charter.role(for: order.deed), let role = charter.roles[name] else {
      throw BrakeRefusal.notAllowed
    }
    guard role.members.contains(act.header.signer) else { throw AdmissionRefusal.roleMissing(name) }
    guard DisplayText.fault(of: order.incident, limit: 80) == nil else {
      throw AdmissionRefusal.displayMismatch(field: "incident")
    }
    var record =
      try brake(act.orderID)
      ?? BrakeRecord(order, id: act.orderID, lapse: charter.brake?.lapse(of: order.scope) ?? .reopens)
    guard record.effective == nil else { throw BrakeRefusal.inEffect }
    guard !record.signatures.contains(where: { $0.actor == act.header.signer }) else {
      throw AdmissionRefusal.alreadySigned
    }
    try check(order, charter, at: now, since: now)
    record.sign(
      .init(actor: act.header.signer, index: position.index, reasonHash: act.reasonHash))
    let signed = record.signatures.count { role.members.contains($0.actor) }
    guard signed >= role.needs else { return [sequence, record.change] }
    record.takeEffect(at: position)
    return [sequence] + (try carryOut(record, by: act, charter, dao, at: position))
  }

  /// Why an order would have no effect if enough signed it now, or `nil`; who signs is not asked.
  /// - Parameters:
  ///   - begun: Since when it counts where it is in a file; left out: from now on.
  ///   - files: Pauses by files that count, and take time as those of the log do.
  package func refusal(
    of order: BrakeOrder, at now: Timepoint, since begun: Timepoint? = nil, besides files: [FiledPause] = []
  ) throws -> BrakeRefusal? {
    guard let charter = try charter(at: now) else { return .notAllowed }
    do {
      try check(order, charter, at: now, since: min(begun ?? now, now), besides: files)
      return nil
    } catch let refusal as BrakeRefusal { return refusal }
  }

  private func check(
    _ order: BrakeOrder, _ charter: Charter, at now: Timepoint, since begun: Timepoint,
    besides files: [FiledPause] = []
  ) throws {
    guard now < order.notAfter else { throw BrakeRefusal.over(at: order.notAfter) }
    guard order.deed != .resume else { return try checkResumption(order, at: now) }
    guard order.pause == .zero else { throw BrakeRefusal.mismatch(field: "pause") }
    guard order.deed != .breakGlass else {
      guard case .model(_, .some) = order.scope else { throw BrakeRefusal.scope }
      let limit = charter.gate.breakGlass?.atMost ?? .zero
      guard order.notAfter <= now + limit else { throw BrakeRefusal.tooLong(limit: limit) }
      return
    }
    guard let rules = charter.brake else { throw BrakeRefusal.notAllowed }
    guard order.notAfter <= now + rules.atMost else { throw BrakeRefusal.tooLong(limit: rules.atMost) }
    guard order.deed == .pause else {
      guard case .model = order.scope else { throw BrakeRefusal.scope }
      return
    }
    let logged = try brakes().filter { $0.order.deed == .pause && $0.effective != nil }
    let pauses =
      logged.map {
        (order: $0.order, end: min($0.order.notAfter, $0.endedBy?.at ?? .latest), time: $0.councilTime)
      }
      + files.map { (order: $0.order, end: $0.order.notAfter, time: $0.time) }
    // One incident has one deadline: a pause may be widened, and is not drawn out.
    let ends = pauses.filter { $0.order.incident.isSpelt(like: order.incident) }.map(\.end)
    if let deadline = ends.min(), order.notAfter > deadline {
      throw BrakeRefusal.sameIncident(until: deadline)
    }
    let stretches = pauses.filter { $0.order.scope.overlaps(order.scope) }.compactMap(\.time)
    let time = PauseTime(stretches + [TimeStretch(from: begun, to: order.notAfter)])
    guard time.most(within: rules.within) <= rules.budget else {
      throw BrakeRefusal.budgetSpent(rules.budget, within: rules.within)
    }
  }

  /// A council ends its own pause, as long as nobody voted on it.
  private func checkResumption(_ order: BrakeOrder, at now: Timepoint) throws {
    guard let pause = try brake(order.pause), pause.order.deed == .pause else { throw BrakeRefusal.unknown }
    guard pause.ratification == nil else { throw BrakeRefusal.ratified }
    guard pause.stops(at: now) else { throw BrakeRefusal.over(at: pause.end) }
    guard order.scope == pause.order.scope else { throw BrakeRefusal.mismatch(field: "scope") }
    guard order.incident.isSpelt(like: pause.order.incident) else {
      throw BrakeRefusal.mismatch(field: "incident")
    }
    guard order.notAfter == pause.order.notAfter else { throw BrakeRefusal.mismatch(field: "not_after") }
  }

  private func carryOut(
    _ record: BrakeRecord, by act: BrakeAct, _ charter: Charter, _ dao: DAORecord, at position: LogPosition
  ) throws -> [Change] {
    let origin = Origin(number: 0, id: record.id, index: position.index, at: position.received)
    switch record.order.deed {
    case .pause: return try pausing(record, by: act, charter, dao, at: position)
    case .revoke:
      guard case .model(let model, let environment) = record.order.scope else { throw BrakeRefusal.scope }
      let revocation = RevocationRecord(
        origin: origin, environments: environment.map { [$0] } ?? [], from: position.received,
        isForGood: false,
        reason: "")
      return [record.change, revocation.change(of: model)]
    // The record is all there is to it: gates look for it, and it ends by itself.
    case .breakGlass: return [record.change]
    case .resume:
      guard var pause = try brake(record.order.pause) else { throw BrakeRefusal.unknown }
      pause.end(by: origin)
      return [record.change, pause.change]
    }
  }

  /// A pause in effect, and the vote on it, which opens at once.
  ///
  /// Nothing that keeps a vote from being opened keeps a pause from taking effect: it lapses without one.
  private func pausing(
    _ record: BrakeRecord, by act: BrakeAct, _ charter: Charter, _ dao: DAORecord, at position: LogPosition
  ) throws -> [Change] {
    var record = record
    record.propose(until: position.received + (charter.brake?.ratifiedAtMost ?? .zero))
    let content = try RatificationContent.content(of: record)
    guard let rules = charter.rules(for: content),
      let electorates = try? electorates(for: rules, charter, at: position.received)
    else {
      return [record.change]
    }
    let number = dao.proposals + 1
    // No submission of a person has the sequence zero, so that none has this identity.
    let header = StatementHeader(
      dao: dao.id, daoName: dao.name, signer: act.header.signer, sequence: 0, signedAt: act.header.signedAt,
      validUntil: act.header.validUntil)
    let submission = ProposalSubmission(
      header: header, title: content.title, kind: content.kind, actions: content.actions.map(\.words),
      contentHash: content.hash, charterHash: charter.hash)
    var proposal = ProposalRecord(
      submission, number: number, index: position.index, received: position.received, rules: rules,
      electorates: electorates, witnesses: charter.witnesses(for: content))
    // The vote on a pause waits for nothing: it lapses before long.
    proposal.milestones.funded = rules.course.deposit.map { _ in position.received }
    proposal.milestones.started = rules.course.mostActive.map { _ in position.received }
    record.open(proposal: number)
    var dao = dao
    dao.proposals = number
    return [
      record.change, Change(DAORecord.key, dao.bytes),
      Change(ProposalRecord.numberKey(number), proposal.id.bytes), Change(proposal.key, proposal.bytes),
    ] + (try waiting(for: proposal))
  }
}
