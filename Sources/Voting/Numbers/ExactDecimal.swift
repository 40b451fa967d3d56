internal import CanonicalEncoding

/// A number of at least zero exactly as it was written in decimal digits: no float stands between.
///
/// Where an outside system publishes stakes or scores as decimals, they are compared and summed as what they say.
package struct ExactDecimal: Hashable, Comparable, Sendable {
  /// The digits as a whole number, with no zero at the end behind the point.
  package let digits: UInt128
  /// How many of the digits stand behind the point.
  package let places: Int

  /// The most digits behind the point; 10^38 is the greatest power of ten below 2^128.
  package static let placesLimit = 38

  /// Nothing.
  package static let zero = ExactDecimal(whole: 0)

  /// A whole number.
  package init(whole: UInt128) { (digits, places) = (whole, 0) }

  /// Reads a number of JSON without sign, such as `12`, `0.34` or `1e-9`.
  ///
  /// - Returns: `nil` for anything else, and for a number that needs 2^128 or more of its last place or more than
  ///   38 places.
  package init?(_ text: String) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = mantissa.first, UInt128(decimal: String(whole)) != nil else { return nil }
    let fraction = mantissa.count == 2 ? mantissa[1] : "0"
    guard !fraction.isEmpty, fraction.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    var exponent = 0
    if parts.count == 2 {
      let isNegative = parts[1].hasPrefix("-")
      let magnitude = parts[1].hasPrefix("+") || isNegative ? parts[1].dropFirst() : parts[1]
      // A longer exponent only fits a zero, which nobody writes so.
      guard 1...4 ~= magnitude.utf8.count, magnitude.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
        let value = Int(magnitude)
      else { return nil }
      exponent = isNegative ? -value : value
    }
    self.init(digits: Array(whole.utf8) + Array(fraction.utf8), places: fraction.utf8.count - exponent)
  }

  private init?(digits: [UInt8], places: Int) {
    var (digits, places) = (digits[...].drop { $0 == 0x30 }, places)
    while digits.last == 0x30, places > 0 {
      digits.removeLast()
      places -= 1
    }
    guard !digits.isEmpty else {
      self = .zero
      return
    }
    guard -Self.placesLimit...Self.placesLimit ~= places else { return nil }
    digits += Array(repeating: 0x30, count: max(0, -places))
    guard let value = UInt128(decimal: digits) else { return nil }
    (self.digits, self.places) = (value, max(0, places))
  }

  /// The number in units of 10^-places; `nil` where it has more places or reaches 2^128 of them.
  package func units(places: Int) -> UInt128? {
    guard self.places...Self.placesLimit ~= places else { return nil }
    let (units, overflow) = digits.multipliedReportingOverflow(by: Self.power(places - self.places))
    return overflow ? nil : units
  }

  /// The order of numbers.
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    UInt256(product: left.digits, power(right.places)) < UInt256(product: right.digits, power(left.places))
  }

  /// A power of ten for at most 38 zeros.
  private static func power(_ zeros: Int) -> UInt128 { (0..<zeros).reduce(1) { power, _ in power * 10 } }
}
