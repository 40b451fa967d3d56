package import CanonicalEncoding
package import Governance
package import Ledger
internal import Signing
package import Voting

/// A proposal with its counts and the decision they lead to, at an instant.
package struct Standing: Sendable {
  package let proposal: ProposalRecord
  package let facts: CountFacts
  /// The counts of the stage it is in.
  package let counts: [String: Count]
  package let decision: Decision
  /// Ballots that were replaced by a later one of the same voter, by house; none where it is not named.
  package let replacedIn: [String: UInt64]
  /// The same in all houses together.
  package var replaced: UInt64 { replacedIn.values.reduce(0, +) }
  /// The rules of the stage it is in.
  package let rules: TrackRules
  /// The instant asked about.
  package let now: Timepoint
  /// On whose word its time rests.
  package let timeAssurance: TimeAssurance
  /// The end that what it adopted carries, or carried until it was confirmed; `nil` for none.
  package let lapse: Lapse?
  /// What its houses are counted by.
  package let electorates: [ReadElectorate]
  /// What was signed about it besides ballots and deposits, in the order of the log.
  package let acts: [ActSignature]
  /// When it came to its end, if it has: when it was executed, stopped or decided.
  package var ended: Timepoint? {
    guard decision.state.isFinal else { return nil }
    let milestones = proposal.milestones
    return switch decision.ending {
    case .tookEffect?: milestones.executed ?? decision.executable
    case .vetoed?: milestones.vetoed
    case .withdrawn?: milestones.withdrawn
    case .rejected?: milestones.rejected
    case .slashed?: milestones.slashed
    case .lapsed?, .unfunded?: nil
    case .failedTest?, .removed?, nil: decision.decided
    }
  }
  /// Whether its witnesses have yet to see that it was submitted.
  package var isUnseen: Bool { proposal.witnessing.map { $0.seen == nil } ?? false }

  /// Why the decision is what it is, by the time that the witnesses' silence left it.
  package var explanation: Explanation {
    Explanation(decision, under: proposal.timed(rules, stage: decision.stage), counts: counts)
  }

  /// Counts and decides.
  /// - Complexity: O(electorate + ballots).
  package init<Store: Records, Files: Documents>(
    _ proposal: ProposalRecord, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    self.proposal = proposal
    self.now = now
    facts = try view.facts(on: proposal)
    let decided = try view.decide(on: proposal, facts, at: now)
    rules = proposal.rules.stage(ofTrack: decided.track) ?? proposal.rules
    counts =
      decided.stage > facts.later.count
      ? try view.counts(in: view.stage(of: proposal, as: decided), on: proposal)
      : facts.stage(decided.stage).counts
    decision = decided.showing(counts.mapValues(\.tally), under: rules)
    timeAssurance = try view.timeAssurance(of: proposal)
    lapse = try proposal.rules.course.provision.flatMap { _ in
      try view.lapse(ofAdoptionBy: proposal.number)
    }
    replacedIn = try view.replacements(on: proposal)
    acts = try view.acts(on: proposal.id)
    electorates = try ReadElectorate.all(on: proposal, under: rules, in: view, decision)
  }
}
