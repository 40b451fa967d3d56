package import CanonicalEncoding
package import Voting

/// How a ballot is read and added up, and what its voter may do to it while voting is open.
package struct BallotRule: Sendable {
  package let method: any CountingMethod
  /// Whether a voter may put another ballot in the place of one.
  package let isReplaceable: Bool
  /// Whether a voter may take a ballot back, and vote anew.
  package let isWithdrawable: Bool

  /// Why a ballot is not taken.
  package enum Fault: Hashable, Sendable {
    /// One stands, and is cast for good.
    case locked
    /// It takes one back, and none stands.
    case nothingToWithdraw
  }

  /// Why a ballot of a voter is not taken, or `nil`.
  ///
  /// - Parameters:
  ///   - isWithdrawal: Whether it takes back the one before it; only where that can be done at all.
  ///   - hasVoted: Whether a ballot of the voter stands.
  package func fault(isWithdrawal: Bool = false, hasVoted: Bool) -> Fault? {
    if isWithdrawal { return hasVoted ? nil : .nothingToWithdraw }
    return hasVoted && !isReplaceable ? .locked : nil
  }

  /// Whether a vote is cast for good.
  package var isFinal: Bool { !isReplaceable && !isWithdrawable }
}

/// What is otherwise in one house than in the others of its track; what is left out is as there.
package struct HouseBallot: Sendable {
  package let method: (any CountingMethod)?
  package let isReplaceable: Bool?
  package let isWithdrawable: Bool?

  package init(parsing value: JSONValue, named house: String) throws(JSONRefusal) {
    let subject = "the ballot of the house \(house)"
    var fields = try JSONFields(value, of: subject)
    var method: (any CountingMethod)?
    if let value = fields.optional("method") { method = try CountingMethods.parse(value) }
    self.method = method
    isReplaceable = try fields.optionalBool("replaceable")
    isWithdrawable = try fields.optionalBool("withdrawable")
    guard method != nil || isReplaceable != nil || isWithdrawable != nil else {
      throw .unexpected(
        field: "houses", in: subject, needs: "something that is otherwise than in the other houses")
    }
    try fields.finish()
  }

  /// Reads a table of houses.
  static func table(_ value: JSONValue) throws(JSONRefusal) -> [String: HouseBallot] {
    guard let object = value.object, !object.members.isEmpty else {
      throw .unexpected(
        field: "houses", in: "a ballot", needs: "a table with at least one house, or left out")
    }
    var table: [String: HouseBallot] = [:]
    for member in object.members {
      table[member.key] = try HouseBallot(parsing: member.value, named: member.key)
    }
    return table
  }

  /// The rule of the house, where the track has this one.
  func rule(besides rule: BallotRule) -> BallotRule {
    BallotRule(
      method: method ?? rule.method, isReplaceable: isReplaceable ?? rule.isReplaceable,
      isWithdrawable: isWithdrawable ?? rule.isWithdrawable)
  }

  /// As in a charter.
  var json: JSONValue {
    var members: [JSONObject.Member] = []
    if let method { members.append(.init(key: "method", value: method.json)) }
    if let isReplaceable { members.append(.init(key: "replaceable", value: .bool(isReplaceable))) }
    if let isWithdrawable { members.append(.init(key: "withdrawable", value: .bool(isWithdrawable))) }
    return .object(JSONObject(members))
  }
}

extension JSONFields {
  fileprivate mutating func optionalBool(_ key: String) throws(JSONRefusal) -> Bool? {
    guard let value = optional(key) else { return nil }
    guard let bool = value.bool else { throw unexpected(key, "true or false, or left out") }
    return bool
  }
}
