internal import CanonicalEncoding
internal import Governance

/// What one witnessed checkpoint does to one proposal that waits for witnesses.
///
/// Every question is put to the course as it was before the first ballot that the witnesses have not seen, so that
/// a ballot put in behind their backs neither decides early nor moves the close.
struct WitnessStep<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  /// How many entries the witnesses had seen.
  let size: UInt64
  /// By when they had.
  let time: Timepoint
  /// By when they had seen the log before.
  let previous: Timepoint?
  /// Whether no earlier entry shows a later time.
  let isNewest: Bool

  /// What changes, and whether the proposal waits no longer.
  /// - Complexity: O(ballots since the witnessed checkpoint before).
  func changes(to proposal: ProposalRecord) throws -> (changes: [Change], isOver: Bool) {
    // What was stopped waits for nobody, whether or not they had seen it by then.
    guard var witnessing = proposal.witnessing, proposal.milestones.stopped == nil else { return ([], true) }
    guard witnessing.seen != nil else {
      guard size > proposal.index else { return ([], false) }
      witnessing.seen = time
      return ([keeping(witnessing, of: proposal)], false)
    }
    let trail = try CourseTrail(of: proposal.id, in: view.records)
    let seen = try trail.state(before: size)
    let decision = view.decide(proposal, try facts(of: proposal, seen), by: time)
    let isStopped = decision.state == .canceled && decision.ending != .removed
    if isStopped || proposal.milestones.executed != nil { return ([], true) }
    if let cutoff = witnessing.current.cutoff {
      return try after(cutoff, proposal, witnessing, trail, seen, decision)
    }
    guard isNewest, time >= decision.opens else { return ([], false) }
    if decision.decidedBy != nil {
      if seen == nil { return try settling(proposal, witnessing, trail, decision) }
      guard decision.takesBallots else { return (try cutting(proposal, witnessing, trail, decision), false) }
      return (try trail.clearing(before: size), false)
    }
    if let gap = silence(decision, witnessing) {
      return (try extending(proposal, witnessing, by: gap, trail), false)
    }
    guard let decided = decision.decided, decided <= time else {
      return (try trail.clearing(before: size), false)
    }
    return (try cutting(proposal, witnessing, trail, decision), false)
  }

  /// The sums as they stood when the witnesses looked.
  private func facts(of proposal: ProposalRecord, _ seen: CourseState?) throws -> CountFacts {
    guard proposal.rules.course.isOrdered else { return .none }
    guard let seen else { return try view.courseFacts(on: proposal, at: time) }
    let number = currentStage(of: proposal)
    var states = try view.followedStages(of: proposal).states
    guard states.indices.contains(number) else { throw RecordFault.unreadable(.course) }
    states[number] = seen
    return try view.courseFacts(on: proposal, states)
  }

  /// The number of the stage that is not settled.
  private func currentStage(of proposal: ProposalRecord) -> Int {
    max(proposal.witnessing?.stages.count ?? 1, 1) - 1
  }

  private func keeping(_ witnessing: ProposalWitnessing, of proposal: ProposalRecord) -> Change {
    var proposal = proposal
    proposal.witnessing = witnessing
    return Change(proposal.key, proposal.bytes)
  }

  /// The state of the stage that is not settled, with its key; `nil` before its first ballot.
  private func course(of proposal: ProposalRecord) throws -> (key: RecordKey, state: CourseState)? {
    let followed = try view.followedStages(of: proposal)
    let number = currentStage(of: proposal)
    guard number < followed.states.count, let state = followed.states[number] else { return nil }
    return (VotingStage.courseKey(of: proposal.id, at: followed.path.upTo(number)), state)
  }

  /// Nothing can change any more which ballots of the stage came in time; the next one begins, if one follows.
  private func settling(
    _ proposal: ProposalRecord, _ witnessing: ProposalWitnessing, _ trail: CourseTrail<Store>,
    _ decision: Decision
  ) throws -> (changes: [Change], isOver: Bool) {
    var (proposal, witnessing) = (proposal, witnessing)
    let number = currentStage(of: proposal)
    let cutoff = witnessing.current.cutoff
    witnessing.current.settled = time
    proposal.witnessing = witnessing
    guard proposal.rules.course.isOrdered else { return ([keeping(witnessing, of: proposal)], true) }
    let (facts, joined) = try joining(proposal, in: try view.stage(of: proposal, as: decision))
    guard view.decide(proposal, facts, by: time).stage > number else {
      return ([keeping(witnessing, of: proposal)] + joined, true)
    }
    witnessing.beginStage()
    // Where the next stage keeps ballots, it keeps those that count here.
    let former = try cutoff.map { try trail.takingBack(from: $0) } ?? []
    return (former + trail.emptied + joined + [keeping(witnessing, of: proposal)], false)
  }

  /// What a stage comes to with the ballots out of drop-boxes, and what they change.
  private func joining(
    _ proposal: ProposalRecord, in stage: VotingStage
  ) throws -> (facts: CountFacts, changes: [Change]) {
    guard let joined = try view.joined(stage, of: proposal) else {
      return (try view.courseFacts(on: proposal, at: time), [])
    }
    var states = try view.followedStages(of: proposal).states
    while states.count <= stage.number { states.append(nil) }
    states[stage.number] = joined
    return (
      try view.courseFacts(on: proposal, states),
      [Change(stage.courseKey, joined.json.canonicalBytes)]
    )
  }

  /// How long witnesses were silent, where that was too long: more than the charter's maximum while it was voted on,
  /// or over the close and its grace.
  private func silence(_ decision: Decision, _ witnessing: ProposalWitnessing) -> Span? {
    let closes = decision.decided ?? decision.confirms ?? decision.schedule.closes
    let since = max(previous ?? .earliest, witnessing.seen ?? .earliest)
    guard since < closes else { return nil }
    let gap = time.since(since)
    return gap > witnessing.rules.maxGap || time > closes + witnessing.rules.grace ? gap : nil
  }

  /// Votes go on by as much as the witnesses were silent.
  private func extending(
    _ proposal: ProposalRecord, _ witnessing: ProposalWitnessing, by gap: Span, _ trail: CourseTrail<Store>
  ) throws -> [Change] {
    var witnessing = witnessing
    witnessing.current.extended = witnessing.current.extended + gap
    var changes = try trail.clearing(before: size) + trail.extending(by: gap, from: size)
    if let (key, standing) = try course(of: proposal) {
      var state = standing
      state.extend(by: gap)
      changes.append(Change(key, state.json.canonicalBytes))
    }
    return changes + [keeping(witnessing, of: proposal)]
  }

  /// Ballots from the size on came too late; where sums were kept, they go back to before the first of them.
  private func cutting(
    _ proposal: ProposalRecord, _ witnessing: ProposalWitnessing, _ trail: CourseTrail<Store>,
    _ decision: Decision
  ) throws -> [Change] {
    var witnessing = witnessing
    witnessing.current.cutoff = size
    witnessing.current.closed = decision.decided ?? decision.schedule.closes
    var changes: [Change] = []
    if let seen = try trail.state(before: size), let (key, newest) = try course(of: proposal) {
      // Later evidence may show that some of them came in time after all.
      changes += try trail.adding(newest, before: .max)
      changes.append(Change(key, seen.json.canonicalBytes))
    }
    return changes + [keeping(witnessing, of: proposal)]
  }

  /// Evidence that comes after the cut-off was set: of a larger tree seen in time, or that it is too late for more.
  private func after(
    _ cutoff: UInt64, _ proposal: ProposalRecord, _ witnessing: ProposalWitnessing,
    _ trail: CourseTrail<Store>, _ seen: CourseState?, _ decision: Decision
  ) throws -> (changes: [Change], isOver: Bool) {
    let late = (witnessing.current.closed ?? .earliest) + witnessing.rules.grace
    guard time <= late else {
      let isOver = time > late + witnessing.rules.challenge
      return isOver ? try settling(proposal, witnessing, trail, decision) : ([], false)
    }
    guard size > cutoff else { return ([], false) }
    var witnessing = witnessing
    witnessing.current.cutoff = size
    var changes = [keeping(witnessing, of: proposal)]
    if var state = seen, let (key, standing) = try course(of: proposal) {
      // They count, but what is over is not opened again by them.
      state.deadline = standing.deadline
      changes.append(Change(key, state.json.canonicalBytes))
    }
    return (changes, false)
  }
}
