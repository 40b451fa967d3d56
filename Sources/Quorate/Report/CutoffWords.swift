internal import CanonicalEncoding
internal import Governance
package import Ledger

/// What a reader must know of the time of a vote: which ballots came in time, as far as its witnesses have shown, one
/// sentence a stage; or how the operator's clock was set back meanwhile.
package struct CutoffWords {
  /// First to last; none for a vote of which there is nothing to say.
  package let sentences: [String]

  package init(_ proposal: ProposalRecord) {
    let stages = proposal.witnessing?.stages ?? []
    let corrections = proposal.held.map { held in
      "The log's clock was set back by entry \(held.index), from \(held.until.sentence) to "
        + "\(held.corrected.sentence): the vote goes on from what the clock had shown before."
    }
    let cutoffs: [String] = stages.enumerated().compactMap { number, stage in
      guard let cutoff = stage.cutoff, let closed = stage.closed else { return nil }
      let name = stages.count > 1 ? "Stage \(number + 1): ballots" : "Ballots"
      let isOpen = stage.settled == nil
      return
        "\(name) in front of entry \(cutoff) came in time: \(isOpen ? "so far, " : "")that much of the log "
        + "\(isOpen ? "is known to have been seen by witnesses" : "had witnesses seen") in time for the close at "
        + "\(closed.sentence)."
    }
    sentences = cutoffs + corrections
  }
}
