package import CanonicalEncoding
package import Governance
package import Signing

/// Who has a role since an election or a recall.
package struct SeatRecord: StateRecord {
  package private(set) var origin: Origin
  package let holders: [AccountKey]
  package let needs: Int
  /// When the term ends; the charter's own members have the role again from then on, without those recalled.
  package let term: Timepoint
  /// Who was recalled from the role and not elected to it since, in order.
  package let recalled: [AccountKey]

  package static let space = RecordSpace.seats

  package init(
    origin: Origin, members: [AccountKey], needs: Int, term: Timepoint, recalled: Set<AccountKey> = []
  ) {
    self.origin = origin
    holders = members
    self.needs = needs
    self.term = term
    self.recalled = recalled.sorted()
  }

  package var role: Role { Role(members: holders, needs: needs) }

  /// The same with no instant behind one; `nil` where there is none. A term ends when it was said to end.
  func redated(to instant: Timepoint) -> SeatRecord? {
    guard origin.at > instant else { return nil }
    var record = self
    record.origin = origin.bound(by: instant)
    return record
  }

  /// What is left of a charter's own role once no term runs any more.
  ///
  /// As many must sign as before; where fewer than that are left, nobody can act for the role until others are elected.
  func remaining(of own: Role) -> Role {
    Role(members: own.members.filter { !recalled.contains($0) }, needs: own.needs)
  }

  func change(of role: String) -> Change {
    change(ByteString(utf8: role), ByteString(number: origin.index))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.add("members", texts: holders.map(\.text))
    members.add("needs", number: UInt64(needs))
    members.add("origin", origin)
    if !recalled.isEmpty { members.add("recalled", texts: recalled.map(\.text)) }
    members.add("term", number: term.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    holders = try fields.accounts("members", atMost: 50)
    needs = Int(clamping: try fields.integer("needs"))
    origin = try fields.origin()
    recalled = fields.contains("recalled") ? try fields.accounts("recalled", atMost: .max) : []
    term = try fields.timepoint("term")
  }
}
