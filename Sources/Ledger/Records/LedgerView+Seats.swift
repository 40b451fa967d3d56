internal import CanonicalEncoding
internal import Governance

/// Who has the roles of the charter.
extension LedgerView {
  /// The elections to a role and the recalls from it, oldest first.
  func seats(_ role: String) throws -> [SeatRecord] {
    try records.rows(.seats, ByteString(utf8: role)).map { try SeatRecord(bytes: $0.value) }
  }

  /// The last election to a role, or recall from it, since the charter in force was adopted.
  ///
  /// An election under a charter that has lapsed since still counts: it took the bar of elections, which no charter that
  /// can lapse makes lower. A role that only that charter had is gone with it.
  func seats(_ role: String, at now: Timepoint) throws -> SeatRecord? {
    guard let adoption = try charterRecord(at: now), let last = try seats(role).last else { return nil }
    return adoption.origin.index < last.origin.index ? last : nil
  }

  /// The members of roles that are not those of the charter in force, by role: whoever was elected, and where no term runs
  /// the charter's own without those who were recalled.
  func elected(at now: Timepoint) throws -> [String: Role] {
    var elected: [String: Role] = [:]
    guard let roles = try writtenCharter(at: now)?.roles else { return elected }
    for name in try Set(records.records(.seats).map(\.key.partition)) {
      let role = String(decoding: name.bytes, as: UTF8.self)
      guard let own = roles[role], let seats = try seats(role, at: now) else { continue }
      let sitting = now < seats.term ? seats.role : seats.remaining(of: own)
      if now < seats.term || sitting != own { elected[role] = sitting }
    }
    return elected
  }

  /// Who had a role at an instant, by election or by the charter that was in force; `nil` where that had no such role.
  func role(_ role: String, at instant: Timepoint) throws -> Role? {
    guard let adoption = try charterRecord(at: instant),
      let own = try documents.charter(adoption.charter)?.roles[role]
    else { return nil }
    // Another charter ends every term that ran under the one before.
    let last = try seats(role).last { $0.origin.at <= instant && adoption.origin.index < $0.origin.index }
    return last.map { instant < $0.term ? $0.role : $0.remaining(of: own) } ?? own
  }
}
