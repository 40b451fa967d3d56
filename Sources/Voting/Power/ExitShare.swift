/// What somebody who leaves takes along: a part of a balance by the shares and the loot that are burnt (Moloch v3,
/// `_ragequit` in contracts/Baal.sol).
///
/// `⌊(shares + loot) · balance ÷ supply⌋`, where the supply is all shares and all loot before burning.
package struct ExitShare: Hashable, Sendable {
  /// What is burnt.
  package let burnt: UInt128
  /// Everything there was.
  package let supply: UInt128

  /// `nil` where nothing exists, or more is burnt than there is.
  package init?(shares: UInt128, loot: UInt128, supply: UInt128) {
    let (burnt, overflow) = shares.addingReportingOverflow(loot)
    guard !overflow, burnt <= supply, supply > 0 else { return nil }
    self.burnt = burnt
    self.supply = supply
  }

  /// The part of a balance, rounded down; at most the balance.
  package func part(of balance: UInt128) -> UInt128 {
    mulDiv(burnt, balance, supply, rounding: .down) ?? balance
  }
}
