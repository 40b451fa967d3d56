extension UInt128 {
  /// Reads decimal digits without sign, separator or leading zero; `nil` for anything else or from 2^128 on.
  ///
  /// - Complexity: O(1): at most 39 digits are looked at.
  public init?(decimal text: String) {
    let digits = text.utf8
    guard 1...39 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    guard digits.count == 1 || digits.first != 0x30, let value = UInt128(text) else { return nil }
    self = value
  }
}
