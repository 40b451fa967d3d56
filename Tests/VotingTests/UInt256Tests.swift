import QuorateTesting
import Testing
import Voting

/// Arithmetic of 256 bits beside arithmetic on decimal digits.
@Suite struct UInt256Tests {
  static let beyond = WideNumber(UInt256.max) + WideNumber(1)

  /// Numbers at which carries, borrows and estimates go wrong if they do.
  static let edges: [UInt256] = {
    let limbs: [UInt128] = [0, 1, UInt128(UInt64.max) + 1, 1 << 127, (1 << 127) - 1, .max]
    return limbs.flatMap { high in limbs.map { UInt256(high: high, low: $0) } }
  }()

  @Test func `every operation on small numbers is that of Int`() throws {
    for left in 0...40 {
      for right in 0...40 {
        let (first, second) = (UInt256(UInt128(left)), UInt256(UInt128(right)))
        #expect(first.addingReportingOverflow(second) == (UInt256(UInt128(left + right)), false))
        #expect(first.multipliedReportingOverflow(by: second) == (UInt256(UInt128(left * right)), false))
        let (difference, isNegative) = first.subtractingReportingOverflow(second)
        #expect(isNegative == (left < right))
        if left >= right { #expect(difference == UInt256(UInt128(left - right))) }
        #expect((first < second) == (left < right))
        if right > 0 {
          let division = try #require(first.quotientAndRemainder(dividingBy: second))
          #expect(division == (UInt256(UInt128(left / right)), UInt256(UInt128(left % right))))
        }
      }
    }
  }

  @Test func `sums, differences and products at the edges agree with arithmetic on digits`() throws {
    for left in Self.edges { for right in Self.edges { try checkRing(left, right) } }
  }

  @Test func `sums, differences and products of any numbers agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 256)
    for _ in 0..<500 { try checkRing(random.wider(), random.wider()) }
  }

  private func checkRing(_ left: UInt256, _ right: UInt256) throws {
    let (first, second) = (WideNumber(left), WideNumber(right))
    let what = "\(left), \(right)"
    try Mismatch.unless((left < right) == (first < second), "order of \(what)")
    try Mismatch.unless((left == right) == (first == second), "equality of \(what)")

    let sum = left.addingReportingOverflow(right)
    let wholeSum = WideNumber(sum.partialValue) + (sum.overflow ? Self.beyond : WideNumber(0))
    try Mismatch.unless(wholeSum == first + second, "sum of \(what)")

    let difference = left.subtractingReportingOverflow(right)
    try Mismatch.unless(difference.overflow == (first < second), "borrow of \(what)")
    let back = WideNumber(difference.partialValue) + second
    try Mismatch.unless(back == first + (difference.overflow ? Self.beyond : WideNumber(0)), "minus \(what)")

    let (high, low) = left.multipliedFullWidth(by: right)
    let product = first * second
    try Mismatch.unless(WideNumber(high) * Self.beyond + WideNumber(low) == product, "product of \(what)")
    let short = left.multipliedReportingOverflow(by: right)
    try Mismatch.unless(short.partialValue == low, "lower half of \(what)")
    try Mismatch.unless(short.overflow == (product >= Self.beyond), "overflow of \(what)")
    let byLimb = left.multipliedReportingOverflow(by: right.low)
    let limbProduct = left.multipliedFullWidth(by: UInt256(right.low))
    try Mismatch.unless(byLimb == (limbProduct.low, limbProduct.high > .zero), "product by limb of \(what)")
  }

  @Test func `quotients and remainders at the edges agree with arithmetic on digits`() throws {
    for left in Self.edges { for right in Self.edges { try checkDivision(left, right) } }
  }

  @Test func `quotients and remainders of any numbers agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 2560)
    for _ in 0..<400 {
      let divisor = random.wider()
      try checkDivision(random.wider(), divisor)
      // A dividend just below or at a multiple, where an estimate is off if it ever is.
      let (multiple, overflow) = divisor.multipliedReportingOverflow(by: random.wide())
      guard !overflow else { continue }
      try checkDivision(multiple, divisor)
      try checkDivision(multiple.subtractingReportingOverflow(UInt256(1)).partialValue, divisor)
    }
  }

  private func checkDivision(_ left: UInt256, _ right: UInt256) throws {
    guard let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right) else {
      return try Mismatch.unless(right == .zero, "\(left) ÷ \(right) has no answer")
    }
    let back = WideNumber(quotient) * WideNumber(right) + WideNumber(remainder)
    try Mismatch.unless(back == WideNumber(left) && remainder < right, "\(left) ÷ \(right)")
    if let divisor = UInt128(exactly: right) {
      let byLimb = left.quotientAndRemainder(dividingBy: divisor)
      try Mismatch.unless(byLimb?.quotient == quotient, "\(left) ÷ \(divisor)")
      try Mismatch.unless(byLimb.map { UInt256($0.remainder) } == remainder, "\(left) mod \(divisor)")
    }
  }

  @Test func `nothing is divided by zero`() {
    #expect(UInt256.max.quotientAndRemainder(dividingBy: UInt256.zero) == nil)
    #expect(UInt256.max.quotientAndRemainder(dividingBy: 0 as UInt128) == nil)
    #expect(UInt256.zero.divided(by: .zero, rounding: .up) == nil)
    #expect(UInt256.zero.multiplied(by: .zero, dividedBy: .zero, rounding: .up) == nil)
    #expect(UInt256.max.multiplied(by: .max, dividedBy: .zero, rounding: .up) == nil)
    for rounding in Rounding.allCases { #expect(mulDiv(0, 0, 0, rounding: rounding) == nil) }
  }

  // MARK: Roots

  @Test func `every square root below ten thousand is the greatest whose square fits`() {
    var root: UInt128 = 0
    for number in 0..<UInt128(10_000) {
      if (root + 1) * (root + 1) <= number { root += 1 }
      #expect(number.squareRoot == root)
    }
  }

  @Test func `a root squared is not above, and the next one is`() throws {
    var random = RepeatableNumbers(seed: 2)
    var numbers = Self.edges
    for _ in 0..<400 {
      numbers.append(random.wider())
      let root = random.wide()
      let square = UInt256(product: root, root)
      #expect(square.squareRoot == root)
      numbers += [square, square.subtractingReportingOverflow(UInt256(1)).partialValue]
      numbers.append(square.addingReportingOverflow(UInt256(1)).partialValue)
    }
    for number in numbers {
      let root = WideNumber(number.squareRoot)
      let next = root + WideNumber(1)
      try Mismatch.unless(root * root <= WideNumber(number) && WideNumber(number) < next * next, "√\(number)")
    }
    #expect(UInt128.max.squareRoot == UInt128(UInt64.max))
    #expect(UInt256.max.squareRoot == .max)
  }

  // MARK: Text

  @Test func `the text of a number has its digits and reads back`() throws {
    var random = RepeatableNumbers(seed: 10)
    let powers = (0...77).map { power in
      (0..<power).reduce(UInt256(1)) { value, _ in
        value.multipliedReportingOverflow(by: 10 as UInt128).partialValue
      }
    }
    let others = (0..<500).map { _ in random.wider() }
    for number in Self.edges + powers + others {
      #expect(number.description == WideNumber(number).text)
      #expect(UInt256(decimal: number.description) == number)
      #expect(UInt128(exactly: number) == (number.high == 0 ? number.low : nil))
    }
  }

  @Test(arguments: [
    "", "00", "01", "+1", "-1", " 1", "1 ", "1_000", "1.0", "1e3", "0x1", "٣",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "999999999999999999999999999999999999999999999999999999999999999999999999999999",
    "1000000000000000000000000000000000000000000000000000000000000000000000000000000",
  ]) func `any other text is no number of 256 bits`(_ text: String) {
    #expect(UInt256(decimal: text) == nil)
  }
}
