/// Splits a power into whole units so that none is lost.
///
/// Each part is first its exact share rounded down; the units left over, fewer than there are parts, go one each
/// to the parts with the largest remainders, of equal remainders to the one that stands first. It is the method of
/// Hamilton and Hare for seats, used here for the units of one ballot, so that the order of ballots cannot matter.
enum LargestRemainder {
  /// The parts of a power in proportion to the weights, in their order; they add up to it exactly.
  ///
  /// - Parameter weights: Their sum is above zero and below 2^128, else nothing is split and the result is `nil`.
  /// - Complexity: O(n log n) in the weights.
  static func split(_ power: Power, by weights: [UInt128]) -> [Power]? {
    guard let sum = sum(of: weights), sum > 0 else { return nil }
    var parts: [UInt128] = []
    var remainders: [UInt128] = []
    var rest = power.units
    for weight in weights {
      // The quotient is at most the power, because no weight is above the sum: nothing overflows here, and what
      // the parts add up to stays at or below the power.
      let (quotient, remainder) = sum.dividingFullWidth(power.units.multipliedFullWidth(by: weight))
      parts.append(quotient)
      remainders.append(remainder)
      rest -= quotient
    }
    // The remainders add up to `rest` times the sum, and each is below the sum: rest < n.
    let order = weights.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    for index in order.prefix(Int(clamping: rest)) { parts[index] += 1 }
    return parts.map { Power($0) }
  }

  /// The sum of weights, or `nil` from 2^128 on.
  static func sum(of weights: [UInt128]) -> UInt128? {
    var sum: UInt128 = 0
    for weight in weights {
      let (larger, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else { return nil }
      sum = larger
    }
    return sum
  }
}
