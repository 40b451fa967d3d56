package import CanonicalEncoding
package import Governance
package import Signing

/// One stage of a proposal's voting: its rules, when it opens, and where its ballots stand.
package struct VotingStage: Sendable {
  package let proposal: Digest
  /// From 0.
  package let number: Int
  package let rules: TrackRules
  /// What its ballots sign; zero where nobody asks.
  package let rulesHash: Digest
  /// When voting opens, before the question whether that instant counts.
  package let opens: Timepoint

  package init(proposal: Digest, number: Int, rules: TrackRules, rulesHash: Digest = .zero, opens: Timepoint)
  {
    self.proposal = proposal
    self.number = number
    self.rules = rules
    self.rulesHash = rulesHash
    self.opens = opens
  }

  /// The first stage keeps its ballots under the plain name of the house, later ones under their number as well.
  package func partition(house: String) -> ByteString {
    BallotRecord.partition(proposal, house: number == 0 ? house : "\(house)/\(number)")
  }

  package func key(of voter: AccountKey, house: String) -> RecordKey {
    RecordKey(.ballot, partition(house: house), voter.record)
  }

  /// Where it stands what a voter's ballot carries, on tracks that keep the running sums.
  package func carriedKey(of voter: AccountKey, house: String) -> RecordKey {
    RecordKey(.carried, partition(house: house), voter.record)
  }

  /// Where the state of its course stands.
  package var courseKey: RecordKey {
    RecordKey(.course, ByteString(proposal.bytes), ByteString([UInt8(clamping: number)]))
  }
}
