package import Ledger
package import Signing
package import Voting

/// An electorate held in memory.
package final class ElectorateTable: ElectorateRows, Sendable {
  private let rows: [Holding]
  private let positions: [AccountKey: Int]

  package init(_ base: any ElectorateRows) throws {
    var rows: [Holding] = []
    try base.forEach { rows.append($0) }
    self.rows = rows
    positions = Dictionary(rows.enumerated().map { ($1.account, $0) }) { first, _ in first }
  }

  package func holding(of account: AccountKey) -> Holding? { positions[account].map { rows[$0] } }

  package func forEach(_ body: (Holding) throws -> Void) throws { try rows.forEach(body) }
}
