internal import CanonicalEncoding
internal import Signing
internal import Voting

/// The rows of an electorate, in which those who have voted have the power that they had when they voted.
///
/// Each row is of the one asset `power`, in units of power, as in `LeastRows`.
struct SeenRows: ElectorateRows {
  private let voters: [(account: AccountKey, power: Power)]
  private let others: LeastRows.Moment
  private let instant: Timepoint

  /// - Parameters:
  ///   - voters: Who has voted, in rising order of accounts, and what each had then.
  ///   - others: Where everybody else's power is read.
  ///   - instant: The instant at which their holdings become power.
  init(
    _ voters: [(account: AccountKey, power: Power)], _ others: LeastRows.Moment, at instant: Timepoint
  ) {
    self.voters = voters
    self.others = others
    self.instant = instant
  }

  func holding(of account: AccountKey) throws -> Holding? {
    var (low, high) = (0, voters.count)
    while low < high {
      let middle = (low + high) / 2
      if voters[middle].account < account { low = middle + 1 } else { high = middle }
    }
    if low < voters.count, voters[low].account == account { return LeastRows.row(account, voters[low].power) }
    return try others.rows.holding(of: account).map {
      LeastRows.row(account, try others.power(of: $0, at: instant))
    }
  }

  func forEach(_ body: (Holding) throws -> Void) throws {
    var next = 0
    try others.rows.forEach { holding in
      while next < voters.count, voters[next].account < holding.account {
        try body(LeastRows.row(voters[next].account, voters[next].power))
        next += 1
      }
      if next < voters.count, voters[next].account == holding.account {
        try body(LeastRows.row(holding.account, voters[next].power))
        next += 1
      } else {
        try body(LeastRows.row(holding.account, try others.power(of: holding, at: instant)))
      }
    }
    for voter in voters[next...] { try body(LeastRows.row(voter.account, voter.power)) }
  }
}
