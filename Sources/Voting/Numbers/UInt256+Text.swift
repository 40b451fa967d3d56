extension UInt256: CustomStringConvertible {
  /// 10^38, the greatest power of ten below 2^128.
  private static let chunk: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000_000

  /// Decimal digits without separators.
  package var description: String {
    guard high > 0, let (rest, chunk) = quotientAndRemainder(dividingBy: Self.chunk) else {
      return String(low)
    }
    let digits = String(chunk)
    return rest.description + String(repeating: "0", count: 38 - digits.utf8.count) + digits
  }

  /// Reads decimal digits without sign, separator or leading zero; `nil` for anything else or from 2^256 on.
  ///
  /// - Complexity: O(1): at most 78 digits are looked at.
  package init?(decimal text: String) {
    guard 1...78 ~= text.utf8.count, text.utf8.count == 1 || text.utf8.first != 0x30 else { return nil }
    var value = UInt256.zero
    for digit in text.utf8 {
      guard 0x30...0x39 ~= digit else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10 as UInt128)
      let (sum, carry) = product.addingReportingOverflow(UInt256(UInt128(digit - 0x30)))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    self = value
  }
}
