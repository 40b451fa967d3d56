package import CanonicalEncoding

/// A pause that counts by a file and is not in the log: it takes a council's time like any other.
package struct FiledPause: Hashable, Sendable {
  package let order: BrakeOrder
  /// When enough had signed it.
  package let from: Timepoint

  package init(_ order: BrakeOrder, from: Timepoint) {
    self.order = order
    self.from = from
  }

  package var time: TimeStretch? { TimeStretch(from: from, to: order.notAfter) }
}
