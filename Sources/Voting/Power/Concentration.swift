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
    for power in sorted where total > .zero && sum.units <= total.units / 2 {
      sum = try sum.adding(power)
      count += 1
    }
    majority = count
    giniNumerator = Self.gini(sorted, total: total)
  }

  /// The mean absolute difference over twice the mean: Σ (n + 1 − 2i) xᵢ / (n Σ x) for x from the largest down,
  /// i from 1. Exact for totals below 2^80; larger powers lose their lowest bits, so that no product of up to
  /// 2^24 holders leaves 128 bits.
  private static func gini(_ sorted: [Power], total: Power) -> UInt64 {
    let shift = max(0, 48 - total.units.leadingZeroBitCount)
    let whole = Int128(total.units >> shift) * Int128(sorted.count)
    guard whole > 0 else { return 0 }
    var weighted: Int128 = 0
    for (position, power) in sorted.enumerated() {
      weighted += Int128(sorted.count - 1 - 2 * position) * Int128(power.units >> shift)
    }
    return UInt64(clamping: max(0, weighted) * 1_000_000 / whole)
  }

  /// The Gini coefficient with three decimals.
  package var giniText: String {
    let digits = String(1000 + giniNumerator / 1000)
    return (giniNumerator >= 1_000_000 ? "1." : "0.") + digits.suffix(3)
  }
}
