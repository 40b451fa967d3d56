internal import Voting

extension Whole {
  /// The smallest change that would turn the result of a comparison around.
  ///
  /// - Parameters:
  ///   - part: The options that are compared.
  ///   - measured: What they have.
  ///   - required: The least part that passes against this whole.
  ///   - holds: Whether a part passes against a whole.
  func flip(
    of part: [String], measured: Power, in facts: TestFacts, required: Power,
    holds: (Power, Power) -> Bool
  ) -> TestResult.Flip {
    guard holds(measured, power(in: facts)) else {
      let least = Bisection.least { amount in
        let (sum, overflow) = measured.units.addingReportingOverflow(amount)
        guard !overflow, let first = part.first else { return nil }
        return power(in: facts, adding: amount, to: first).map { holds(Power(sum), $0) }
      }
      return least.map { .adding(Power($0), to: part) } ?? .nothing
    }
    // A vote for an option that the whole counts and the part does not weighs against the part.
    if let opponent = facts.options.first(where: { grows(with: $0) && !part.contains($0) }) {
      let least = Bisection.least { amount in
        power(in: facts, adding: amount, to: opponent).map { !holds(measured, $0) }
      }
      return least.map { .addingAgainst(Power($0)) } ?? .nothing
    }
    guard required > .zero else { return .nothing }
    return .removing(Power(measured.excess(over: required).units + 1), from: part)
  }

  /// Its power if so much more were cast for an option by members who have not voted; `nil` from 2^128 on.
  private func power(in facts: TestFacts, adding amount: UInt128, to option: String) -> Power? {
    let power = power(in: facts)
    if isRaisedToCast {
      let (cast, overflow) = facts.tally.cast.units.addingReportingOverflow(amount)
      return overflow ? nil : max(power, Power(cast))
    }
    guard grows(with: option) else { return power }
    let (sum, overflow) = power.units.addingReportingOverflow(amount)
    return overflow ? nil : Power(sum)
  }
}

/// The search for the smallest change that matters.
enum Bisection {
  /// The least amount from 1 on for which a condition holds that, once it holds, goes on holding; `nil` where there
  /// is none.
  ///
  /// - Parameter holds: Whether an amount is enough, or `nil` where it is too large to be tried.
  /// - Complexity: O(log of the amount), at most 256 trials.
  static func least(_ holds: (UInt128) -> Bool?) -> UInt128? {
    var high: UInt128 = 1
    var low: UInt128 = 0
    while true {
      guard let isEnough = holds(high) else { return least(above: low, below: high, holds) }
      if isEnough { break }
      low = high
      let (doubled, overflow) = high.multipliedReportingOverflow(by: 2)
      if overflow { return least(above: low, below: .max, holds) }
      high = doubled
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) == true { high = middle } else { low = middle }
    }
    return high
  }

  /// The same where the upper bound itself cannot be tried: the largest that can be is found first.
  private static func least(above low: UInt128, below limit: UInt128, _ holds: (UInt128) -> Bool?) -> UInt128?
  {
    var (low, untried) = (low, limit)
    while untried - low > 1 {
      let middle = low + (untried - low) / 2
      switch holds(middle) {
      case true?:
        var high = middle
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if holds(middle) == true { high = middle } else { low = middle }
        }
        return high
      case false?: low = middle
      case nil: untried = middle
      }
    }
    return nil
  }
}
