import QuorateTesting
import Testing
import Voting

/// Rounded quotients beside a slow count of which whole number is nearest.
@Suite struct RoundingTests {
  /// The whole number that a fraction is rounded to, found by trying all.
  static func reference(_ part: Int, _ whole: Int, _ rounding: Rounding) -> Int {
    let below = (0...part).last { $0 * whole <= part } ?? 0
    if below * whole == part { return below }
    let (toBelow, toAbove) = (part - below * whole, (below + 1) * whole - part)
    return switch rounding {
    case .down: below
    case .up: below + 1
    case .halfUp: toBelow < toAbove ? below : below + 1
    case .halfEven:
      toBelow == toAbove
        ? [below, below + 1].first { $0.isMultiple(of: 2) } ?? below
        : toBelow < toAbove ? below : below + 1
    }
  }

  @Test(arguments: Rounding.allCases) func `small quotients are rounded as counted`(_ rounding: Rounding) {
    for left in 0...18 {
      for right in 0...18 {
        for divisor in 1...18 {
          let expected = UInt128(Self.reference(left * right, divisor, rounding))
          let (first, second, third) = (UInt128(left), UInt128(right), UInt128(divisor))
          #expect(mulDiv(first, second, third, rounding: rounding) == expected)
          let wide = UInt256(first)
            .multiplied(by: UInt256(second), dividedBy: UInt256(third), rounding: rounding)
          #expect(wide == UInt256(expected))
        }
      }
    }
  }

  static let ties: [(part: UInt128, down: UInt128, up: UInt128, halfEven: UInt128, halfUp: UInt128)] = [
    (0, 0, 0, 0, 0), (1, 0, 1, 0, 1), (2, 1, 1, 1, 1), (3, 1, 2, 2, 2), (5, 2, 3, 2, 3), (7, 3, 4, 4, 4),
  ]

  @Test(arguments: ties) func `halves are rounded as the name says`(
    _ row: (part: UInt128, down: UInt128, up: UInt128, halfEven: UInt128, halfUp: UInt128)
  ) {
    #expect(mulDiv(row.part, 1, 2, rounding: .down) == row.down)
    #expect(mulDiv(row.part, 1, 2, rounding: .up) == row.up)
    #expect(mulDiv(row.part, 1, 2, rounding: .halfEven) == row.halfEven)
    #expect(mulDiv(row.part, 1, 2, rounding: .halfUp) == row.halfUp)
  }

  @Test func `a result out of range is no number`() {
    for rounding in Rounding.allCases {
      #expect(mulDiv(.max, .max, .max, rounding: rounding) == .max)
      #expect(mulDiv(.max, 2, 1, rounding: rounding) == nil)
      #expect(mulDiv(.max, .max, 1, rounding: rounding) == nil)
      #expect(mulDiv(.max, .max, .max - 1, rounding: rounding) == nil)
    }
    // 2^128 − 1 and nearly a whole unit more: inside the range only where it is rounded down.
    let half: UInt128 = 1 << 127
    for rounding in Rounding.allCases {
      #expect(mulDiv(.max - 1, half + 1, half, rounding: rounding) == (rounding == .down ? .max : nil))
    }
    #expect(UInt256.max.divided(by: UInt256(1), rounding: .up) == .max)
    #expect(UInt256.max.multiplied(by: .max, dividedBy: .max, rounding: .up) == .max)
    #expect(UInt256.max.multiplied(by: UInt256(2), dividedBy: UInt256(1), rounding: .down) == nil)
  }

  @Test func `rounded quotients of products of 512 bits agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 512)
    for _ in 0..<200 {
      let (left, right, divisor) = (random.wider(), random.wider(), random.wider())
      for rounding in Rounding.allCases { try check(left, right, divisor, rounding) }
    }
    let edges = [UInt256(0), UInt256(1), UInt256(3), UInt256(.max), UInt256(high: 1, low: 0), .max]
    for left in edges {
      for right in edges {
        for divisor in edges {
          for rounding in Rounding.allCases { try check(left, right, divisor, rounding) }
        }
      }
    }
  }

  private func check(_ left: UInt256, _ right: UInt256, _ divisor: UInt256, _ rounding: Rounding) throws {
    let product = WideNumber(left) * WideNumber(right)
    let whole = WideNumber(divisor)
    let what = "\(left) · \(right) ÷ \(divisor) \(rounding)"
    guard let result = left.multiplied(by: right, dividedBy: divisor, rounding: rounding) else {
      // Half a unit above the greatest number, or more, or rounded up from anything above it.
      let greatest = WideNumber(UInt256.max) * whole
      let isBeyond =
        switch rounding {
        case .down: product >= greatest + whole
        case .up: product > greatest
        case .halfUp, .halfEven: product + product >= greatest + greatest + whole
        }
      return try Mismatch.unless(divisor == .zero || isBeyond, "\(what) has no answer")
    }
    let back = WideNumber(result) * whole
    let isRight =
      switch rounding {
      case .down: back <= product && product < back + whole
      case .up: back >= product && back < product + whole
      case .halfUp: back + back <= product + product + whole && product + product < back + back + whole
      case .halfEven:
        result.isOdd
          ? back + back < product + product + whole && product + product < back + back + whole
          : back + back <= product + product + whole && product + product <= back + back + whole
      }
    try Mismatch.unless(isRight, what)
  }
}
