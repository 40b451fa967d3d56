/// What voting is paid by, as an exact part of the supply for each day (NNS
/// `rewards_pool_to_distribute_in_supply_fraction_for_one_day` in rs/nns/governance/src/reward/calculation.rs).
///
/// A rate a year that falls from `first` to `last` along a parabola whose lowest point is at `days`, and stays there:
/// `(last + (first − last) · ((days − t) ÷ days)²) ÷ year`. NNS: from 10 % to 5 % within 2,922 days, of 365.25 a year.
/// Upstream computes in doubles, within 2^-50 of this.
package struct RewardRate: Sendable {
  /// The rate a year on day 0.
  package let first: Ratio
  /// The rate a year from `days` on; at most `first`.
  package let last: Ratio
  /// When the rate stops falling; from 1 to 2^20.
  package let days: UInt64
  /// The days of a year.
  package let year: Ratio
  /// What the whole is multiplied by (NNS since "Mission 70": 0.635).
  package let adjustment: Ratio

  /// `nil` for a rate that rises, a fall over no days or too many, and a year of nothing.
  package init?(first: Ratio, last: Ratio, days: UInt64, year: Ratio, adjustment: Ratio = .one) {
    let isFalling =
      UInt256(product: first.numerator, last.denominator)
      >= UInt256(product: last.numerator, first.denominator)
    guard isFalling, 1...(1 << 20) ~= days, year.numerator > 0 else { return nil }
    (self.first, self.last, self.days, self.year, self.adjustment) = (first, last, days, year, adjustment)
  }

  /// The part of the supply for one day, counted from 0.
  /// - Throws: `CountRefusal.overflow` where the exact ratio does not fit 128 bits over 128 bits.
  package func part(onDay day: UInt64) throws(CountRefusal) -> Ratio {
    let left = UInt128(days - min(day, days))
    let whole = UInt128(days)
    // Both squares are at most 2^40. The rate is (first · left² + last · (whole² − left²)) ÷ whole².
    guard let curve = Ratio(left * left, of: whole * whole),
      let rest = Ratio(whole * whole - left * left, of: whole * whole),
      let falling = first.times(curve), let staying = last.times(rest),
      let part = falling.plus(staying)?.divided(by: year)?.times(adjustment)
    else { throw .overflow }
    return part
  }
}
