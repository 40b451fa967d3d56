package import CanonicalEncoding
package import Governance
package import Signing

/// One stage of a proposal's voting: its rules, when it opens, and where its ballots stand.
package struct VotingStage: Sendable {
  package let proposal: Digest
  /// From 0.
  package let number: Int
  /// The stage among whose ballots its own stand: an earlier one where it keeps the ballots of that.
  package let ballots: Int
  package let rules: TrackRules
  /// What its ballots sign; zero where nobody asks.
  package let rulesHash: Digest
  /// When voting opens, before the question whether that instant counts.
  package let opens: Timepoint

  package init(
    proposal: Digest, number: Int, ballots: Int, rules: TrackRules, rulesHash: Digest = .zero,
    opens: Timepoint
  ) {
    self.proposal = proposal
    self.number = number
    self.ballots = ballots
    self.rules = rules
    self.rulesHash = rulesHash
    self.opens = opens
  }

  /// The first stage has its ballots under the plain name of the house, later ones under their number as well; a stage
  /// that keeps the ballots of another shares its place, so that a voter has one ballot for both.
  package func partition(house: String) -> ByteString {
    BallotRecord.partition(proposal, house: ballots == 0 ? house : "\(house)/\(ballots)")
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
