internal import CanonicalEncoding
internal import Governance
package import Ledger

/// The cut-offs of votes once more, from nothing but the checkpoints on record and the instants at which voting was over.
///
/// The ledger follows them checkpoint by checkpoint, beside the running sums. This is the same rule read the other way
/// round: what is the largest tree that witnesses had seen in time?
package struct CutoffCheck {
  /// In the order of the log.
  let seen: [SeenCheckpoint]

  /// - Parameter seen: In the order of the log.
  package init(seen: [SeenCheckpoint]) { self.seen = seen }

  /// The first stage of a proposal whose cut-off is not what the checkpoints say, in words; `nil` for none.
  /// - Complexity: O(stages × checkpoints).
  package func fault(in proposal: ProposalRecord) -> String? {
    guard let witnessing = proposal.witnessing else { return nil }
    let own = seen.filter { $0.policy == witnessing.rules.policy }
    // A stage is judged by what comes behind the checkpoint that showed the proposal, or settled the stage before.
    var begun = own.firstIndex { $0.size > proposal.index } ?? own.endIndex
    for (number, stage) in witnessing.stages.enumerated() {
      if number > 0, let settled = witnessing.stages[number - 1].settled {
        begun = own[begun...].firstIndex { $0.time >= settled } ?? own.endIndex
      }
      guard let cutoff = stage.cutoff, let closed = stage.closed else { continue }
      let expected = Self.cutoff(in: own, after: begun, closed: closed, witnessing.rules)
      guard expected != cutoff else { continue }
      return "\(proposal.display), stage \(number + 1): its ballots are cut off at entry \(cutoff), but the "
        + "checkpoints on record say \(expected)"
    }
    return nil
  }

  /// The largest size that was on record with the first checkpoint from after the close, or came later and had been seen
  /// within the grace.
  private static func cutoff(
    in seen: [SeenCheckpoint], after begun: Int, closed: Timepoint, _ rules: WitnessRules
  ) -> UInt64 {
    let late = closed + rules.grace
    let before = seen.prefix(begun + 1)
    var largest = before.map(\.size).max() ?? 0
    var newest = before.map(\.time).max() ?? .earliest
    var isOver = false
    for checkpoint in seen.dropFirst(begun + 1) {
      if isOver, checkpoint.time > late + rules.challenge { break }
      if !isOver || checkpoint.time <= late { largest = max(largest, checkpoint.size) }
      newest = max(newest, checkpoint.time)
      // Only what moves the witnesses' time on says that voting is over.
      isOver = isOver || (checkpoint.time == newest && newest >= closed)
    }
    return largest
  }
}
