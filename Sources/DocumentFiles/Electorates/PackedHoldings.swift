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
  /// In pieces of one size, so that an array that grows is never held twice, and nobody has to say beforehand how many
  /// rows there are.
  private var plain: [[Plain]] = []
  private var plainCount = 0
  private var whole: [Holding] = []

  private static let pieceBits = 14

  var count: Int { plainCount + whole.count }

  mutating func append(_ holding: Holding) {
    if whole.isEmpty, holding.facts.isEmpty, holding.amounts.count == 1, let amount = holding.amounts.first,
      amount.asset == asset ?? amount.asset
    {
      asset = amount.asset
      if plainCount & (1 << Self.pieceBits - 1) == 0 {
        var piece: [Plain] = []
        // A short list takes no whole piece.
        if plainCount > 0 { piece.reserveCapacity(1 << Self.pieceBits) }
        plain.append(piece)
      }
      plain[plain.count - 1].append(Plain(account: holding.account, units: amount.units))
      plainCount += 1
    } else {
      if whole.isEmpty { whole = plain.joined().map(holding(of:)) }
      (plain, plainCount) = ([], 0)
      whole.append(holding)
    }
  }

  /// The account of a row.
  func account(_ row: Int) -> AccountKey { whole.isEmpty ? plainRow(row).account : whole[row].account }

  private func plainRow(_ row: Int) -> Plain { plain[row >> Self.pieceBits][row & (1 << Self.pieceBits - 1)] }

  /// A row.
  subscript(row: Int) -> Holding { whole.isEmpty ? holding(of: plainRow(row)) : whole[row] }

  private func holding(of row: Plain) -> Holding {
    Holding(account: row.account, amounts: [.init(asset: asset ?? "", units: row.units)])
  }
}
