package import CanonicalEncoding

/// Locked tokens that grow by a simple interest, as veNEAR does (House of Stake `VenearGrowthConfig::calculate` in
/// common/src/venear.rs and `PooledVenearBalance` in common/src/types.rs).
///
/// `amount + ⌊⌊amount⌋ · rate · time⌋`: what grows is the amount rounded down to a multiple of `grain` (a
/// milliNEAR), the rest is kept as it is; the rate is an exact ratio per nanosecond; time runs in whole `tick`s, both
/// ends rounded down (House of Stake: a second). Upstream refuses a growth that is not whole instead of rounding it
/// down.
package struct GrowthPower: LockPower {
  package static let name = "growth"
  package let asset: String
  /// What one unit grows by in a nanosecond.
  package let rate: Ratio
  /// Only multiples of so many units grow; never zero.
  package let grain: UInt128
  /// How often it grows, in milliseconds; never zero.
  package let tick: UInt64

  /// `nil` for a grain or a tick of nothing.
  package init?(asset: String, rate: Ratio, grain: UInt128 = 1, tick: Span = Span(milliseconds: 1000)) {
    guard grain > 0, tick > .zero else { return nil }
    self.asset = asset
    self.rate = rate
    self.grain = grain
    self.tick = tick.milliseconds
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    asset = try fields.asset()
    grain = fields.contains("grain") ? try fields.amount("grain") : 1
    guard grain > 0 else { throw fields.unexpected("grain", "at least 1") }
    rate = try fields.ratio("rate_per_ns")
    guard let tick = fields.contains("tick") ? Span(try fields.string("tick")) : Span(milliseconds: 1000),
      tick > .zero
    else { throw fields.unexpected("tick", "a length of time such as 1s") }
    self.tick = tick.milliseconds
  }

  package var json: JSONValue {
    .members([
      "asset": .string(asset), "grain": .string(String(grain)), "rate_per_ns": .string(rate.description),
      "source": .string(Self.name), "tick": .string(Span(milliseconds: tick).description),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard let from = lock.from, from < instant else { return Power(lock.stake) }
    let end = instant.milliseconds / tick * tick
    // Not before the tick of the start, which is not after that of the instant.
    let elapsed = UInt128(end - from.milliseconds / tick * tick) * 1_000_000
    let growing = lock.stake / grain * grain
    let (value, overflow) = UInt256(product: growing, rate.numerator).multipliedReportingOverflow(by: elapsed)
    guard !overflow,
      let growth = value.divided(by: UInt256(rate.denominator), rounding: .down).flatMap({
        UInt128(exactly: $0)
      })
    else { throw .overflow }
    return try Power(lock.stake).adding(Power(growth))
  }
}
