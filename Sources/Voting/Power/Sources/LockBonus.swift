internal import CanonicalEncoding

/// A bonus that grows with time: nothing at first, `percent` of the amount from `max` on.
package struct LockBonus: Hashable, Sendable {
  /// When it is full, in seconds; zero for no bonus at all.
  package let max: UInt64
  /// The full bonus in percent of the amount.
  package let percent: UInt64

  /// `nil` for a time above 400,000 days, the longest span a charter can write, or above 1,000,000 percent; below
  /// them no product with the square of a time leaves 128 bits.
  package init?(max: UInt64, percent: UInt64) {
    guard max <= 34_560_000_000, percent <= 1_000_000 else { return nil }
    self.max = max
    self.percent = percent
  }

  /// Reads `{max: 2922d, percent: 100}`.
  init(parsing value: JSONValue, of subject: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: subject)
    guard let bonus = LockBonus(max: try fields.seconds("max"), percent: try fields.integer("percent")) else {
      throw fields.unexpected("percent", "at most 1,000,000")
    }
    try fields.finish()
    self = bonus
  }

  var json: JSONValue { .members(["max": .span(seconds: max), "percent": .integer(percent)]) }

  /// The time that counts.
  func counted(_ seconds: UInt64) -> UInt128 { UInt128(min(seconds, max)) }

  /// An amount with the bonus for a time, growing in a straight line, rounded down.
  func raised(_ amount: UInt128, after seconds: UInt64) throws(CountRefusal) -> UInt128 {
    guard max > 0 else { return amount }
    let numerator = counted(seconds) * UInt128(percent)
    guard let bonus = mulDiv(amount, numerator, 100 * UInt128(max), rounding: .down) else { throw .overflow }
    let (sum, overflow) = amount.addingReportingOverflow(bonus)
    guard !overflow else { throw .overflow }
    return sum
  }

  /// What to multiply by when a part of a whole is reached: 1 + part ÷ whole · percent ÷ 100, exactly; 1 for a
  /// whole of nothing. Whole and part are at most the square of a span.
  func factor(_ part: UInt128, of whole: UInt128) -> Ratio {
    Ratio(100 * whole + part * UInt128(percent), of: 100 * whole) ?? .one
  }
}
