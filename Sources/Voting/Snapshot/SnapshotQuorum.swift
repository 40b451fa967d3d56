/// What Snapshot compares with a proposal's quorum (`sx-monorepo`, `getProposalCurrentQuorum`). It displays it and
/// enforces nothing.
package enum SnapshotQuorum: Hashable, Sendable {
  /// All choices, and invalid ballots too.
  case total
  /// Only the second choice: the proposal is rejected where it reaches the quorum.
  case rejection
  /// The first and the third choice: for and abstain, as spaces on a chain count.
  case forAndAbstain
  /// Only the first choice.
  case forOnly

  /// The power that counts towards the quorum; a choice that is not there counts nothing.
  package func power(scores: [SnapshotDouble], total: SnapshotDouble) -> SnapshotDouble {
    func score(_ choice: Int) -> SnapshotDouble { scores.indices.contains(choice) ? scores[choice] : 0 }
    return switch self {
    case .total: total
    case .rejection: score(1)
    case .forAndAbstain: score(0) + score(2)
    case .forOnly: score(0)
    }
  }
}
