public import CanonicalEncoding

/// What has been recorded about a proposal besides its votes.
public struct Milestones: Hashable, Sendable {
  /// When its deposit was complete.
  public var funded: Timepoint?
  /// When a reviewer let it through.
  public var approved: Timepoint?
  /// When a place among the proposals under vote became free for it.
  public var started: Timepoint?
  /// When it was queued.
  public var queued: Timepoint?
  /// By how much guardians have put off its execution, taken together.
  public var postponed: Span = .zero
  /// When the council gave up its right to stop it, which ends the timelock.
  public var waived: Timepoint?
  /// By how much of that its execution has been put off since the timelock was ended.
  package var postponedSinceWaiver: Span = .zero
  /// When carrying it out was tried and failed.
  public var failed: Timepoint?
  /// When it was executed.
  public var executed: Timepoint?
  /// When its proposer withdrew it.
  public var withdrawn: Timepoint?
  /// When enough of the council had signed a veto.
  public var vetoed: Timepoint?
  /// When a reviewer turned it down.
  public var rejected: Timepoint?
  /// When a reviewer turned it down and its deposit is forfeit.
  public var slashed: Timepoint?

  /// Leaves no instant behind one.
  /// - Parameter keepsBeginning: Whether those from which a vote runs stay, since its clock does not go back.
  /// - Returns: Whether there was any.
  package mutating func bound(by instant: Timepoint, keepsBeginning: Bool = false) -> Bool {
    let before = self
    let beginning: [WritableKeyPath<Milestones, Timepoint?>] = [\.funded, \.approved, \.started]
    for path in Self.instants where !(keepsBeginning && beginning.contains(path)) {
      if let recorded = self[keyPath: path] { self[keyPath: path] = min(recorded, instant) }
    }
    return self != before
  }

  private static var instants: [WritableKeyPath<Milestones, Timepoint?>] {
    [
      \.funded, \.approved, \.started, \.queued, \.waived, \.failed, \.executed, \.withdrawn, \.vetoed,
      \.rejected,
      \.slashed,
    ]
  }

  /// Nothing recorded.
  public init() {}

  /// How it was stopped before its end, if it was.
  package var stopped: ProposalEnding? {
    if vetoed != nil { return .vetoed }
    if withdrawn != nil { return .withdrawn }
    if slashed != nil { return .slashed }
    return rejected != nil ? .rejected : nil
  }

  /// The first instant of execution of what was queued at an instant, with a timelock.
  package func executable(queued: Timepoint, timelock: Span, at now: Timepoint) -> Timepoint {
    let planned = queued + timelock + postponed
    guard let waived, waived <= now else { return planned }
    return min(planned, max(waived, queued) + postponedSinceWaiver)
  }

  /// Records what a guardian did, once.
  ///
  /// A postponement counts once and by the whole of its limit, so that a guardian cannot hold a proposal up by
  /// putting it off again and again. A waiver ends what is left to wait for, and is no hindrance to what is put off later.
  ///
  /// - Parameter executable: The first instant of execution as it stood, where it was queued.
  package mutating func record(_ rule: GuardianRule, at now: Timepoint, executable: Timepoint?) {
    switch rule.deed {
    case .approve: approved = approved ?? now
    case .reject: rejected = rejected ?? now
    case .slash: slashed = slashed ?? now
    case .veto: vetoed = vetoed ?? now
    case .waive:
      guard waived == nil || executable.map({ now < $0 }) ?? true else { return }
      (waived, postponedSinceWaiver) = (now, .zero)
    case .postpone:
      if waived != nil, rule.limit > postponed {
        let more = Span(milliseconds: rule.limit.milliseconds - postponed.milliseconds)
        postponedSinceWaiver = postponedSinceWaiver + more
      }
      postponed = max(postponed, rule.limit)
    case .queue, .execute, .cancel, .start: break
    }
  }
}
