internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import TransparencyLog
internal import Voting

extension LedgerView {
  /// Takes in what witnesses have seen: it moves their time on, and settles what waited for it.
  func admit(
    _ entry: CheckpointEntry, seen: WitnessedCheckpoint?, at position: LogPosition
  ) throws -> [Change] {
    guard let dao = try dao() else { throw AdmissionRefusal.notFounded }
    guard let time = seen?.time else { throw WitnessingRefusal.timeless }
    let size = entry.checkpoint.size
    // Witnesses remember a log by its name: under another one they would cosign another history of it.
    guard entry.checkpoint.isOf(origin: dao.origin), let tree = position.tree, entry.begins(tree) else {
      throw WitnessingRefusal.notThisLog(size: size)
    }
    try logKeys()?.requireDelay(ofSize: size, seenBy: time)
    var waiting = try UnsettledIDs(UnsettledIDs.proposals, in: records)
    let proposals = try waiting.ids.compactMap { try proposal($0) }
      .filter { $0.witnessing?.rules.policy == entry.policy }
    let known = try witnessed(under: entry.policy)
    // A policy that was in use stays so: the timelocks of what was submitted under it still go by it.
    guard
      try known != nil || !proposals.isEmpty || roundsWait(for: entry.policy)
        || isNamed(entry.policy, at: position.received)
    else {
      throw WitnessingRefusal.policyNotNamed(entry.policy)
    }
    try checkClock(entry, time, known, at: position)
    var changes: [Change] = []
    var isTold = known.map { size > $0.size || time > $0.time } ?? true
    let isNewest = known.map { time >= $0.time } ?? true
    // A late line on a small tree takes nothing back that witnesses had seen before.
    let seenSize = isNewest ? max(size, known?.size ?? 0) : size
    // Whatever waits was judged by the larger size at that time.
    let isRepeated = known.map { time == $0.time && size <= $0.size } ?? false
    for proposal in proposals where !isRepeated {
      let step = WitnessStep(
        view: self, size: seenSize, time: time, previous: known?.time, isNewest: isNewest)
      let (settling, isOver) = try step.changes(to: proposal)
      isTold = isTold || !settling.isEmpty
      changes += settling
      if isOver { waiting.remove(proposal.id) }
    }
    let attesters = try attestersSeen(
      under: entry.policy, size: size, by: max(time, known?.time ?? time), at: position)
    let rounds = try roundsSeen(under: entry.policy, size, at: time, isNewest: isNewest)
    guard isTold || !attesters.isEmpty || !rounds.isEmpty else {
      throw WitnessingRefusal.nothingNew(size: size)
    }
    let log = WitnessedLog(
      size: max(size, known?.size ?? 0), time: max(time, known?.time ?? time), index: position.index)
    changes += attesters + rounds
    if entry.correctsTime { changes = try redating(at: position, besides: changes) }
    return changes + [Change(WitnessedLog.key(entry.policy), log.bytes), waiting.change]
  }

  private func isNamed(_ policy: Digest, at now: Timepoint) throws -> Bool {
    try charter(at: now)?.witnesses?.policy == policy
  }

  /// What was received cannot come after what witnesses had seen of it, nor long before; and a correction must
  /// correct something.
  private func checkClock(
    _ entry: CheckpointEntry, _ time: Timepoint, _ known: WitnessedLog?, at position: LogPosition
  ) throws {
    guard time <= position.received + StatementHeader.clockSkew else {
      throw WitnessingRefusal.clockBehind(log: position.received, witnesses: time)
    }
    let isAhead = position.previous > time + StatementHeader.clockSkew
    guard entry.correctsTime else {
      // Later evidence about earlier entries says nothing about the clock of now.
      let isNewest = known.map { time > $0.time } ?? true
      if isAhead, isNewest, entry.growth.isEmpty {
        throw WitnessingRefusal.clockAhead(log: position.previous, witnesses: time)
      }
      return
    }
    guard isAhead else { throw WitnessingRefusal.clockRight(log: position.previous, witnesses: time) }
    guard entry.growth.isEmpty, entry.checkpoint.size == position.index,
      time <= position.received, position.received < position.previous,
      known.map({ $0.time <= time }) ?? true
    else { throw WitnessingRefusal.correctionMisplaced }
  }

  /// The policy that a charter names must be there, and read.
  func checkPolicy(of charter: Charter) throws {
    guard let witnesses = charter.witnesses else { return }
    guard try documents.policy(witnesses.policy) != nil else {
      throw AdmissionRefusal.documentMissing(witnesses.policy)
    }
    for box in witnesses.dropBoxes { _ = try BoxedBallot.box(box) }
  }

  /// Puts a proposal among those that wait for witnesses, where its time is theirs.
  func waiting(for proposal: ProposalRecord) throws -> [Change] {
    guard proposal.witnessing != nil else { return [] }
    var waiting = try UnsettledIDs(UnsettledIDs.proposals, in: records)
    waiting.add(proposal.id)
    return [waiting.change]
  }

  /// The ballot of a voter that came in time: the newest, or where that came too late one it has replaced.
  func inTime(
    _ newest: BallotRecord, of voter: AccountKey, house: String, _ stage: VotingStage,
    on proposal: ProposalRecord
  ) throws -> BallotRecord? {
    guard let cutoff = proposal.witnessing?.stage(stage.number)?.cutoff, newest.index >= cutoff else {
      return newest
    }
    let former = try records.rows(.former, stage.formerPartition(of: voter, house: house))
      .filter { !$0.value.isEmpty }.map { try BallotRecord(bytes: $0.value) }
    return former.filter { $0.index < cutoff }.max { $0.index < $1.index }
  }
}
