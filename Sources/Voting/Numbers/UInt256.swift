/// A whole number below 2^256: two limbs of 128 bits.
///
/// The product of two powers needs up to 256 bits; it is compared and divided at this width, never wrapped or
/// rounded. Every operation that can leave the range says so; none traps.
package struct UInt256: Hashable, Comparable, Sendable {
  /// The multiples of 2^128.
  package let high: UInt128
  /// The rest, below 2^128.
  package let low: UInt128

  /// `high` · 2^128 + `low`.
  package init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// The same number, wider.
  package init(_ value: UInt128) { self.init(high: 0, low: value) }

  /// The whole product of two numbers, which always fits.
  package init(product left: UInt128, _ right: UInt128) {
    (high, low) = left.multipliedFullWidth(by: right)
  }

  /// Nothing.
  package static let zero = UInt256(0)
  /// 2^256 − 1.
  package static let max = UInt256(high: .max, low: .max)

  /// The order of numbers.
  package static func < (left: UInt256, right: UInt256) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// Whether the number is odd.
  package var isOdd: Bool { low & 1 == 1 }

  /// How many bits the number needs; 0 for zero.
  package var bitWidth: Int {
    high > 0 ? 256 - high.leadingZeroBitCount : 128 - low.leadingZeroBitCount
  }

  /// The sum modulo 2^256, and whether that is not the sum.
  package func addingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
    let (low, carry) = self.low.addingReportingOverflow(other.low)
    let (sum, overflow) = high.addingReportingOverflow(other.high)
    let (high, overflowByCarry) = sum.addingReportingOverflow(carry ? 1 : 0)
    return (UInt256(high: high, low: low), overflow || overflowByCarry)
  }

  /// The difference modulo 2^256, and whether that is not the difference.
  package func subtractingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
    let (low, borrow) = self.low.subtractingReportingOverflow(other.low)
    let (difference, overflow) = high.subtractingReportingOverflow(other.high)
    let (high, overflowByBorrow) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
    return (UInt256(high: high, low: low), overflow || overflowByBorrow)
  }

  /// The product modulo 2^256, and whether that is not the product.
  package func multipliedReportingOverflow(by factor: UInt128) -> (partialValue: UInt256, overflow: Bool) {
    let first = low.multipliedFullWidth(by: factor)
    let (second, overflow) = high.multipliedReportingOverflow(by: factor)
    let (sum, carry) = second.addingReportingOverflow(first.high)
    return (UInt256(high: sum, low: first.low), overflow || carry)
  }

  /// The product modulo 2^256, and whether that is not the product.
  package func multipliedReportingOverflow(by factor: UInt256) -> (partialValue: UInt256, overflow: Bool) {
    let (first, overflow) = multipliedReportingOverflow(by: factor.low)
    let (second, overflowOfLow) = low.multipliedReportingOverflow(by: factor.high)
    let (sum, carry) = first.high.addingReportingOverflow(second)
    let isTooWide = high > 0 && factor.high > 0
    return (UInt256(high: sum, low: first.low), overflow || overflowOfLow || carry || isTooWide)
  }

  /// The whole product of two numbers: `high` · 2^256 + `low`.
  package func multipliedFullWidth(by factor: UInt256) -> (high: UInt256, low: UInt256) {
    let least = UInt256(product: low, factor.low)
    // A product of limbs is at most (2^128 − 1)^2, which leaves room for one more limb.
    let crossed = UInt256(product: low, factor.high).addingReportingOverflow(UInt256(least.high)).partialValue
    let (middle, carry) = crossed.addingReportingOverflow(UInt256(product: high, factor.low))
    // The whole product is below 2^512, so its upper half is below 2^256.
    let most = UInt256(product: high, factor.high)
      .addingReportingOverflow(UInt256(high: carry ? 1 : 0, low: middle.high)).partialValue
    return (most, UInt256(high: middle.low, low: least.low))
  }
}

extension UInt128 {
  /// The number, if it is below 2^128.
  package init?(exactly value: UInt256) {
    guard value.high == 0 else { return nil }
    self = value.low
  }
}
