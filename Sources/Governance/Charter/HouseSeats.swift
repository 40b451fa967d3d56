package import CanonicalEncoding
internal import Voting

/// Who sits in a house by what the log says, in the place of an electorate that somebody registers.
package struct HouseSeats: Hashable, Sendable {
  /// The roles of the charter whose members have a seat, sorted.
  package let roles: [String]
  /// Whether every accredited evaluator has one.
  package let accredited: Bool

  /// What an accredited evaluator's row says, as if it were a role.
  package static let evaluator = "evaluator"

  package init(parsing value: JSONValue, of house: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the seats of \(house)")
    accredited = try fields.flag("accredited")
    let namesRoles = fields.contains("roles")
    let roles = namesRoles ? try fields.strings("roles") : []
    guard namesRoles != roles.isEmpty, Set(roles).count == roles.count,
      roles.allSatisfy({ Holding.isAssetName($0) }),
      !roles.contains(Self.evaluator), accredited || !roles.isEmpty
    else {
      throw fields.unexpected(
        "roles", "distinct roles of the charter, none of them \(Self.evaluator), or left out where accredited"
      )
    }
    self.roles = roles.sorted()
    try fields.finish()
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = []
    if accredited { members.append(.init(key: "accredited", value: .bool(true))) }
    if !roles.isEmpty { members.append(.init(key: "roles", value: .array(roles.map { .string($0) }))) }
    return .object(JSONObject(members))
  }

  /// `accredited evaluators and council`.
  package var words: String {
    ((accredited ? ["accredited evaluators"] : []) + roles).joined(separator: " and ")
  }
}
