package import CanonicalEncoding
package import Governance

/// Which charter is in force.
///
/// It depends on the instant and not on the log alone: what was adopted under a provision lapses without an entry.
extension LedgerView {
  /// The adoption of the charter in force at an instant; `nil` before the genesis.
  package func charterRecord(at now: Timepoint) throws -> CharterRecord? {
    let adopted = try adoptedCharters()
    return adopted.lastUnlapsed(at: now).map { adopted[$0] }
  }

  /// SHA-256 of the charter in force at an instant.
  /// - Throws: `AdmissionRefusal.notFounded` before the genesis.
  package func charterHash(at now: Timepoint) throws -> Digest {
    guard let record = try charterRecord(at: now) else { throw AdmissionRefusal.notFounded }
    return record.charter
  }

  /// The charter in force at an instant, as it is written: with its own members in its roles.
  package func writtenCharter(at now: Timepoint) throws -> Charter? {
    try charterRecord(at: now).flatMap { try documents.charter($0.charter) }
  }

  /// The charter in force, with the members that its roles have at an instant.
  ///
  /// Members who were elected count from the election to the end of their term, unless a charter adopted since says
  /// otherwise.
  package func charter(at now: Timepoint) throws -> Charter? {
    try writtenCharter(at: now)?.seating(elected(at: now))
  }
}
