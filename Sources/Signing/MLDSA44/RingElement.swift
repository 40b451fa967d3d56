/// A polynomial of degree below 256 over the integers modulo q, reduced by X^256 + 1 (FIPS 204 §2.3), or its
/// transform; which of the two, its user knows.
struct RingElement: Hashable {
  /// The modulus: 2^23 − 2^13 + 1.
  static let modulus: UInt32 = 8_380_417

  /// 256 residues below the modulus, that of X^0 first.
  var coefficients: [UInt32]

  /// All residues zero.
  static let zero = RingElement(coefficients: [UInt32](repeating: 0, count: 256))

  static func + (left: RingElement, right: RingElement) -> RingElement {
    RingElement(coefficients: zip(left.coefficients, right.coefficients).map { sum($0, $1) })
  }

  static func - (left: RingElement, right: RingElement) -> RingElement {
    RingElement(coefficients: zip(left.coefficients, right.coefficients).map { difference($0, $1) })
  }

  /// The product of two transforms, residue by residue (FIPS 204 algorithm 45).
  static func * (left: RingElement, right: RingElement) -> RingElement {
    RingElement(coefficients: zip(left.coefficients, right.coefficients).map { product($0, $1) })
  }

  /// The number-theoretic transform (FIPS 204 algorithm 41).
  var transformed: RingElement {
    var w = coefficients
    var (next, length) = (1, 128)
    while length >= 1 {
      for start in stride(from: 0, to: 256, by: 2 * length) {
        let root = Self.roots[next]
        next += 1
        for j in start..<start + length {
          let t = Self.product(root, w[j + length])
          w[j + length] = Self.difference(w[j], t)
          w[j] = Self.sum(w[j], t)
        }
      }
      length /= 2
    }
    return RingElement(coefficients: w)
  }

  /// The polynomial of a transform (FIPS 204 algorithm 42).
  var untransformed: RingElement {
    var w = coefficients
    var (next, length) = (255, 1)
    while length < 256 {
      for start in stride(from: 0, to: 256, by: 2 * length) {
        let root = Self.modulus - Self.roots[next]
        next -= 1
        for j in start..<start + length {
          let t = w[j]
          w[j] = Self.sum(t, w[j + length])
          w[j + length] = Self.product(root, Self.difference(t, w[j + length]))
        }
      }
      length *= 2
    }
    // The inverse of 256.
    return RingElement(coefficients: w.map { Self.product($0, 8_347_681) })
  }

  /// The largest distance of a residue from zero, around the modulus.
  var norm: UInt32 { coefficients.reduce(0) { max($0, min($1, Self.modulus - $1)) } }

  private static func sum(_ left: UInt32, _ right: UInt32) -> UInt32 {
    let sum = left + right
    return sum >= modulus ? sum - modulus : sum
  }

  private static func difference(_ left: UInt32, _ right: UInt32) -> UInt32 {
    left >= right ? left - right : left + modulus - right
  }

  private static func product(_ left: UInt32, _ right: UInt32) -> UInt32 {
    UInt32(UInt64(left) * UInt64(right) % UInt64(modulus))
  }

  /// The powers of 1753, a root of unity of order 512, in the order of reversed bits (FIPS 204 appendix B).
  private static let roots: [UInt32] = (0..<256).map { index in
    var (exponent, power, base): (UInt8, UInt32, UInt32) = (0, 1, 1753)
    for bit in 0..<8 where index >> bit & 1 == 1 { exponent |= 0x80 >> UInt8(bit) }
    while exponent > 0 {
      if exponent & 1 == 1 { power = product(power, base) }
      base = product(base, base)
      exponent >>= 1
    }
    return power
  }
}
