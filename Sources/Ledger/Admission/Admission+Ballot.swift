internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

extension LedgerView {
  func admit(_ ballot: Ballot, _ id: Digest, at position: LogPosition) throws -> [Change] {
    guard let proposal = try proposal(ballot.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(ballot.proposalID)
    }
    let stage = try checkOpen(proposal, at: position)
    try checkWords(ballot, of: proposal, in: stage)
    let voter = ballot.header.signer
    let key = stage.key(of: voter, house: ballot.house)
    let standing = try self.ballot(key)
    try Self.checkSequence(ballot.header.sequence, after: standing?.sequence ?? 0)
    let counting = standing.flatMap { $0.isWithdrawn ? nil : $0 }
    switch stage.rules.ballot(in: ballot.house).fault(
      isWithdrawal: ballot.isWithdrawal, hasVoted: counting != nil)
    {
    case .locked?: throw AdmissionRefusal.locked
    case .nothingToWithdraw?: throw AdmissionRefusal.nothingToWithdraw
    case nil: break
    }
    guard ballot.replaces == standing?.statement ?? .zero else {
      throw AdmissionRefusal.replacesMismatch(standing: standing?.statement ?? .zero)
    }
    if standing == nil { try checkEligible(voter, house: ballot.house, for: proposal, in: stage) }
    let record = BallotRecord(
      index: position.index, received: position.received, sequence: ballot.header.sequence,
      version: (standing?.version ?? 0) + 1, statement: id, reasonHash: ballot.reasonHash,
      choice: ballot.choice)
    var changes = [Change(key, record.bytes)]
    if let standing, proposal.witnessing != nil {
      changes.append(stage.former(standing, of: voter, house: ballot.house))
    }
    guard proposal.rules.course.isOrdered else { return changes }
    if proposal.rules.countsAtClose {
      return try changes + settlingStages(before: stage, of: proposal, at: position.received)
    }
    return try follow(
      ballot, replacing: counting, in: stage, on: proposal, at: position, besides: changes)
  }

  /// The stage whose ballots are taken now.
  private func checkOpen(_ proposal: ProposalRecord, at position: LogPosition) throws -> VotingStage {
    if let ending = proposal.milestones.stopped { throw AdmissionRefusal.stopped(ending) }
    guard !proposal.rules.course.isPlain || proposal.witnessing != nil || !proposal.held.isEmpty else {
      let schedule = proposal.schedule
      // Also where the log's clock was set back since: what was carried out stays so, and so does its count.
      guard proposal.milestones.executed == nil else {
        throw AdmissionRefusal.closed(closed: schedule.closes)
      }
      guard position.received >= schedule.opens else {
        throw AdmissionRefusal.notOpen(opens: schedule.opens)
      }
      guard position.received < schedule.closes else {
        throw AdmissionRefusal.closed(closed: schedule.closes)
      }
      return proposal.firstStage
    }
    let decision = try decision(on: proposal, at: position.received)
    // Whatever the witnesses say: the operator does not take in what comes later than even they would let count.
    let latest = proposal.witnessing.map { decision.schedule.closes + $0.rules.grace } ?? .latest
    guard decision.takesBallots, position.received < latest else {
      if let ending = decision.ending, decision.state == .canceled { throw AdmissionRefusal.stopped(ending) }
      throw decision.state == .pending
        ? AdmissionRefusal.notOpen(
          opens: decision.schedule.opens,
          proposal.witnessing.map { $0.seen == nil } ?? false ? .witnessing : decision.phase)
        : AdmissionRefusal.closed(closed: decision.decided ?? decision.schedule.closes)
    }
    return try stage(of: proposal, as: decision)
  }

  /// Every word a wallet showed must be the record's, and every hash the frozen one.
  func checkWords(
    _ ballot: Ballot, of proposal: ProposalRecord, in stage: VotingStage
  ) throws {
    guard ballot.proposal == proposal.display else {
      throw AdmissionRefusal.displayMismatch(field: "proposal")
    }
    guard ballot.title.isSpelt(like: proposal.title) else {
      throw AdmissionRefusal.displayMismatch(field: "title")
    }
    guard stage.rules.houses.contains(where: { $0.name.isSpelt(like: ballot.house) }) else {
      throw AdmissionRefusal.houseUnknown(ballot.house)
    }
    guard ballot.electoratesHash == proposal.electoratesHash else {
      throw AdmissionRefusal.electorateMismatch
    }
    guard ballot.rulesHash == stage.rulesHash else { throw AdmissionRefusal.rulesMismatch }
    guard let selection = selection(ballot.choice, house: ballot.house, in: stage) else {
      throw AdmissionRefusal.choiceUnknown(ballot.choice)
    }
    guard ballot.selectionHash == selection else { throw AdmissionRefusal.selectionMismatch }
  }

  /// Somebody with power in the house, or to whom power is lent.
  func checkEligible(
    _ voter: AccountKey, house name: String, for proposal: ProposalRecord, in stage: VotingStage
  ) throws {
    guard let house = stage.rules.houses.first(where: { $0.name == name }),
      let electorate = proposal.electorates[name]
    else { throw AdmissionRefusal.houseUnknown(name) }
    let voters = try voters(of: house, on: proposal)
    let holding = try voters.rows.holding(of: voter)
    let instant = proposal.reads(house)
    if let holding, try voters.rows.power(of: holding, by: voters.house.power, at: instant) > .zero { return }
    // A validator votes with what others have staked with it.
    if case .validators = proposal.rules.delegation.mode, holding?.validator?.isBonded == true { return }
    if try isLentPower(voter, on: proposal) { return }
    if holding == nil, let newest = try self.electorate(series: house.series),
      newest.index != electorate.index,
      try self.rows(of: newest)?.holding(of: voter) != nil
    {
      throw AdmissionRefusal.notInSnapshot(voter)
    }
    throw AdmissionRefusal.notEligible(voter)
  }
}
