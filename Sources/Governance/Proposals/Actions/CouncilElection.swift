public import CanonicalEncoding
public import Signing

/// Fills the seats of a role of the charter for a term.
public struct CouncilElection: Hashable, Sendable {
  /// A member and the organisation they come from.
  public struct Seat: Hashable, Sendable {
    /// The member.
    public let account: AccountKey
    /// Where they come from; no two seats are of one organisation.
    public let organisation: String
  }

  /// The role.
  public let role: String
  /// Its members, in the order of their accounts.
  public let seats: [Seat]
  /// How many of them must sign.
  public let needs: UInt64
  /// When the term ends, and with it their powers.
  public let term: Timepoint
}

extension CouncilElection: ActionBody {
  package static let kind = "council.elect"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    needs = try fields.integer("needs")
    role = try fields.plainName("role")
    var seats: [Seat] = []
    for value in try fields.array("seats") {
      var seat = try JSONFields(value, of: "a seat")
      seats.append(
        Seat(account: try seat.account("account"), organisation: try seat.plainName("organisation")))
      try seat.finish()
    }
    self.seats = seats
    term = try fields.instant("term")
    let isOrdered = zip(seats, seats.dropFirst()).allSatisfy { $0.account < $1.account }
    guard 1...50 ~= seats.count, isOrdered, Set(seats.map(\.organisation)).count == seats.count else {
      throw fields.unexpected("seats", "from 1 to 50 accounts in order, no two of one organisation")
    }
    guard 1...UInt64(seats.count) ~= needs else {
      throw fields.unexpected("needs", "from 1 to the number of seats")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["role": role, "term": term.description])
    members.add("needs", number: needs)
    members.add(
      "seats",
      list: seats.map {
        .members(["account": .string($0.account.text), "organisation": .string($0.organisation)])
      })
    return members
  }

  package var words: String {
    let names = seats.map { "\($0.account.display) of \($0.organisation)" }
    return "elect as \(role) until \(term), \(needs) of \(seats.count): \(names.joined(separator: ", "))"
  }
}
