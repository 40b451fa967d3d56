internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

extension LedgerView {
  func admit(_ act: Act, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(act)
    guard var proposal = try proposal(act.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(act.proposalID)
    }
    guard act.proposal == proposal.display else { throw AdmissionRefusal.displayMismatch(field: "proposal") }
    guard act.title.utf8.elementsEqual(proposal.title.utf8) else {
      throw AdmissionRefusal.displayMismatch(field: "title")
    }
    var changes: [Change] = [sequence]
    let now = try time(of: proposal, at: position.received)
    guard !proposal.rules.bars(act.header.signer, from: act.deed) else { throw AdmissionRefusal.ownCause }
    switch act.deed {
    case .cancel:
      guard act.header.signer == proposal.proposer else { throw AdmissionRefusal.notProposer }
      try expect([.pending], of: proposal, for: act.deed, at: now)
      proposal.milestones.withdrawn = now
    case .veto where proposal.rules.veto != nil:
      if try isVetoed(act, proposal, at: now, received: position.received) {
        proposal.milestones.vetoed = now
      }
    case .veto, .approve, .reject, .slash, .waive, .postpone:
      if let rule = try guardianRule(act, proposal, at: now, received: position.received) {
        proposal.milestones.record(rule, at: now)
        try takePlace(&proposal, at: now)
      }
    case .start:
      try expectPlace(for: proposal, at: now)
      proposal.milestones.started = now
    case .queue:
      try expect([.succeeded], of: proposal, for: act.deed, at: now)
      proposal.milestones.queued = now
    case .execute:
      try expectExecutable(proposal, at: now)
      changes += try effects(of: proposal, at: position)
      proposal.milestones.executed = now
    }
    var value: [UInt8] = []
    value.append(bigEndian: position.index)
    value.append(bigEndian: now.milliseconds)
    act.reasonHash.append(to: &value)
    changes.append(Change(Self.actKey(proposal.id, deed: act.deed, by: act.header.signer), value))
    changes.append(Change(proposal.key, proposal.bytes))
    return changes
  }

  private func expect(
    _ states: Set<ProposalState>, of proposal: ProposalRecord, for deed: Act.Deed, at now: Timepoint
  ) throws {
    let state = try decision(on: proposal, at: now).state
    guard states.contains(state) else { throw AdmissionRefusal.wrongState(deed: deed, state: state) }
  }

  private func expectExecutable(_ proposal: ProposalRecord, at now: Timepoint) throws {
    let decision = try decision(on: proposal, at: now)
    if decision.state == .executed { throw AdmissionRefusal.alreadyExecuted }
    guard decision.state == .queued, let executable = decision.executable else {
      throw AdmissionRefusal.wrongState(deed: .execute, state: decision.state)
    }
    guard now >= executable else { throw AdmissionRefusal.timelockRunning(until: executable) }
  }

  /// Whether this member's signature completes a veto.
  private func isVetoed(
    _ act: Act, _ proposal: ProposalRecord, at now: Timepoint, received: Timepoint
  ) throws -> Bool {
    guard let council = try proposal.rules.veto.map({ try stillSeated($0, for: .veto, at: received) }),
      council.members.contains(act.header.signer)
    else { throw AdmissionRefusal.deedNotGiven(.veto, isOthers: proposal.rules.veto != nil) }
    let state = try decision(on: proposal, at: now).state
    guard !state.isFinal else { throw AdmissionRefusal.wrongState(deed: .veto, state: state) }
    let signed = try actors(proposal.id, deed: .veto).filter { council.members.contains($0) }
    guard !signed.contains(act.header.signer) else { throw AdmissionRefusal.alreadySigned }
    return signed.count + 1 >= council.needs
  }

  /// Those of a frozen role to whom the charter in force still gives a deed; the number it takes stays what it was.
  ///
  /// Who has left since cannot act on what was put before, and a signature of theirs counts no more: their keys may be in
  /// other hands. Who has come since was not in the rules that the members voted on.
  private func stillSeated(_ role: Role, for deed: Act.Deed, at received: Timepoint) throws -> Role {
    guard let charter = try charter(at: received) else { return Role(members: [], needs: role.needs) }
    return Role(members: role.members.filter { charter.gives(deed, to: $0) }, needs: role.needs)
  }

  /// The rule under which a guardian acts, once enough have signed.
  private func guardianRule(
    _ act: Act, _ proposal: ProposalRecord, at now: Timepoint, received: Timepoint
  ) throws -> GuardianRule? {
    let decision = try decision(on: proposal, at: now)
    let rules = (proposal.rules.stage(ofTrack: decision.track) ?? proposal.rules).course.guardians
    let signer = act.header.signer
    let own = try rules.filter {
      try $0.deed == act.deed
        && stillSeated($0.role, for: act.deed, at: received).members.contains(signer)
    }
    guard !own.isEmpty else {
      throw AdmissionRefusal.deedNotGiven(act.deed, isOthers: rules.contains { $0.deed == act.deed })
    }
    guard let rule = own.first(where: { $0.allows(act.deed, in: decision.phase, stage: decision.track) })
    else { throw AdmissionRefusal.wrongState(deed: act.deed, state: decision.state) }
    let seated = try stillSeated(rule.role, for: act.deed, at: received)
    let signed = try actors(proposal.id, deed: act.deed).filter { seated.members.contains($0) }
    guard !signed.contains(signer) else { throw AdmissionRefusal.alreadySigned }
    return signed.count + 1 >= rule.role.needs ? rule : nil
  }

  /// What execution changes besides the proposal itself.
  private func effects(of proposal: ProposalRecord, at position: LogPosition) throws -> [Change] {
    guard let content = try content(of: proposal) else {
      throw AdmissionRefusal.documentMissing(proposal.contentHash)
    }
    try checkExecuted(predecessorOf: content, at: position.received)
    var changes: [Change] = []
    let origin = Origin(
      number: proposal.number, id: proposal.id, index: position.index, at: position.received)
    for action in content.actions {
      guard let charter = try charter(at: position.received) else {
        throw AdmissionRefusal.documentMissing(try charterHash(at: position.received))
      }
      let occasion = Occasion(
        origin: origin, charter: charter, provision: proposal.rules.course.provision)
      if case .amendCharter(let hash, let change) = action {
        changes += try amending(to: hash, change, proposal, on: occasion)
      } else {
        changes += try effects(of: action, on: occasion)
      }
    }
    return changes
  }
}
