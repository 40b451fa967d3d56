package import CanonicalEncoding
internal import Governance

/// A document in force that lapses unless it is confirmed.
package struct Unconfirmed: Hashable, Sendable {
  /// `charter 0x2bd1…`, or `protocol frontier 2`.
  package let name: String
  /// The charter that it is, if it is one.
  package let charter: Digest?
  /// The first instant at which it is no longer in force.
  package let lapses: Timepoint

  /// The name as people read it.
  package var shortName: String { charter.map { "charter \($0.short)" } ?? name }

  /// The name and the end.
  package var words: String { "\(name) lapses at \(lapses) unless it is confirmed" }
}

extension LedgerView {
  /// What is in force at an instant and not for good, the charter first.
  package func unconfirmed(at now: Timepoint) throws -> [Unconfirmed] {
    var found: [Unconfirmed] = []
    if let record = try charterRecord(at: now), let lapses = record.lapses {
      found.append(Unconfirmed(name: "charter \(record.charter)", charter: record.charter, lapses: lapses))
    }
    for record in try protocolsInForce(at: now) {
      guard let lapses = record.lapses else { continue }
      found.append(
        Unconfirmed(
          name: "protocol \(record.safety.id) \(record.safety.version)", charter: nil, lapses: lapses))
    }
    return found
  }

  /// The end that what a proposal adopted carries, or carried until it was confirmed; `nil` for none.
  /// - Complexity: O(charters and protocols that were ever adopted).
  package func lapse(ofAdoptionBy proposal: UInt64) throws -> Lapse? {
    if let record = try adoptedCharters().first(where: { $0.origin.number == proposal }), proposal > 0 {
      return record.lapse
    }
    return try protocolVersions().first { $0.origin.number == proposal }?.lapse
  }
}
