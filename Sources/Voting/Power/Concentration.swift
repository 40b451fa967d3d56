/// How unevenly power is spread, in exact numbers.
package struct Concentration: Sendable {
  /// All power.
  package let total: Power
  /// The power of the largest holder.
  package let largest: Power
  /// The power of the ten largest together.
  package let topTen: Power
  /// The least number of holders who together have more than half (the Nakamoto coefficient).
  package let majority: Int
  /// The Gini coefficient is this number of millionths, rounded down.
  package let giniNumerator: UInt64
  /// A million.
  package let giniDenominator: UInt64 = 1_000_000

  /// - Complexity: O(n log n).
  /// - Throws: `CountRefusal.overflow`.
  package init(_ powers: [Power]) throws(CountRefusal) {
    let sorted = powers.sorted(by: >)
    total = try sorted.sum()
    largest = sorted.first ?? .zero
    topTen = try sorted.prefix(10).sum()
    var sum = Power.zero
    var count = 0
    for power in sorted where sum.units <= total.units / 2 {
      sum = try sum.adding(power)
      count += 1
    }
    majority = count
    giniNumerator = Self.gini(sorted, total: total)
  }

  /// The mean absolute difference over twice the mean: Σ (n + 1 − 2i) xᵢ / (n Σ x) for x from the largest down,
  /// i from 1. Computed with powers scaled to 2^40 parts of the total, so that no product leaves 128 bits.
  private static func gini(_ sorted: [Power], total: Power) -> UInt64 {
    guard total > .zero else { return 0 }
    let count = Int64(sorted.count)
    var weighted: Int128 = 0
    for (position, power) in sorted.enumerated() {
      let scaled = scale(power.units, total.units)
      weighted += Int128(count + 1 - 2 * Int64(position + 1)) * Int128(scaled)
    }
    let whole = Int128(count) << 40
    return UInt64(clamping: max(0, weighted) * 1_000_000 / max(1, whole))
  }

  private static func scale(_ part: UInt128, _ whole: UInt128) -> UInt128 {
    let (high, low) = part.multipliedFullWidth(by: 1 << 40)
    return high >= whole ? 1 << 40 : whole.dividingFullWidth((high, low)).quotient
  }

  /// The Gini coefficient with three decimals.
  package var giniText: String {
    let digits = String(1000 + giniNumerator / 1000)
    return (giniNumerator >= 1_000_000 ? "1." : "0.") + digits.suffix(3)
  }
}
