/// Which shares of a fixed list of voters approved, rejected and said nothing, in parts per billion.
///
/// The tally of Bittensor's signed voting: one voter one vote, shares of the whole list and not of those who
/// voted, each rounded down by itself, so that together they can fall short of the whole. An empty list has abstained.
package struct VoterShares: Hashable, Sendable {
  /// The share that approved.
  package let approval: Perbill
  /// The share that rejected.
  package let rejection: Perbill
  /// The share that said nothing.
  package let abstention: Perbill

  /// The shares of so many votes on a list of so many voters.
  package init(ayes: UInt128, nays: UInt128, voters: UInt128) {
    guard voters > 0 else {
      (approval, rejection, abstention) = (.zero, .zero, .one)
      return
    }
    approval = Perbill(ayes, of: voters)
    rejection = Perbill(nays, of: voters)
    let silent = voters - min(ayes, voters)
    abstention = Perbill(silent - min(nays, silent), of: voters)
  }
}
