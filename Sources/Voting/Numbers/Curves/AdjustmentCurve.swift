/// How strongly net votes move a delay, from none at 0 to all at 1; the review of Bittensor's governance.
package enum AdjustmentCurve: String, Hashable, Sendable, CaseIterable {
  /// In proportion to the net votes.
  case linear
  /// 1 − (1 − p)³: the first votes count most. The cube is rounded down at its ninth decimal, so the result up.
  case easeOut = "ease_out"

  /// The share of the way that a share of the net votes goes.
  package func applied(to progress: Perbill) -> Perbill {
    switch self {
    case .linear: return progress
    case .easeOut:
      let rest = UInt128(progress.complement.parts)
      let scale = UInt128(Perbill.scale)
      // A cube of 10^9 is far below 2^128.
      return Perbill(saturating: rest * rest * rest / scale / scale).complement
    }
  }
}

/// A delay that approval shortens and rejection lengthens, counted from the submission.
///
/// The review track of Bittensor's referenda: with no net votes the delay is the initial one, it vanishes at the
/// fast-track threshold and reaches the longest one at the threshold of cancelling. Shares are perbill, every
/// quotient and every product is rounded down.
package struct InterpolatedDelay: Hashable, Sendable {
  /// The delay without net votes.
  package let initial: UInt128
  /// The longest delay.
  package let longest: UInt128
  /// The net approval at which nothing is left of the delay.
  package let fastTrack: Perbill
  /// The net rejection at which the delay is longest.
  package let cancel: Perbill
  /// How net votes move it.
  package let curve: AdjustmentCurve

  /// A delay between nothing and the longest.
  package init(
    initial: UInt128, longest: UInt128, fastTrack: Perbill, cancel: Perbill, curve: AdjustmentCurve
  ) {
    self.initial = initial
    self.longest = longest
    self.fastTrack = fastTrack
    self.cancel = cancel
    self.curve = curve
  }

  /// The delay at these shares, in the unit of the initial one.
  package func delay(approval: Perbill, rejection: Perbill) -> UInt128 {
    if approval >= rejection {
      let progress = approval.subtracting(rejection).divided(by: fastTrack, rounding: .down)
      return curve.applied(to: progress).complement.floor(of: initial)
    }
    guard longest > initial else { return initial }
    let progress = rejection.subtracting(approval).divided(by: cancel, rounding: .down)
    // The extension is at most the longest delay less the initial one.
    return initial + curve.applied(to: progress).floor(of: longest - initial)
  }
}
