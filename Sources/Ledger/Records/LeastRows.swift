internal import CanonicalEncoding
package import Signing
package import Voting

/// The rows of one electorate, each with the least power its account has in this and some other electorates.
///
/// An account that is missing in one of them has none. Each row is of the one asset `power`, in units of power.
package struct LeastRows: ElectorateRows {
  /// An electorate at one of the moments, with the source that is ready for it.
  struct Moment: Sendable {
    let rows: any ElectorateRows
    let source: any PowerSource

    func power(of holding: Holding, at instant: Timepoint) throws -> Power {
      try rows.power(of: holding, by: source, at: instant)
    }
  }

  /// What the rows are counted by.
  package static let source: any PowerSource = BalancePower(asset: asset)
  private static let asset = "power"

  private let first: Moment
  private let others: [Moment]
  private let instant: Timepoint

  /// - Parameters:
  ///   - first: The electorate whose rows are gone through.
  ///   - others: What limits them.
  ///   - instant: The instant at which holdings become power.
  init(_ first: Moment, _ others: [Moment], at instant: Timepoint) {
    self.first = first
    self.others = others
    self.instant = instant
  }

  package func holding(of account: AccountKey) throws -> Holding? {
    try first.rows.holding(of: account).map(least)
  }

  package func forEach(_ body: (Holding) throws -> Void) throws {
    try first.rows.forEach { try body(try least($0)) }
  }

  private func least(_ holding: Holding) throws -> Holding {
    var power = try first.power(of: holding, at: instant)
    for other in others where power > .zero {
      let limit =
        try other.rows.holding(of: holding.account).map { try other.power(of: $0, at: instant) } ?? .zero
      power = min(power, limit)
    }
    return Self.row(holding.account, power)
  }

  /// A row of so much power.
  static func row(_ account: AccountKey, _ power: Power) -> Holding {
    Holding(account: account, amounts: [.init(asset: asset, units: power.units)])
  }
}
