package import CanonicalEncoding

/// The power of each lock, less the longer its owner has not voted, followed or confirmed (NNS
/// `deciding_voting_power_adjustment_factor` in rs/nns/governance/src/governance.rs and
/// `potential_and_deciding_voting_power` in neuron/types.rs).
///
/// Whole until `start` after the last refresh, then in a straight line to nothing over `over`. The factor is an exact
/// ratio of whole seconds, and the product is rounded once; NNS rounds to the nearest, halves to even. A lock that was
/// never refreshed has no power.
package struct FreshPower: LockPower {
  package static let name = "fresh"
  /// How long power stays whole, in seconds.
  package let start: UInt64
  /// How long it takes to vanish from there, in seconds.
  package let over: UInt64
  package let rounding: Rounding
  package let inner: any LockPower

  package var asset: String { inner.asset }
  package var needed: [Lock.PartName] { inner.needed + [.refreshed] }

  package init(start: UInt64, over: UInt64, rounding: Rounding = .halfEven, of inner: any LockPower) {
    self.start = start
    self.over = over
    self.rounding = rounding
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    guard let inner = try fields.source("of", depth: depth) as? any LockPower else {
      throw fields.unexpected("of", "a source that gives each lock its own power")
    }
    self.inner = inner
    over = try fields.seconds("over")
    rounding = try fields.rounding(otherwise: .halfEven)
    start = try fields.seconds("start")
  }

  package var json: JSONValue {
    .members([
      "of": inner.json, "over": .span(seconds: over), "rounding": .string(rounding.name),
      "source": .string(Self.name), "start": .span(seconds: start),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard let refreshed = lock.refreshed else { return .zero }
    let whole = try inner.power(of: lock, at: instant)
    let (last, now) = (refreshed.milliseconds / 1000, instant.milliseconds / 1000)
    let since = now - min(last, now)
    guard since > start else { return whole }
    guard since - start < over else { return .zero }
    // Less than the whole is left, so the product stays below 2^128.
    let left = UInt128(over - (since - start))
    return Power(mulDiv(whole.units, left, UInt128(over), rounding: rounding) ?? whole.units)
  }
}
