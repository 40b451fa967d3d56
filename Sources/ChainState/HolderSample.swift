package import CanonicalEncoding

/// A sample of holders in which each unit of power has the same chance to be looked at.
///
/// A list that invents a share *f* of its power is missed by *n* draws with a chance of (1 − f)^n, however the
/// invented power is spread over rows: many small rows hide no better than one large row.
package struct HolderSample: Hashable, Sendable {
  private static let tag = DomainTag("quorate/holder-sample/v1")
  /// More draws than anybody asks a node of a chain for.
  package static let limit = 10_000

  /// Places among all units, in order; some may be equal.
  package let places: [UInt128]

  /// So many draws, which follow from a seed.
  ///
  /// The seed must be chosen after the list is fixed and by whoever checks it: who knows it beforehand can doctor
  /// rows that will not be drawn.
  /// - Parameter total: All units of the list; none gives an empty sample.
  /// - Complexity: O(n log n).
  package init(draws: Int, of total: UInt128, seed: Digest) {
    guard total > 0 else {
      places = []
      return
    }
    let count = min(max(draws, 0), Self.limit)
    places = (0..<UInt64(count)).map { Self.place($0, of: total, seed) }.sorted()
  }

  /// A number below the total, each as likely as another: what would favour the first ones is drawn again.
  private static func place(_ draw: UInt64, of total: UInt128, _ seed: Digest) -> UInt128 {
    let excess = (UInt128.max % total + 1) % total
    var attempt: UInt64 = 0
    while true {
      var input: [UInt8] = []
      input.append(bigEndian: draw)
      input.append(bigEndian: attempt)
      let words = tag.digest(seed.bytes, input).words
      let number = UInt128(words.0) << 64 | UInt128(words.1)
      if number <= UInt128.max - excess { return number % total }
      attempt += 1
    }
  }

  /// The chance, in millionths and rounded up, that all draws miss a given share of invented power.
  /// - Parameter percent: That share, from 0 to 100.
  package func missed(percent: Int) -> Int {
    let scale: UInt128 = 1_000_000_000_000_000_000
    let kept = UInt128(100 - min(max(percent, 0), 100))
    let chance = places.reduce(scale) { chance, _ in (chance * kept + 99) / 100 }
    return Int((chance + scale / 1_000_000 - 1) / (scale / 1_000_000))
  }

  /// Walks rows in order and tells how many draws fall on each.
  package struct Walk {
    private let places: [UInt128]
    private var next = 0
    private var passed: UInt128 = 0

    package init(_ sample: HolderSample) { places = sample.places }

    /// How many draws fall on a row of so many units.
    package mutating func draws(on units: UInt128) -> Int {
      let (end, overflow) = passed.addingReportingOverflow(units)
      let first = next
      while next < places.count, overflow || places[next] < end { next += 1 }
      passed = overflow ? .max : end
      return next - first
    }
  }
}
