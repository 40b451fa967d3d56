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
    var (phase, track): (ProposalPhase?, String) = (nil, "")
    let now = try time(of: proposal, at: position.received)
    guard !proposal.rules.bars(act.header.signer, from: act.deed) else { throw AdmissionRefusal.ownCause }
    switch act.deed {
    case .cancel:
      // Nobody submitted the vote on a pause, so that nobody takes it back.
      guard act.header.signer == proposal.proposer, proposal.kind != EmergencyRatification.kind else {
        throw AdmissionRefusal.notProposer
      }
      try expect([.pending], of: proposal, for: act.deed, at: now)
      proposal.milestones.withdrawn = now
    case .veto, .approve, .reject, .slash, .waive, .postpone:
      let decision = try decision(on: proposal, at: now)
      (phase, track) = (decision.phase, decision.track)
      if let rule = try guardianRule(act, proposal, decision, received: position.received) {
        proposal.milestones.record(rule, at: now, executable: decision.executable)
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
    let signature = ActSignature(
      deed: act.deed, actor: act.header.signer, phase: phase, track: track, index: position.index, at: now,
      reasonHash: act.reasonHash)
    changes.append(signature.change(on: proposal.id))
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

  /// Those of a frozen role to whom the charter in force still gives a deed; the number it takes stays what it was.
  ///
  /// Who has left since cannot act on what was put before, and a signature of theirs counts no more: their keys may be in
  /// other hands. Who has come since was not in the rules that the members voted on.
  private func stillSeated(_ role: Role, for deed: Act.Deed, at received: Timepoint) throws -> Role {
    guard let charter = try charter(at: received) else { return Role(members: [], needs: role.needs) }
    return Role(members: role.members.filter { charter.gives(deed, to: $0) }, needs: role.needs)
  }

  /// The rule for which enough have signed with this member's signature, if there is one: the first that says so.
  ///
  /// A signature counts under every rule that is open to its signer when it is given, and under no other, so that two
  /// rules for different phases are never completed together.
  private func guardianRule(
    _ act: Act, _ proposal: ProposalRecord, _ decision: Decision, received: Timepoint
  ) throws -> GuardianRule? {
    let signer = act.header.signer
    let guards = proposal.rules.guards(of: act.deed, inStage: decision.track)
    let own = try guards.filter {
      try stillSeated($0.rule.role, for: act.deed, at: received).members.contains(signer)
    }
    guard !own.isEmpty else {
      throw AdmissionRefusal.deedNotGiven(act.deed, isOthers: !guards.isEmpty)
    }
    let open = own.filter { $0.isOpen(in: decision.phase, stage: decision.track) }
    guard !open.isEmpty else { throw AdmissionRefusal.wrongState(deed: act.deed, state: decision.state) }
    let signatures = try signatures(of: act.deed, on: proposal.id)
    let unsigned = open.filter { rule in !signatures.contains { $0.actor == signer && $0.counts(for: rule) } }
    guard !unsigned.isEmpty else { throw AdmissionRefusal.alreadySigned }
    return try unsigned.first { guardian in
      let seated = try stillSeated(guardian.rule.role, for: act.deed, at: received).members
      let others = Set(signatures.filter { $0.counts(for: guardian) }.map(\.actor)).intersection(seated)
      return others.count + 1 >= guardian.rule.role.needs
    }?.rule
  }

  /// What execution changes besides the proposal itself.
  func effects(of proposal: ProposalRecord, at position: LogPosition) throws -> [Change] {
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
