internal import CanonicalEncoding
internal import Governance

/// A stretch of the log that was ordered and timed under keys that count as stolen.
///
/// A thief cannot sign for members. He can put their statements in an order of his own, hold them back and choose the
/// instants, and so what was decided meanwhile rests on nobody.
package struct LogKeyDoubt: Hashable, Sendable {
  /// The first entry.
  package let from: UInt64
  /// The entry that brought other keys, which is the first one behind it.
  package let until: UInt64

  package init(from: UInt64, until: UInt64) {
    self.from = from
    self.until = until
  }

  /// Whether any of the entries of a span lies in it.
  package func touches(_ span: ClosedRange<UInt64>) -> Bool {
    span.lowerBound < until && span.upperBound >= from
  }

  /// Why a decision that touches it has no effect.
  package func sentence(about origin: Origin) -> String {
    "\(origin.display) was decided over \(words), under log keys that count as stolen: it must be decided again"
  }

  /// `entries 12 to 16`.
  package var words: String {
    until == from + 1 ? "entry \(from)" : "entries \(from) to \(until - 1)"
  }
}

extension LogKeyChain {
  /// The stretches in doubt, in order. A pair is doubted for what it signed itself, whenever it was lost.
  package var doubts: [LogKeyDoubt] {
    zip(periods, periods.dropFirst()).compactMap { period, next in
      guard let from = period.doubtedFrom else { return nil }
      let first = max(from, period.index)
      return first < next.index ? LogKeyDoubt(from: first, until: next.index) : nil
    }
  }
}

extension LedgerView {
  /// The stretch in doubt on which a decision rests, or `nil`.
  ///
  /// It rests on every entry from the proposal's to the one that gave it effect. Where its time is that of witnesses, they
  /// vouch for both order and time, and it rests on them.
  /// - Parameter origin: Of a decision; orders of a council are signed by people and rest on themselves.
  package func doubt(about origin: Origin) throws -> LogKeyDoubt? {
    guard let doubts = try logKeys()?.doubts, !doubts.isEmpty,
      let proposal = try proposal(number: origin.number)
    else { return nil }
    return Self.doubt(about: proposal, doneBy: origin.index, in: doubts)
  }

  /// The decisions that took effect and rest on a stretch in doubt, in order of their proposals.
  /// - Complexity: O(proposals) where there is such a stretch.
  package func decisionsInDoubt() throws -> [(proposal: ProposalRecord, doubt: LogKeyDoubt)] {
    guard let doubts = try logKeys()?.doubts, !doubts.isEmpty else { return [] }
    return try proposals().compactMap { proposal in
      guard let index = try execution(of: proposal),
        let doubt = Self.doubt(about: proposal, doneBy: index, in: doubts)
      else { return nil }
      return (proposal, doubt)
    }
  }

  private static func doubt(
    about proposal: ProposalRecord, doneBy index: UInt64, in doubts: [LogKeyDoubt]
  ) -> LogKeyDoubt? {
    guard proposal.witnessing?.settled == nil else { return nil }
    let span = min(proposal.index, index)...index
    return doubts.first { $0.touches(span) }
  }

  /// The entry that carried a proposal out, or `nil`.
  private func execution(of proposal: ProposalRecord) throws -> UInt64? {
    try signatures(of: .execute, on: proposal.id).first?.index
  }
}
