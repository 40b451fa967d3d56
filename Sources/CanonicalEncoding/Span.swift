/// A length of time in milliseconds.
public struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// How many milliseconds.
  public let milliseconds: UInt64

  /// The given number of milliseconds.
  public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

  /// No time at all.
  public static let zero = Span(milliseconds: 0)

  /// Shorter comes first.
  public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }

  /// Both lengths together, at most the longest there is.
  package static func + (left: Span, right: Span) -> Span {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
    return Span(milliseconds: overflow ? .max : sum)
  }

  private static let units: [(name: String, milliseconds: UInt64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads a whole number with a unit, or several in falling order: `5d`, `36h`, `1d 12h`, `90s`, `250ms`.
  ///
  /// At most 400,000 days; more is `nil`, so that sums with an instant stay exact.
  public init?(_ text: String) {
    var total: UInt64 = 0
    var previous = UInt64.max
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard !parts.isEmpty else { return nil }
    for part in parts {
      let digits = part.utf8.prefix { 0x30...0x39 ~= $0 }
      let name = String(part.dropFirst(digits.count))
      guard !digits.isEmpty, digits.count <= 12, let amount = UInt64(String(part.prefix(digits.count))),
        let unit = Self.units.first(where: { $0.name == name }), unit.milliseconds < previous
      else { return nil }
      previous = unit.milliseconds
      let (product, overflow) = amount.multipliedReportingOverflow(by: unit.milliseconds)
      guard !overflow, product <= 34_560_000_000_000 else { return nil }
      total += product
    }
    guard total <= 34_560_000_000_000 else { return nil }
    milliseconds = total
  }

  /// The exact length in falling units: `5d`, `1d 12h`, `0s`.
  public var description: String {
    guard milliseconds > 0 else { return "0s" }
    var rest = milliseconds
    var parts: [String] = []
    for unit in Self.units where rest >= unit.milliseconds {
      parts.append("\(rest / unit.milliseconds)\(unit.name)")
      rest %= unit.milliseconds
    }
    return parts.joined(separator: " ")
  }

  /// The two largest units, rounded down: `2d 3h`. For sentences.
  public var brief: String { description.split(separator: " ").prefix(2).joined(separator: " ") }
}
