package import CanonicalEncoding

/// What witnesses have made of one stage of a vote whose time is theirs.
package struct StageSettlement: Hashable, Sendable {
  /// By how much their silence has lengthened it.
  package let extended: Span
  /// When nothing could change any more which of its ballots came in time; `nil` while something can.
  package let settled: Timepoint?

  package init(extended: Span, settled: Timepoint?) {
    self.extended = extended
    self.settled = settled
  }

  /// A stage that witnesses have said nothing about.
  static let open = StageSettlement(extended: .zero, settled: nil)
}
