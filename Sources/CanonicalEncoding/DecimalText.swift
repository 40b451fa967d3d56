extension UInt128 {
  /// Reads decimal digits without sign, separator or leading zero; `nil` for anything else or from 2^128 on.
  ///
  /// - Complexity: O(1): at most 39 digits are looked at.
  public init?(decimal text: String) {
    guard text.utf8.count <= 39 else { return nil }
    self.init(decimal: Array(text.utf8)[...])
  }

  /// Reads the bytes of decimal digits without sign, separator or leading zero.
  package init?(decimal digits: ArraySlice<UInt8>) {
    guard 1...39 ~= digits.count, digits.count == 1 || digits.first != 0x30 else { return nil }
    // Eighteen digits always fit a word, whose multiplication is much cheaper.
    var (value, start): (UInt128, Int) = (0, digits.startIndex)
    while start < digits.endIndex {
      let end = Swift.min(start + 18, digits.endIndex)
      var (word, scale): (UInt64, UInt64) = (0, 1)
      for digit in digits[start..<end] {
        guard 0x30...0x39 ~= digit else { return nil }
        word = word &* 10 &+ UInt64(digit &- 0x30)
        scale = scale &* 10
      }
      let (product, overflow) = value.multipliedReportingOverflow(by: UInt128(scale))
      let (sum, carry) = product.addingReportingOverflow(UInt128(word))
      guard !overflow, !carry else { return nil }
      (value, start) = (sum, end)
    }
    self = value
  }
}
