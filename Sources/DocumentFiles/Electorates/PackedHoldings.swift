internal import Signing
internal import Voting

/// The rows of an electorate in little space.
///
/// Nearly every large electorate has one amount of one asset in each row; a row is then an account and a number, without
/// an array of its own. With the first row of another kind all of them are kept whole.
struct PackedHoldings: Sendable {
  private struct Plain: Sendable {
    let account: AccountKey
    let units: UInt128
  }

  private var asset: String?
  private var plain: [Plain] = []
  private var whole: [Holding] = []

  var count: Int { plain.count + whole.count }

  mutating func reserveCapacity(_ rows: Int) { plain.reserveCapacity(rows) }

  mutating func append(_ holding: Holding) {
    if whole.isEmpty, holding.facts.isEmpty, holding.amounts.count == 1, let amount = holding.amounts.first,
      amount.asset == asset ?? amount.asset
    {
      asset = amount.asset
      plain.append(Plain(account: holding.account, units: amount.units))
    } else {
      if whole.isEmpty { whole = plain.map(holding(of:)) }
      plain = []
      whole.append(holding)
    }
  }

  /// The account of a row.
  func account(_ row: Int) -> AccountKey { whole.isEmpty ? plain[row].account : whole[row].account }

  /// A row.
  subscript(row: Int) -> Holding { whole.isEmpty ? holding(of: plain[row]) : whole[row] }

  private func holding(of row: Plain) -> Holding {
    Holding(account: row.account, amounts: [.init(asset: asset ?? "", units: row.units)])
  }
}
