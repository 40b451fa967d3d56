/// Where a proposal stands: exactly OpenZeppelin's eight states.
public enum ProposalState: String, CaseIterable, Sendable {
  /// Submitted; voting has not opened.
  case pending
  /// Voting is open.
  case active
  /// Stopped before execution, by its proposer or by a veto.
  case canceled
  /// Closed without passing.
  case defeated
  /// Passed; not queued yet.
  case succeeded
  /// Passed and queued; executable once the timelock has run out.
  case queued
  /// Not carried on in time: never reviewed, never decided, or passed and then left.
  case expired
  /// Took effect.
  case executed

  /// Whether nothing can change it any more.
  public var isFinal: Bool {
    switch self {
    case .canceled, .defeated, .expired, .executed: true
    case .pending, .active, .succeeded, .queued: false
    }
  }
}

/// Where within its state a proposal stands.
public enum ProposalPhase: String, CaseIterable, Sendable {
  /// Its deposit is being collected.
  case deposit
  /// A reviewer has to let it through.
  case review
  /// Let through; it waits for a place among the proposals under vote.
  case scheduled
  /// Waiting for voting to open.
  case waiting
  /// Ballots are taken.
  case voting
  /// It meets its bars and must go on meeting them for a while.
  case confirming
  /// No ballots are taken any more; the witnesses have yet to show which came in time.
  case witnessing
  /// Passed, to be queued.
  case passed
  /// Queued, the timelock runs.
  case timelock
  /// Queued, to be executed.
  case executable
  /// Carrying it out was tried and failed; it can be tried again until it lapses.
  case failed
  /// Over.
  case ended
}

/// How a proposal came to its end.
public enum ProposalEnding: String, Sendable {
  /// Its proposer withdrew it.
  case withdrawn
  /// The council stopped it.
  case vetoed
  /// A reviewer turned it down.
  case rejected
  /// A reviewer turned it down and its deposit is forfeit.
  case slashed
  /// Its deposit was not complete in time.
  case unfunded
  /// The voters removed it as one that should not have been put.
  case removed
  /// A test did not hold.
  case failedTest
  /// Nobody reviewed, decided, queued or executed it in time.
  case lapsed
  /// It took effect.
  case tookEffect

  /// Whether it ended by something besides the votes, so that no other votes would have changed it.
  package var isBesidesVotes: Bool {
    switch self {
    case .withdrawn, .vetoed, .rejected, .slashed, .unfunded: true
    case .removed, .failedTest, .lapsed, .tookEffect: false
    }
  }

  /// The same in words, behind the state.
  package var words: String {
    switch self {
    case .withdrawn: "its proposer withdrew it"
    case .vetoed: "the council vetoed it"
    case .rejected: "a reviewer turned it down"
    case .slashed: "a reviewer turned it down, and its deposit is forfeit"
    case .unfunded: "its deposit was not complete in time"
    case .removed: "the voters removed it"
    case .failedTest: "a test was not met"
    case .lapsed: "it was not carried on in time"
    case .tookEffect: "it took effect"
    }
  }
}
