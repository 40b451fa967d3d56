package import CanonicalEncoding
package import Signing
package import Voting

/// How members count who have not voted when voting closes: as a named member voted, or for a named option.
///
/// Substrate's collectives have a prime: whoever stays away is counted as the prime voted, and as a no where there is
/// none or the prime has not voted either (`PrimeDefaultVote`). Only what is still undecided at the close is decided
/// this way; rules that decide earlier see the votes as they were cast.
package struct AbsenteeRule: Hashable, Sendable {
  /// The house whose absent members count.
  package let house: String
  /// The member they follow, if there is one.
  package let leader: AccountKey?
  /// What they count for where the leader has not voted.
  package let otherwise: String

  package init(house: String, leader: AccountKey?, otherwise: String) {
    self.house = house
    self.leader = leader
    self.otherwise = otherwise
  }

  /// The sums with the absent members' power where the rule puts it; ballots are counted as they were cast.
  ///
  /// - Parameters:
  ///   - tally: The sums of the votes cast.
  ///   - options: The options of the ballot.
  ///   - lead: What the leader chose, if it voted.
  package func completed(_ tally: Tally, options: [String], lead: Choice?) -> Tally {
    let led = lead.flatMap { $0.positions.count == 1 ? $0.positions[0] : nil }
    guard let position = led ?? options.firstIndex(of: otherwise), tally.options.indices.contains(position)
    else { return tally }
    var sums = tally.options
    let absent = tally.electorate.excess(over: tally.cast)
    // An option has at most what was cast, except where a method gives a ballot's power to several options.
    guard let power = try? sums[position].power.adding(absent) else { return tally }
    sums[position].power = power
    return Tally(
      options: sums, cast: max(tally.cast, tally.electorate), ballots: tally.ballots,
      electorate: tally.electorate)
  }
}

extension AbsenteeRule {
  /// Reads the form of a charter, where the leader is a role of one member, or of frozen rules, where it stands in
  /// full.
  package init(parsing value: JSONValue, role: (JSONValue) throws(JSONRefusal) -> Role) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the rule for absentees")
    house = try fields.string("house")
    if let value = fields.optional("as") {
      let role = try role(value)
      guard role.members.count == 1 else { throw fields.unexpected("as", "a role of one member") }
      leader = role.members.first
    } else {
      leader = nil
    }
    otherwise = try fields.string("otherwise")
    try fields.finish()
  }

  /// The form of frozen rules.
  package var frozen: JSONValue {
    json(as: leader.map { .members(["members": .array([.string($0.text)]), "needs": .integer(1)]) })
  }

  /// The form of frozen rules, where the leader's role stands in full, or of a charter, where it stands by name.
  func json(as role: JSONValue?) -> JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "house", value: .string(house)), .init(key: "otherwise", value: .string(otherwise)),
    ]
    if let role { members.append(.init(key: "as", value: role)) }
    return .object(JSONObject(members))
  }
}
