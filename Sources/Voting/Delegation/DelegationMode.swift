internal import CanonicalEncoding

/// What lending power does: a closed set, one file each.
package enum DelegationMode: Hashable, Sendable {
  /// Everybody votes for themselves.
  case none
  /// The whole power, along chains, until a member votes.
  case full(FullDelegation)
  /// Parts of the power to several delegates (House of Stake).
  case basisPoints(BasisPointDelegation)
  /// A member's vote is cast as the majority of those it follows (ICP, SNS).
  case followMajority(MajorityFollowing)
  /// Validators vote with the stake of delegators who do not (Cosmos x/gov); see `StakeCount`.
  case validators
  /// Delegates vote, holders may override them with their own balance (OpenZeppelin); see `OverridableVotes`.
  case override

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    switch try fields.string("mode") {
    case "none": self = .none
    case "full": self = .full(try FullDelegation(parsing: &fields))
    case "basis-points": self = .basisPoints(try BasisPointDelegation(parsing: &fields))
    case "follow-majority": self = .followMajority(try MajorityFollowing(parsing: &fields))
    case "validators": self = .validators
    case "override": self = .override
    default:
      throw fields.unexpected(
        "mode", "none, full, basis-points, follow-majority, validators or override")
    }
  }

  /// The word of a charter.
  package var name: String {
    switch self {
    case .none: "none"
    case .full: "full"
    case .basisPoints: "basis-points"
    case .followMajority: "follow-majority"
    case .validators: "validators"
    case .override: "override"
    }
  }

  /// The mode and its parameters as members of the charter's object.
  var members: [JSONObject.Member] {
    let parameters: [JSONObject.Member] =
      switch self {
      case .none, .validators, .override: []
      case .full(let rules): rules.members
      case .basisPoints(let rules): rules.members
      case .followMajority(let rules): rules.members
      }
    return parameters + [.init(key: "mode", value: .string(name))]
  }
}

extension JSONFields {
  /// A whole number within a range, for limits that a charter sets.
  mutating func integer(_ key: String, within range: ClosedRange<Int>) throws(JSONRefusal) -> Int {
    let number = try integer(key)
    guard let value = Int(exactly: number), range.contains(value) else {
      throw unexpected(key, "from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
