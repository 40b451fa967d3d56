internal import CanonicalEncoding
internal import Governance
package import Signing
internal import Voting

extension VotingStage {
  /// Keeps a ballot out of a drop-box.
  func boxed(_ ballot: BallotRecord, of voter: AccountKey, house: String) -> Change {
    Change(RecordKey(.boxed, partition(house: house), voter.record), ballot.bytes)
  }
}

extension LedgerView {
  /// The ballots of a house that came out of drop-boxes; none in most votes.
  package func boxedBallots(_ stage: VotingStage, house: String) throws -> [AccountKey: BallotRecord] {
    var ballots: [AccountKey: BallotRecord] = [:]
    for row in try records.rows(.boxed, stage.partition(house: house)) {
      guard let voter = AccountKey(record: row.row) else { throw RecordFault.unreadable(.boxed) }
      ballots[voter] = try BallotRecord(bytes: row.value)
    }
    return ballots
  }

  /// Shows each voter of a house with the ballot that counts: of those in time the last, whether it came in by itself or
  /// out of a drop-box.
  ///
  /// What came out of boxes joins when nothing can move the cut-off any more, so that a change of that undoes nothing.
  package func forEachCounted(
    _ stage: VotingStage, house: String, on proposal: ProposalRecord,
    _ body: (AccountKey, BallotRecord) throws -> Void
  ) throws {
    let isSettled = proposal.witnessing?.stage(stage.number)?.settled != nil
    var boxed = isSettled ? try boxedBallots(stage, house: house) : [:]
    try forEachBallot(stage, house: house) { voter, newest in
      let own = try inTime(newest, of: voter, house: house, stage, on: proposal)
      guard let ballot = Self.last(own, boxed.removeValue(forKey: voter), by: stage.rules.ballot(in: house)),
        !ballot.isWithdrawn
      else { return }
      try body(voter, ballot)
    }
    for (voter, ballot) in boxed.sorted(by: { $0.key < $1.key }) where !ballot.isWithdrawn {
      try body(voter, ballot)
    }
  }

  /// The ballot of a voter that would count if nothing else came: in time, or out of a drop-box.
  func counted(
    _ voter: AccountKey, house: String, _ stage: VotingStage, on proposal: ProposalRecord
  ) throws -> BallotRecord? {
    let own = try ballot(stage.key(of: voter, house: house)).flatMap {
      try inTime($0, of: voter, house: house, stage, on: proposal)
    }
    let boxed = try records.value(RecordKey(.boxed, stage.partition(house: house), voter.record))
      .map { try BallotRecord(bytes: $0) }
    return Self.last(own, boxed, by: stage.rules.ballot(in: house))
  }

  /// The later of two ballots of one voter; where the first is final, that which came in by itself.
  private static func last(
    _ own: BallotRecord?, _ boxed: BallotRecord?, by rule: BallotRule
  ) -> BallotRecord? {
    guard let own, let boxed else { return own ?? boxed }
    return boxed.sequence > own.sequence && rule.isReplaceable ? boxed : own
  }

  /// The course of a stage on a track that keeps running sums once the ballots out of drop-boxes have joined them, at the
  /// close; `nil` where there are none.
  /// - Parameter proposal: As it is once the stage is settled.
  /// - Complexity: O(electorate + ballots + delegations) where there are such ballots, else O(houses).
  func joined(_ stage: VotingStage, of proposal: ProposalRecord) throws -> CourseState? {
    guard let close = proposal.witnessing?.stage(stage.number)?.closed,
      try stage.rules.houses.contains(where: { try !boxedBallots(stage, house: $0.name).isEmpty })
    else { return nil }
    let counts = try counts(in: stage, on: proposal)
    let states = try followedStages(of: proposal).states
    let state = stage.number < states.count ? states[stage.number] : nil
    var course = VotingCourse(
      stage.rules, opens: stage.opens, state: try state ?? start(stage, of: proposal, after: states))
    var lead: Choice?
    if let rule = stage.rules.course.absentees, let leader = rule.leader {
      lead = counts[rule.house]?.contributions.first { $0.voter == leader }?.choice
    }
    course.join(counts.mapValues(\.tally), lead: lead, by: close)
    return course.state
  }
}
