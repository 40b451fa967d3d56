package import CanonicalEncoding
package import Governance
package import Signing

/// Who has a role since an election or a recall.
package struct SeatRecord: StateRecord {
  package let origin: Origin
  package let holders: [AccountKey]
  package let needs: Int
  /// When the term ends; the charter's own members have the role again from then on.
  package let term: Timepoint

  package static let space = RecordSpace.seats

  package init(origin: Origin, members: [AccountKey], needs: Int, term: Timepoint) {
    self.origin = origin
    holders = members
    self.needs = needs
    self.term = term
  }

  package var role: Role { Role(members: holders, needs: needs) }

  func change(of role: String) -> Change {
    change(ByteString(utf8: role), ByteString(number: origin.index))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.add("members", texts: holders.map(\.text))
    members.add("needs", number: UInt64(needs))
    members.add("origin", origin)
    members.add("term", number: term.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    holders = try fields.accounts("members", atMost: 50)
    needs = Int(clamping: try fields.integer("needs"))
    origin = try fields.origin()
    term = try fields.timepoint("term")
  }
}
