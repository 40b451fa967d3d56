package import CanonicalEncoding
package import Governance

/// Who has the roles of the charter.
extension LedgerView {
  /// The elections to a role and the recalls from it, oldest first.
  func seats(_ role: String) throws -> [SeatRecord] {
    try records.rows(.seats, ByteString(utf8: role)).map { try SeatRecord(bytes: $0.value) }
  }

  /// The charter in force, with the members that its roles have at an instant.
  ///
  /// Members who were elected count from the election to the end of their term, unless a charter adopted since says
  /// otherwise.
  package func charter(at now: Timepoint) throws -> Charter? {
    try charter()?.seating(elected(at: now))
  }

  /// The members of roles who were elected and count, by role.
  func elected(at now: Timepoint) throws -> [String: Role] {
    var elected: [String: Role] = [:]
    for name in try Set(records.records(.seats).map(\.key.partition)) {
      let role = String(decoding: name.bytes, as: UTF8.self)
      if let seats = try seats(role).last, let adopted = try adoption(), adopted < seats.origin.index,
        now < seats.term
      {
        elected[role] = seats.role
      }
    }
    return elected
  }

  /// Who had a role at an instant by election, or `nil`.
  func role(_ role: String, at instant: Timepoint) throws -> Role? {
    try seats(role).last { $0.origin.at <= instant && instant < $0.term }?.role
  }

  /// The entry that adopted the charter in force.
  private func adoption() throws -> UInt64? {
    try records.rows(.charter, ByteString([])).last?.row.bytes.bigEndian(UInt64.self, at: 0)
  }
}
