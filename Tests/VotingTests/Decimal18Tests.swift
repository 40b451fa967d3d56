import QuorateTesting
import Testing
import Voting

/// Numbers of eighteen decimals, as Cosmos SDK chains round them.
@Suite struct Decimal18Tests {
  static let read: [(text: String, units: UInt128)] = [
    ("0", 0), ("1", 1_000_000_000_000_000_000), ("0.334", 334_000_000_000_000_000),
    ("0.000000000000000001", 1), ("12.5", 12_500_000_000_000_000_000), ("0.0", 0),
    ("0.999999999999999999", 999_999_999_999_999_999),
  ]

  @Test(arguments: read) func `a decimal is read exactly and written with all its places`(
    _ row: (text: String, units: UInt128)
  ) throws {
    let number = try #require(Decimal18(row.text))
    #expect(number.units == UInt256(row.units))
    #expect(Decimal18(number.description) == number)
  }

  @Test func `the written form has eighteen decimals`() throws {
    #expect(try #require(Decimal18("0.334")).description == "0.334000000000000000")
    #expect(Decimal18(7).description == "7.000000000000000000")
    #expect(Decimal18(units: UInt256(1)).description == "0.000000000000000001")
  }

  @Test(arguments: [
    "", ".", "1.", ".5", "-1", "+1", "01", "00.1", "1e3", "0.0000000000000000001", "1.2.3", " 1", "1 ", "1,5",
    "0x1", "٣", "1._",
    "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
    "115792089237316195423570985008687907853269984665640564039458",
  ]) func `any other text is no decimal`(_ text: String) {
    #expect(Decimal18(text) == nil)
  }

  @Test func `the greatest decimal is read, and one unit more leaves the range`() throws {
    let text = "115792089237316195423570985008687907853269984665640564039457.584007913129639935"
    let greatest = try #require(Decimal18(text))
    #expect(greatest.units == .max && greatest.description == text && greatest.truncated == nil)
    #expect(throws: CountRefusal.overflow) { try greatest.adding(Decimal18(units: UInt256(1))) }
    #expect(throws: CountRefusal.overflow) { try greatest.multiplied(by: Decimal18(2)) }
    #expect(throws: CountRefusal.overflow) { try greatest.multiplied(byWhole: 2) }
    #expect(throws: CountRefusal.overflow) { try Decimal18.zero.subtracting(Decimal18(units: UInt256(1))) }
    #expect(try greatest.multiplied(by: .one) == greatest)
    #expect(Decimal18(.max).truncated == .max)
  }

  @Test func `nothing is divided by zero, and nothing traps`() {
    #expect(throws: CountRefusal.overflow) { try Decimal18.one.divided(by: .zero) }
    #expect(throws: CountRefusal.overflow) { try Decimal18.zero.divided(by: .zero) }
    #expect(throws: CountRefusal.overflow) { try Decimal18.one.divided(byWhole: 0) }
    #expect(throws: CountRefusal.overflow) {
      try Decimal18(units: .max).divided(by: Decimal18(units: UInt256(1)))
    }
  }

  // MARK: Rounding

  /// Units of two factors, and of their product rounded at the eighteenth decimal.
  static let products: [(left: UInt128, right: UInt128, product: UInt128)] = [
    (500_000_000, 1_000_000_000, 0), (1_500_000_000, 1_000_000_000, 2), (2_500_000_000, 1_000_000_000, 2),
    (3_500_000_000, 1_000_000_000, 4), (500_000_001, 1_000_000_000, 1), (1_499_999_999, 1_000_000_000, 1),
    (2_500_000_001, 1_000_000_000, 3), (999_999_999, 1_000_000_000, 1), (1, 1, 0),
  ]

  @Test(arguments: products) func `a product is rounded half to even`(
    _ row: (left: UInt128, right: UInt128, product: UInt128)
  ) throws {
    let (left, right) = (Decimal18(units: UInt256(row.left)), Decimal18(units: UInt256(row.right)))
    #expect(try left.multiplied(by: right).units == UInt256(row.product))
    #expect(try right.multiplied(by: left).units == UInt256(row.product))
  }

  static let quotients: [(part: UInt128, whole: UInt128, text: String)] = [
    (1, 3, "0.333333333333333333"), (2, 3, "0.666666666666666667"), (1, 7, "0.142857142857142857"),
    (5, 1, "5.000000000000000000"), (0, 9, "0.000000000000000000"),
    (1, 2_000_000_000_000_000_000, "0.000000000000000000"),
    (3, 2_000_000_000_000_000_000, "0.000000000000000002"),
    (5, 2_000_000_000_000_000_000, "0.000000000000000002"),
    (7, 2_000_000_000_000_000_000, "0.000000000000000004"),
  ]

  @Test(arguments: quotients) func `a quotient is rounded half to even`(
    _ row: (part: UInt128, whole: UInt128, text: String)
  ) throws {
    #expect(try Decimal18(row.part).divided(by: Decimal18(row.whole)).description == row.text)
  }

  @Test func `a quotient just above a half is cut to the half before it is rounded`() throws {
    // A half and 0.995 of the thirty-sixth decimal, which the cut takes away whole.
    let part = Decimal18(units: UInt256(100_000_000_000_000_000_199))
    let whole = Decimal18(200_000_000_000_000_000_000)
    #expect(try part.divided(by: whole) == .zero)
    // A little more, and the thirty-sixth decimal shows that it is above the half.
    #expect(try Decimal18(units: UInt256(100_000_000_000_000_000_200)).divided(by: whole).units == UInt256(1))
  }

  @Test func `a quotient by a whole number is cut`() throws {
    #expect(try Decimal18(2).divided(byWhole: 3).description == "0.666666666666666666")
    #expect(try Decimal18(units: UInt256(3)).divided(byWhole: 2).units == UInt256(1))
    #expect(try Decimal18(units: UInt256(3)).multiplied(byWhole: 5).units == UInt256(15))
  }

  @Test func `two thirds of three and a third of three are not exact`() throws {
    let third = try Decimal18(1).divided(by: Decimal18(3))
    let sum = try third.multiplied(byWhole: 3)
    #expect(sum < .one && sum.truncated == 0)
    #expect(try Decimal18.one.subtracting(sum).units == UInt256(1))
  }

  @Test func `products of any numbers agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 18)
    let scale = WideNumber(Decimal18.scale)
    for _ in 0..<500 {
      let (left, right) = (UInt256(random.wide()), UInt256(random.wide() >> 2))
      let product = WideNumber(left) * WideNumber(right)
      let result = try Decimal18(units: left).multiplied(by: Decimal18(units: right)).units
      let twice = WideNumber(result) * scale + WideNumber(result) * scale
      let (low, high) = (product + product, product + product + scale)
      // |2 · result · scale − 2 · product| ≤ scale, and where it is equal the result is even.
      try Mismatch.unless(twice <= high && low <= twice + scale, "\(left) · \(right)")
      let isTie = twice == high || low == twice + scale
      try Mismatch.unless(!isTie || !result.isOdd, "tie of \(left) · \(right)")
    }
  }
}
