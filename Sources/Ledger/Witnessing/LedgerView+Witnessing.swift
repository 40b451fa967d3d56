package import CanonicalEncoding
package import Governance
internal import Voting

extension LedgerView {
  /// How far witnesses under a policy have followed the log, or `nil`.
  package func witnessed(under policy: Digest) throws -> WitnessedLog? {
    try witnessedLogs[policy]
  }

  /// The instant that counts for a proposal: that of its witnesses, or the one asked about where it has none.
  ///
  /// Whoever asks by a clock that is behind the witnesses' is told what the record says all the same. At an instant before a
  /// stage was settled that the record shows to be settled, it would look like the last one.
  package func time(of proposal: ProposalRecord, at now: Timepoint) throws -> Timepoint {
    guard let witnessing = proposal.witnessing else { return now }
    return try witnessed(under: witnessing.rules.policy)?.time ?? .earliest
  }

  /// The instant up to which the vote on a proposal has been followed: it never goes back, whatever the clock does.
  func votingTime(of proposal: ProposalRecord, at now: Timepoint) throws -> Timepoint {
    proposal.held.followed(at: try time(of: proposal, at: now))
  }

  /// On whose word the time of a proposal rests.
  package func timeAssurance(of proposal: ProposalRecord) throws -> TimeAssurance {
    guard let witnessing = proposal.witnessing else { return .operator }
    return .witnessed(try witnessed(under: witnessing.rules.policy)?.time)
  }

  /// The policies by whose witnesses proposals and rounds go that are not over.
  /// - Complexity: O(proposals), and a count for each of them that was not carried out.
  package func policiesInUse(at now: Timepoint) throws -> Set<Digest> {
    let rounds = try UnsettledIDs(UnsettledIDs.rounds, in: records).ids
    var policies = Set(try rounds.compactMap { try round($0)?.witnessing?.policy })
    for proposal in try proposals() {
      guard let policy = proposal.witnessing?.rules.policy, !policies.contains(policy) else { continue }
      if try !decision(on: proposal, at: now).state.isFinal { policies.insert(policy) }
    }
    return policies
  }

  /// Whether a checkpoint of all entries would say something for the record: there are new entries, or a proposal goes
  /// by it. An idle log is not filled with the news that nothing is new.
  package func waitsForWitnesses(of policy: Digest, size: UInt64, at now: Timepoint) throws -> Bool {
    let inUse = try policiesInUse(at: now)
    if try inUse.contains(policy) || attestersWait(for: policy, at: now) { return true }
    guard try writtenCharter(at: now)?.witnesses?.policy == policy else { return false }
    return try witnessed(under: policy).map { size > $0.index + 1 } ?? true
  }

  /// Decides, by the witnesses' time where the proposal has witnesses.
  ///
  /// A vote that is over by their time stays open, without taking ballots, until nothing can change which of them
  /// came in time. So does one that was decided early, until witnesses have seen the ballots that did it.
  package func decide(
    on proposal: ProposalRecord, _ facts: CountFacts, at now: Timepoint
  ) throws -> Decision {
    let at = try time(of: proposal, at: now)
    let decision = decide(proposal, facts, by: at)
    guard let witnessing = proposal.witnessing else { return decision }
    guard witnessing.seen != nil || decision.state == .canceled else {
      // A submission that no witness has seen waits, whatever the time.
      return decide(proposal, facts, by: proposal.begins - Span(milliseconds: 1))
    }
    // What voters removed is decided like everything else; what was recorded stops it whatever witnesses say.
    let isStopped = decision.state == .canceled && decision.ending != .removed
    guard witnessing.stage(decision.stage)?.settled == nil, let decided = decision.decided, decided <= at,
      !isStopped
    else { return decision }
    // It can have been decided at the instant at which the stage before was settled.
    let begun = witnessing.stage(decision.stage - 1)?.settled ?? .earliest
    return decide(proposal, facts, by: max(decided - Span(milliseconds: 1), begun)).awaitingWitnesses
  }

  /// Decides by an instant as it is.
  func decide(_ proposal: ProposalRecord, _ facts: CountFacts, by now: Timepoint) -> Decision {
    Governance.decide(
      proposal.rules, submitted: proposal.begins, milestones: proposal.milestones, facts: facts,
      settlements: proposal.witnessing?.stages.map(\.settlement), held: proposal.held, at: now)
  }
}
