internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import TransparencyLog
internal import Voting

extension LedgerView {
  /// Takes in a ballot that a drop-box held by the close, in the window between the close and the final count.
  func admit(
    _ boxed: BoxedBallot, seen: WitnessedCheckpoint?, at position: LogPosition
  ) throws -> [Change] {
    guard position.index > 0, try dao() != nil else { throw AdmissionRefusal.notFounded }
    let found = try judge(boxed, seen: seen)
    guard found.settled == nil else { throw DropBoxRefusal.settled }
    let record = BallotRecord(
      index: position.index, received: found.time, sequence: boxed.ballot.header.sequence,
      version: (found.counted?.version ?? 0) + 1, statement: boxed.statement,
      reasonHash: boxed.ballot.reasonHash, choice: boxed.ballot.choice)
    return [found.stage.boxed(record, of: boxed.ballot.header.signer, house: boxed.ballot.house)]
  }

  /// A ballot out of a drop-box that was there in time and is later than what counts of its voter.
  struct JudgedBox {
    let stage: VotingStage
    /// When voting in that stage was over.
    let closed: Timepoint
    /// When nothing could change any more which of its ballots count; `nil` while something can.
    let settled: Timepoint?
    /// By when witnesses had seen it in the box.
    let time: Timepoint
    /// The ballot that would count without it, if there is one.
    let counted: BallotRecord?
  }

  /// Everything but the question whether the window is still open.
  ///
  /// The instant of such a ballot is the one by which witnesses had seen it in the box. The ballot it names as replaced is
  /// not compared: an operator could make that false by taking an older ballot in at the last moment.
  func judge(_ boxed: BoxedBallot, seen: WitnessedCheckpoint?) throws -> JudgedBox {
    guard let dao = try dao() else { throw AdmissionRefusal.notFounded }
    guard let time = seen?.time else { throw WitnessingRefusal.timeless }
    let (ballot, voter) = (boxed.ballot, boxed.ballot.header.signer)
    guard let proposal = try proposal(ballot.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(ballot.proposalID)
    }
    guard let witnessing = proposal.witnessing, witnessing.rules.dropBoxes.contains(boxed.box.description)
    else { throw DropBoxRefusal.notNamed(boxed.box.name) }
    guard witnessing.rules.policy == boxed.policy else { throw DropBoxRefusal.otherPolicy(boxed.policy) }
    if proposal.milestones.vetoed != nil { throw AdmissionRefusal.stopped(.vetoed) }
    if proposal.milestones.withdrawn != nil { throw AdmissionRefusal.stopped(.withdrawn) }
    let stage = try stage(of: ballot, on: proposal)
    let shown = witnessing.stage(stage.number)
    guard shown?.cutoff != nil, let closed = shown?.closed else {
      throw shown?.settled == nil ? DropBoxRefusal.votingOpen : DropBoxRefusal.settled
    }
    guard time <= closed else { throw DropBoxRefusal.tooLate(seen: time, closed: closed) }
    try checkHeader(ballot.header, dao: dao, at: LogPosition(index: 0, received: time, previous: time))
    try checkWords(ballot, of: proposal, in: stage)
    let counted = try counted(voter, house: ballot.house, stage, on: proposal)
    guard counted?.statement != boxed.statement else { throw DropBoxRefusal.counted }
    try Self.checkSequence(ballot.header.sequence, after: counted?.sequence ?? 0)
    if counted == nil {
      try checkEligible(voter, house: ballot.house, for: proposal, in: stage)
    } else if stage.rules.ballot(in: ballot.house).fault(hasVoted: true) != nil {
      throw AdmissionRefusal.locked
    }
    return JudgedBox(
      stage: stage, closed: closed, settled: shown?.settled, time: time, counted: counted)
  }

  /// The stage that a ballot was signed for, of those that have begun; the last where it fits none.
  private func stage(of ballot: Ballot, on proposal: ProposalRecord) throws -> VotingStage {
    let isAlone = proposal.rules.course.stages.isEmpty
    let path = isAlone ? .first : try decision(on: proposal, at: .latest).path
    guard let stages = proposal.rules.stages(along: path) else { throw RecordFault.unreadable(.proposal) }
    let hashes = stages.enumerated().map { rulesHash($0.element, stage: $0.offset, of: proposal) }
    let number = hashes.firstIndex(of: ballot.rulesHash) ?? stages.count - 1
    return VotingStage(
      proposal: proposal.id, path: path.upTo(number), ballots: number, rules: stages[number],
      rulesHash: hashes[number], opens: proposal.begins)
  }
}
