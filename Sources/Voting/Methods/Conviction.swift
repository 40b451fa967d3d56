/// How much longer a voter lets their capital be locked, for so many times its votes.
///
/// pallet-conviction-voting `Conviction`: without a lock a tenth of the capital, rounded down, so that less than
/// ten units have no vote at all; from there on one to six times it. Each step doubles the lock.
package enum Conviction: Int, CaseIterable, Sendable {
  case none, locked1x, locked2x, locked3x, locked4x, locked5x, locked6x

  /// The votes of some capital.
  /// - Throws: `CountRefusal.overflow`.
  package func votes(of capital: Power) throws(CountRefusal) -> Power {
    guard self != .none else { return Power(capital.units / 10) }
    let (votes, overflow) = capital.units.multipliedReportingOverflow(by: UInt128(rawValue))
    guard !overflow else { throw .overflow }
    return Power(votes)
  }

  /// How many locking periods the capital of a winning vote stays locked: 0, 1, 2, 4, 8, 16 or 32.
  package var lockPeriods: UInt64 { self == .none ? 0 : 1 << UInt64(rawValue - 1) }

  /// When capital is free again; the losing side's is free at once.
  ///
  /// - Parameters:
  ///   - end: When voting ended.
  ///   - period: The length of one locking period, in the unit of the end.
  /// - Returns: The first free instant, or `nil` where it does not fit 64 bits.
  package func release(after end: UInt64, period: UInt64) -> UInt64? {
    let (length, isLong) = period.multipliedReportingOverflow(by: lockPeriods)
    let (release, isLate) = end.addingReportingOverflow(length)
    return isLong || isLate ? nil : release
  }
}
