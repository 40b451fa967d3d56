internal import Governance
package import Ledger
package import Signing

extension Standing {
  /// The ballots that its counts are of, by house and voter: those of the stage it is in, as they stood then.
  ///
  /// - Parameter view: The records that it was made of.
  /// - Complexity: O(ballots).
  package func ballots<Store: Records, Files: Documents>(
    in view: LedgerView<Store, Files>
  ) throws -> [String: [AccountKey: BallotRecord]] {
    let stage = try view.stage(of: proposal, as: decision)
    var ballots: [String: [AccountKey: BallotRecord]] = [:]
    for house in rules.houses {
      var own: [AccountKey: BallotRecord] = [:]
      try view.forEachCounted(stage, house: house.name, on: proposal) { own[$0] = $1 }
      ballots[house.name] = own
    }
    return ballots
  }
}
