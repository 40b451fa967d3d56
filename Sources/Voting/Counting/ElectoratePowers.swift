package import CanonicalEncoding
package import Signing

/// Refuses rows that are not in strictly rising order of accounts, by their number.
struct RowOrder: Sendable {
  private var last: AccountKey?
  private var row = 0

  mutating func next(_ account: AccountKey) throws(CountRefusal) {
    row += 1
    if let last, !(last < account) { throw .electorateNotSorted(row: row) }
    last = account
  }
}

/// The power of every row of an electorate, in memory.
///
/// A count of standing ballots streams the rows and needs none of this; a count that follows ballots as they come
/// must find the power of any member at any time.
package struct ElectoratePowers: Sendable {
  package private(set) var accounts: [AccountKey] = []
  package private(set) var powers: [Power] = []
  /// The sum of all; below 2^128, so that sums of some of them are too.
  package private(set) var total = Power.zero
  private var order = RowOrder()

  package init() {}

  /// Adds the next row with what a source makes of it at an instant.
  package mutating func add(
    _ holding: Holding, by source: some PowerSource, at instant: Timepoint
  ) throws(CountRefusal) {
    try add(holding.account, source.power(of: holding, at: instant))
  }

  /// Adds the next row; rows come in strictly rising order of accounts.
  package mutating func add(_ account: AccountKey, _ power: Power) throws(CountRefusal) {
    try order.next(account)
    total = try total.adding(power)
    accounts.append(account)
    powers.append(power)
  }

  /// How many rows there are.
  package var count: Int { accounts.count }

  /// What of a whole is in no row, where it is known and not everybody who has a part of it.
  package func rest(of whole: Power) -> Power { whole.excess(over: total) }
}
