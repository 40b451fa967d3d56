package import CanonicalEncoding

/// Power that falls in a straight line to zero at the end of a lock (Ocean `contracts/ve/veOCEAN.vy`
/// `_checkpoint` and `balanceOf`, a fork of Curve's `VotingEscrow`).
///
/// `⌊amount ÷ max⌋ · (end − t)` in seconds, where the end is rounded down to a multiple of `step` since the
/// epoch. The slope is rounded down before it is multiplied, so an amount below `max` has no power at all. Before
/// the lock begins and from its end on it has none; a lock longer than `max` counts as one of `max`, which the
/// contract does not let anybody make.
package struct LockedDecayPower: LockPower {
  package static let name = "locked-decay"
  package var needed: [Lock.PartName] { [.until] }
  package let asset: String
  /// The longest lock, in seconds; never zero.
  package let max: UInt64
  /// What ends are rounded down to, in seconds; never zero.
  package let step: UInt64

  /// `nil` for a longest lock or a step of nothing.
  package init?(asset: String, max: UInt64, step: UInt64) {
    guard max > 0, step > 0 else { return nil }
    self.asset = asset
    self.max = max
    self.step = step
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    asset = try fields.asset()
    max = try fields.positiveSeconds("max")
    step = try fields.positiveSeconds("step")
  }

  package var json: JSONValue {
    .members([
      "asset": .string(asset), "max": .span(seconds: max), "source": .string(Self.name),
      "step": .span(seconds: step),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard case .at(let until) = lock.release, lock.from.map({ $0 <= instant }) ?? true else { return .zero }
    let end = until.milliseconds / 1000 / step * step
    let now = instant.milliseconds / 1000
    guard end > now else { return .zero }
    // The slope is at most amount ÷ max and the time at most max, so the product is at most the amount.
    let slope = lock.stake / UInt128(max)
    return Power(slope * UInt128(min(end - now, max)))
  }
}
