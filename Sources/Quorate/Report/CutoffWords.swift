internal import CanonicalEncoding
package import Ledger

/// Which ballots of a vote came in time, as far as its witnesses have shown: one sentence a stage.
package struct CutoffWords {
  /// First to last; none for a vote that goes by the operator's time, or is still going on.
  package let sentences: [String]

  package init(_ proposal: ProposalRecord) {
    let stages = proposal.witnessing?.stages ?? []
    sentences = stages.enumerated().compactMap { number, stage in
      guard let cutoff = stage.cutoff, let closed = stage.closed else { return nil }
      let name = stages.count > 1 ? "Stage \(number + 1): ballots" : "Ballots"
      let isOpen = stage.settled == nil
      return
        "\(name) in front of entry \(cutoff) came in time: \(isOpen ? "so far, " : "")that much of the log "
        + "\(isOpen ? "is known to have been seen by witnesses" : "had witnesses seen") in time for the close at "
        + "\(closed.sentence)."
    }
  }
}
