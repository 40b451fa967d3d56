package import CanonicalEncoding
package import Governance
package import Signing

/// One stage of a proposal's voting: its rules, when it opens, and where its ballots stand.
///
/// An object, since every ballot is handed it.
package final class VotingStage: Sendable {
  package let proposal: Digest
  /// The way to it.
  package let path: StagePath
  /// From 0.
  package var number: Int { path.number }
  /// The stage among whose ballots its own stand: an earlier one where it keeps the ballots of that.
  package let ballots: Int
  package let rules: TrackRules
  /// What its ballots sign; zero where nobody asks.
  package let rulesHash: Digest
  /// When voting opens, before the question whether that instant counts.
  package let opens: Timepoint

  package init(
    proposal: Digest, path: StagePath, ballots: Int, rules: TrackRules, rulesHash: Digest = .zero,
    opens: Timepoint
  ) {
    self.proposal = proposal
    self.path = path
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

  /// Where ballots stand that a voter has replaced, on proposals whose time is witnessed.
  func formerPartition(of voter: AccountKey, house: String) -> ByteString {
    partition(house: house) + ByteString([0x00]) + voter.record
  }

  /// Keeps a ballot that is being replaced.
  func former(_ ballot: BallotRecord, of voter: AccountKey, house: String) -> Change {
    var row: [UInt8] = []
    row.append(bigEndian: ballot.index)
    return Change(
      RecordKey(.former, formerPartition(of: voter, house: house), ByteString(row)), ballot.bytes)
  }

  /// Where the state of its course stands.
  package var courseKey: RecordKey { Self.courseKey(of: proposal, at: path) }

  /// The row is the way to the stage: which stages a proposal went through is read off the rows.
  static func courseKey(of proposal: Digest, at path: StagePath) -> RecordKey {
    RecordKey(.course, ByteString(proposal.bytes), ByteString(path.bytes))
  }
}
