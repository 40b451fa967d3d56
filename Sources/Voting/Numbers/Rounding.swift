/// What becomes of a quotient that is not whole. Values are never negative here.
package enum Rounding: Hashable, Sendable, CaseIterable {
  /// The whole number below: truncation.
  case down
  /// The whole number above.
  case up
  /// The nearer whole number, and of two equally near the even one ("banker's rounding").
  case halfEven
  /// The nearer whole number, and of two equally near the one above.
  case halfUp

  /// Whether a quotient with this remainder becomes the next whole number.
  ///
  /// - Parameters:
  ///   - remainder: What division left; less than the divisor.
  ///   - isOdd: Whether the whole quotient is odd.
  package func raises(isOdd: Bool, remainder: UInt256, of divisor: UInt256) -> Bool {
    if self == .down || remainder == .zero { return false }
    if self == .up { return true }
    // The remainder is less than the divisor, so this cannot fall below zero.
    let complement = divisor.subtractingReportingOverflow(remainder).partialValue
    if remainder == complement { return self == .halfUp || isOdd }
    return remainder > complement
  }
}
