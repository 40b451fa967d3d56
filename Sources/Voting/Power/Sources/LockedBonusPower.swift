package import CanonicalEncoding

/// Locked tokens with a bonus for the time they stay locked and for their age, as on the Internet Computer
/// (`Neuron::potential_voting_power` in rs/nns/governance/src/neuron/types.rs, `Neuron::voting_power` in
/// rs/sns/governance/src/neuron.rs).
///
/// With `s` the amount without fees, `d` the seconds left and `a` the seconds of age, each at most its `max`:
/// `x = s + ⌊s · d · p ÷ (100 · max)⌋`, then the same with `a` on `x`, then `⌊y · multiplier ÷ 100⌋`. Rounded down
/// after each bonus. A `max` of nothing gives no bonus. A lock with less than `least` left has no power (NNS: six
/// months). The contracts cut a power off at 2^64 − 1; compose with `capped` for that.
package struct LockedBonusPower: LockPower {
  package static let name = "locked-bonus"
  /// A lock that says no delay has none left, unless it says when it ends.
  package var needed: [Lock.PartName] { least > 0 ? [.delay] : [] }
  package let asset: String
  /// The bonus for the time left.
  package let delay: LockBonus
  /// The bonus for age.
  package let age: LockBonus
  /// The least time left that gives power, in seconds.
  package let least: UInt64

  package init(asset: String, delay: LockBonus, age: LockBonus, least: UInt64 = 0) {
    self.asset = asset
    self.delay = delay
    self.age = age
    self.least = least
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    asset = try fields.asset()
    delay = try LockBonus(parsing: try fields.value("delay"), of: "the bonus for delay")
    age = try LockBonus(parsing: try fields.value("age"), of: "the bonus for age")
    least = fields.contains("least") ? try fields.seconds("least") : 0
  }

  package var json: JSONValue {
    .members([
      "age": age.json, "asset": .string(asset), "delay": delay.json, "least": .span(seconds: least),
      "source": .string(Self.name),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    let left = lock.secondsLeft(at: instant)
    guard left >= least else { return .zero }
    let delayed = try delay.raised(lock.stake, after: left)
    let aged = try age.raised(delayed, after: lock.secondsOfAge(at: instant))
    guard let units = mulDiv(aged, UInt128(lock.multiplier), 100, rounding: .down) else { throw .overflow }
    return Power(units)
  }
}
