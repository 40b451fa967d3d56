public import CanonicalEncoding

/// What has been recorded about a proposal besides its votes.
public struct Milestones: Hashable, Sendable {
  /// When it was queued.
  public var queued: Timepoint?
  /// When it was executed.
  public var executed: Timepoint?
  /// When its proposer withdrew it.
  public var withdrawn: Timepoint?
  /// When enough of the council had signed a veto.
  public var vetoed: Timepoint?

  /// Nothing recorded.
  public init() {}
}
