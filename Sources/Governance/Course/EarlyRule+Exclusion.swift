internal import Voting

extension EarlyRule {
  /// Whether it follows from the tests that no count of single choices can fulfil both rules.
  ///
  /// It does where each has a bar over the same electorate for different options, and both bars together ask for more
  /// than everybody. Anything subtler is not proved, and therefore refused.
  func provablyExcludes(_ other: EarlyRule) -> Bool {
    when.contains { left in
      other.when.contains { right in
        guard let left = left as? ShareTest, let right = right as? ShareTest else { return false }
        return left.leavesNoRoom(for: right)
      }
    }
  }
}

extension ShareTest {
  /// Whether both bars together ask for more than the electorate has.
  fileprivate func leavesNoRoom(for other: ShareTest) -> Bool {
    guard house == other.house, whole == .electorate, other.whole == .electorate,
      case .options(let names) = part, case .options(let others) = other.part,
      Set(names).isDisjoint(with: others), bar.isExact, other.bar.isExact,
      let left = bar.share, let right = other.bar.share
    else { return false }
    // Denominators are at most 2^64, numerators no larger, so that each product may need 128 bits and the sum more.
    let whole = UInt256(product: UInt128(left.denominator), UInt128(right.denominator))
    let sum = UInt256(product: UInt128(left.numerator), UInt128(right.denominator))
      .addingReportingOverflow(UInt256(product: UInt128(right.numerator), UInt128(left.denominator)))
      .partialValue
    return sum > whole || (sum == whole && (bar.isStrict || other.bar.isStrict))
  }
}

extension Bar {
  /// Whether nothing but the share decides, and nothing is rounded.
  fileprivate var isExact: Bool { !isRoundedDown && !isCapped && !isInDecimals && !passesEmpty }
}
