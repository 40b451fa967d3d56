internal import CanonicalEncoding
internal import Governance

/// Who has the roles of the charter.
extension LedgerView {
  /// The elections to a role and the recalls from it, oldest first.
  func seats(_ role: String) throws -> [SeatRecord] {
    try records.rows(.seats, ByteString(utf8: role)).map { try SeatRecord(bytes: $0.value) }
  }

  /// The members of roles who were elected and count, by role.
  ///
  /// An election under a charter that has lapsed since still counts: it took the bar of elections, which no charter that
  /// can lapse makes lower. A role that only that charter had is gone with it.
  func elected(at now: Timepoint) throws -> [String: Role] {
    var elected: [String: Role] = [:]
    guard let adoption = try charterRecord(at: now), let roles = try writtenCharter(at: now)?.roles else {
      return elected
    }
    for name in try Set(records.records(.seats).map(\.key.partition)) {
      let role = String(decoding: name.bytes, as: UTF8.self)
      if let seats = try seats(role).last, adoption.origin.index < seats.origin.index, now < seats.term,
        roles[role] != nil
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
}
