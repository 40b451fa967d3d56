extension UInt256 {
  /// The greatest number whose square is not above this one: ⌊√n⌋.
  ///
  /// - Complexity: at most some ten divisions, by Newton's method.
  package var squareRoot: UInt128 {
    guard self > .zero else { return 0 }
    let width = (bitWidth + 1) / 2
    // Start at or above the root: from there each step falls until the root is reached.
    var root: UInt128 = width == 128 ? .max : 1 << UInt128(width)
    while let quotient = quotientAndRemainder(dividingBy: root)?.quotient {
      // At or below the root, and the only candidate that is, the quotient stops being less.
      guard quotient.high == 0, quotient.low < root else { break }
      root = quotient.low + (root - quotient.low) / 2
    }
    return root
  }
}

extension UInt128 {
  /// The greatest number whose square is not above this one: ⌊√n⌋.
  package var squareRoot: UInt128 { UInt256(self).squareRoot }
}
