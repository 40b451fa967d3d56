package import CanonicalEncoding
internal import Governance
internal import Signing
package import TransparencyLog

/// Builds the state of a DAO from its entries alone.
package struct Replay {
  /// What became of one entry.
  package enum Outcome: Sendable {
    /// It took effect.
    case effective(changes: Int)
    /// It has none, and every audit says so.
    case void(AdmissionRefusal)
  }

  package private(set) var view: LedgerView<MemoryRecords, AnyDocuments>
  /// How many entries have been replayed.
  package private(set) var size: UInt64 = 0
  /// When the last one was received.
  package private(set) var last = Timepoint(milliseconds: 0)

  package init(documents: some Documents) {
    view = LedgerView(records: MemoryRecords(), documents: AnyDocuments(documents))
  }

  /// The same state, for another history to go on from: neither learns what the other reads.
  package func branched() -> Replay {
    var branch = self
    branch.view = LedgerView(branching: view)
    return branch
  }

  /// Replays the next entry.
  ///
  /// An entry received before its predecessor is void and does not move the clock, unless it corrects that.
  ///
  /// - Parameter tree: The tree in front of the entry; without it a witnessed checkpoint has no effect.
  package mutating func apply(_ entry: VerifiedEntry, after tree: CompactRange? = nil) throws -> Outcome {
    let position = LogPosition(index: size, received: entry.received, previous: last, tree: tree)
    let result = try view.admit(entry, at: position)
    skip(received: entry.received)
    switch result {
    case .success(let changes):
      if entry.content.correctsTime { last = entry.received }
      for change in changes {
        view.records.apply(change)
        view.forget(change.key)
      }
      return .effective(changes: changes.count)
    case .failure(let refusal): return .void(refusal)
    }
  }

  /// Passes over an entry that does not read or whose signature does not hold.
  package mutating func skip(received: Timepoint? = nil) {
    size += 1
    if let received { last = max(last, received) }
  }
}
