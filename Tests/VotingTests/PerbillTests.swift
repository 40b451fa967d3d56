import QuorateTesting
import Testing
import Voting

/// Parts per billion and signed numbers of nine decimals, as Substrate rounds them.
@Suite struct PerbillTests {
  @Test func `a part of a small whole is cut, and above it all`() {
    for whole in 1...60 {
      for part in 0...70 {
        let expected = part > whole ? 1_000_000_000 : part * 1_000_000_000 / whole
        #expect(Perbill(UInt128(part), of: UInt128(whole)).parts == UInt32(expected))
      }
    }
  }

  @Test func `a part of nothing is all, as Substrate has it`() {
    #expect(Perbill(0, of: 0) == .one && Perbill(5, of: 0) == .one)
    #expect(Perbill(.max, of: .max) == .one && Perbill(.max - 1, of: .max).parts == 999_999_999)
    #expect(Perbill(.max - 1, of: .max, rounding: .up) == .one)
    #expect(Perbill(0, of: .max) == .zero && Perbill(1, of: .max, rounding: .up).parts == 1)
  }

  @Test func `parts above one are refused, or cut where that is asked for`() {
    #expect(Perbill(parts: 1_000_000_000) == .one && Perbill(parts: 1_000_000_001) == nil)
    #expect(Perbill(saturating: .max) == .one)
  }

  @Test func `sums stop at one, differences at zero, products are cut`() throws {
    let (most, half) = (try #require(Perbill(parts: 999_999_999)), try #require(Perbill(parts: 500_000_000)))
    #expect(most.adding(half) == .one && half.subtracting(most) == .zero)
    #expect(most.multiplied(by: most).parts == 999_999_998)
    #expect(half.multiplied(by: half).parts == 250_000_000)
    #expect(most.complement.parts == 1 && most.times(.max) == .one && most.times(0) == .zero)
    #expect(most.wholeTimes(half) == 1 && most.wholeTimes(.zero) == nil)
    #expect(half.divided(by: most, rounding: .down).parts == 500_000_000)
    #expect(half.divided(by: most, rounding: .up).parts == 500_000_001)
    #expect(half.divided(by: .zero, rounding: .down) == .one)
  }

  @Test func `a share of any amount is the exact one, cut`() throws {
    var random = RepeatableNumbers(seed: 9)
    for _ in 0..<2000 {
      let share = Perbill(saturating: UInt128(random.below(1_000_000_001)))
      for amount in [random.wide(), .max, 0, 1] {
        let exact = mulDiv(amount, UInt128(share.parts), UInt128(Perbill.scale), rounding: .down)
        try Mismatch.unless(share.floor(of: amount) == exact, "\(share.parts) of \(amount)")
      }
    }
    #expect(Perbill.one.floor(of: .max) == .max)
  }

  @Test func `a share in lowest terms is cut to nine decimals`() throws {
    #expect(Perbill(try #require(Share("2/3"))).parts == 666_666_666)
    #expect(Perbill(try #require(Share("75%"))).parts == 750_000_000)
    #expect(Perbill(try #require(Share("100%"))) == .one)
  }

  // MARK: Signed numbers

  @Test func `signed quotients are rounded to the side that is asked for`() throws {
    let numbers: [Int64] = [-7, -3, -2, -1, 0, 1, 2, 3, 7, 1_000_000_000, -1_000_000_001, .max, .min]
    for left in numbers {
      for right in numbers {
        for direction in [FixedI64.Direction.low, .high, .nearestLow] { try check(left, right, direction) }
      }
    }
  }

  private func check(_ left: Int64, _ right: Int64, _ direction: FixedI64.Direction) throws {
    let quotient = FixedI64(units: left).divided(by: FixedI64(units: right), direction)
    guard right != 0 else { return try Mismatch.unless(quotient == nil, "\(left) ÷ 0") }
    // Both sides times the divisor, with its sign taken away.
    let sign: Int128 = right < 0 ? -1 : 1
    let (top, bottom) = (Int128(left) * 1_000_000_000 * sign, Int128(right) * sign)
    guard let quotient else {
      let isInside = top.magnitude / bottom.magnitude < UInt128(Int64.max)
      return try Mismatch.unless(!isInside, "\(left) ÷ \(right) has no answer")
    }
    let excess = top - Int128(quotient.units) * bottom
    let isRight =
      switch direction {
      case .low: 0 <= excess && excess < bottom
      case .high: -bottom < excess && excess <= 0
      case .nearestLow: -bottom < 2 * excess && 2 * excess <= bottom
      }
    try Mismatch.unless(isRight, "\(left) ÷ \(right) \(direction) is \(quotient.units)")
  }

  static let products: [(left: Int64, right: Int64, product: Int64)] = [
    (1, 500_000_000, 0), (-1, 500_000_000, -1), (3, 500_000_000, 1), (-3, 500_000_000, -2),
    (3, -500_000_000, -2), (-3, -500_000_000, 1), (1, 500_000_001, 1), (-1, 500_000_001, -1),
    (-1, 499_999_999, 0), (2_000_000_000, 3_000_000_000, 6_000_000_000), (Int64.max, 1_000_000_000, .max),
  ]

  @Test(arguments: products) func `a signed product goes to the nearest, and from the middle down`(
    _ row: (left: Int64, right: Int64, product: Int64)
  ) {
    let product = FixedI64(units: row.left).multiplied(by: FixedI64(units: row.right))
    #expect(product?.units == row.product)
  }

  @Test func `what leaves 64 bits has no value`() {
    let (most, least) = (FixedI64(units: .max), FixedI64(units: .min))
    #expect(most.adding(FixedI64(units: 1)) == nil && least.subtracting(FixedI64(units: 1)) == nil)
    #expect(least.negated == nil && most.negated?.units == -.max)
    #expect(most.multiplied(by: most) == nil && least.multiplied(by: most) == nil)
    #expect(most.divided(by: FixedI64(units: 1)) == nil && FixedI64(1, of: 0) == nil)
    #expect(FixedI64(.max, of: 1) == nil && FixedI64(.max, of: .max) == .one)
  }

  static let texts: [(text: String, units: Int64?)] = [
    ("0.03125", 31_250_000), ("0.0363306838226", 36_330_683), ("-0.9999999999", -999_999_999), ("-0", 0),
    ("9223372036.854775807", .max), ("9223372036.854775808", nil), ("-9223372036.854775807", -.max),
    ("12", 12_000_000_000), ("", nil), ("-", nil), (".5", nil), ("1.", nil), ("1e3", nil), ("1.2.3", nil),
    ("340282366920938463463374607431768211455", nil),
  ]

  @Test(arguments: texts) func `text is cut after nine decimals`(_ row: (text: String, units: Int64?)) {
    #expect(FixedI64(cutting: row.text)?.units == row.units)
  }

  @Test func `roots and shares`() {
    #expect(FixedI64(units: 4_000_000_000).squareRoot?.units == 2_000_000_000)
    #expect(FixedI64(units: 2_000_000_000).squareRoot?.units == 1_414_213_562)
    #expect(FixedI64(units: -1).squareRoot == nil && FixedI64.zero.squareRoot == .zero)
    #expect(FixedI64(units: -1).clamped == .zero && FixedI64(units: -1).share == nil)
    #expect(FixedI64(units: 1_000_000_001).clamped == .one && FixedI64(units: 1_000_000_001).share == nil)
    #expect(FixedI64.one.share == .one && FixedI64(units: .max).clamped == .one)
    #expect(FixedI64(2, of: 3)?.units == 666_666_667 && FixedI64(1, of: 2_000_000_000)?.units == 0)
  }
}
