/// How much a voter can cast: a whole number of the smallest unit of what is counted.
///
/// A token of 18 decimals and a supply of 10^15 needs 110 bits; sums are checked, never wrapped.
public struct Power: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number of smallest units.
  public let units: UInt128

  /// The given number of smallest units.
  public init(_ units: UInt128) { self.units = units }

  /// No power.
  public static let zero = Power(0)

  /// Less power comes first.
  public static func < (left: Power, right: Power) -> Bool { left.units < right.units }

  /// The sum of both.
  /// - Throws: `CountRefusal.overflow` from 2^128 on.
  public func adding(_ other: Power) throws(CountRefusal) -> Power {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    guard !overflow else { throw .overflow }
    return Power(sum)
  }

  /// How much this exceeds the other; zero where it does not.
  public func excess(over other: Power) -> Power { Power(units > other.units ? units - other.units : 0) }

  /// Decimal digits without separators.
  public var description: String { String(units) }
}

extension Power {
  /// How many parts of a whole divided into so many this is, rounded down: for people and pictures only, decisions
  /// compare exactly.
  ///
  /// Rounded in two steps, so that no product leaves 128 bits; zero where the whole is.
  package func share(of whole: Power, in parts: UInt32) -> UInt128 {
    guard whole > .zero else { return 0 }
    let scale = UInt128(parts)
    if units <= UInt128.max / scale { return units * scale / whole.units }
    return units / max(1, whole.units / scale)
  }

  /// `12.34 %`, rounded down; a dash where the whole is zero.
  package func percent(of whole: Power) -> String {
    guard whole > .zero else { return "–" }
    let (percent, hundredths) = share(of: whole, in: 10_000).quotientAndRemainder(dividingBy: 100)
    return "\(percent).\(hundredths < 10 ? "0" : "")\(hundredths) %"
  }
}

extension Sequence<Power> {
  /// The sum of all.
  /// - Throws: `CountRefusal.overflow` from 2^128 on.
  package func sum() throws(CountRefusal) -> Power {
    var total = Power.zero
    for power in self { total = try total.adding(power) }
    return total
  }
}
