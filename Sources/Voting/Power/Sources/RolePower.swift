package import CanonicalEncoding

/// A fixed power for each role.
///
/// Sputnik DAO counts a member once in each of its roles (`per: role`); a body where a person has one vote however
/// many seats it holds counts the greatest (`per: account`).
package struct RolePower: PowerSource {
  package static let name = "role"

  /// What several roles of one account give.
  package enum Counting: String, Sendable {
    /// The sum of them.
    case eachRole = "role"
    /// The greatest of them.
    case eachAccount = "account"
  }

  /// The power of each role that has any.
  package let roles: [String: UInt64]
  package let counting: Counting

  package init(roles: [String: UInt64], counting: Counting = .eachRole) {
    self.roles = roles
    self.counting = counting
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    guard let counting = Counting(rawValue: try fields.string("per")) else {
      throw fields.unexpected("per", "role or account")
    }
    self.counting = counting
    guard let table = try fields.value("roles").object, 1...64 ~= table.members.count else {
      throw fields.unexpected("roles", "a table of one to 64 roles")
    }
    var roles: [String: UInt64] = [:]
    for member in table.members {
      guard Holding.isAssetName(member.key), let power = member.value.unsigned, 1..<(1 << 53) ~= power else {
        throw fields.unexpected("roles", "a table from lower-case names to whole numbers from 1 on")
      }
      roles[member.key] = power
    }
    self.roles = roles
  }

  package var json: JSONValue {
    let members = roles.map { JSONObject.Member(key: $0.key, value: .integer($0.value)) }
    return .members([
      "per": .string(counting.rawValue), "roles": .object(JSONObject(members)), "source": .string(Self.name),
    ])
  }

  package var assets: Set<String> { [] }
  package var unit: String? { nil }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    let powers = holding.roles.compactMap { roles[$0] }.map { Power(UInt128($0)) }
    switch counting {
    case .eachRole: return try powers.sum()
    case .eachAccount: return powers.max() ?? .zero
    }
  }
}
