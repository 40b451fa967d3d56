package import CanonicalEncoding

/// A stretch of time; the end is outside.
package struct TimeStretch: Hashable, Sendable {
  package let from: Timepoint
  package let to: Timepoint

  package init(from: Timepoint, to: Timepoint) {
    self.from = from
    self.to = max(from, to)
  }
}

/// How much time pauses without a vote take, taken together.
package struct PauseTime: Sendable {
  private let stretches: [TimeStretch]

  /// Time in stretches that may overlap.
  package init(_ stretches: [TimeStretch]) { self.stretches = stretches.sorted { $0.from < $1.from } }

  /// The most of it that lies within any window of a length.
  ///
  /// Time that is covered twice counts once. No pause begins in the future, so from the newest beginning on everything is
  /// paused until the last end; the window that ends there holds the most.
  /// - Complexity: O(n log n) in the stretches, for their order.
  package func most(within length: Span) -> Span {
    guard let end = stretches.map(\.to).max() else { return .zero }
    return time(from: end - length, to: end)
  }

  /// How much of it lies between two instants.
  private func time(from: Timepoint, to: Timepoint) -> Span {
    var total: UInt64 = 0
    var covered = from
    for stretch in stretches {
      let (start, stop) = (max(stretch.from, covered), min(stretch.to, to))
      if stop > start {
        total += stop.since(start).milliseconds
        covered = stop
      }
    }
    return Span(milliseconds: total)
  }
}
