internal import CanonicalEncoding
package import Signing

/// Casts a member's vote as the majority of the members it follows:
/// `{mode: follow-majority, followees: 15, yes: Yes, no: No}`.
///
/// ICP (rs/nns/governance/src/neuron/types.rs, rs/sns/governance/src/neuron.rs): by heads and not by power,
/// *yes* once `2 · yes > followees` and *no* once `2 · no ≥ followees`, so that a tie says no. A followee without a
/// ballot counts among the followees; one that is listed twice counts twice. The vote is cast with the member's own
/// power, for good: a ballot the member sends later changes nothing. See `FollowingCascade`.
package struct MajorityFollowing: Hashable, Sendable {
  /// The most followees of one member for one scope; NNS and SNS allow 15.
  package let followees: Int
  /// The option that is cast for *yes*.
  package let yes: String
  /// The option that is cast for *no*.
  package let no: String

  /// The most followees a charter may allow.
  package static let mostFollowees = 100

  package init(followees: Int, yes: String, no: String) {
    self.followees = followees
    self.yes = yes
    self.no = no
  }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    followees = try fields.integer("followees", within: 1...Self.mostFollowees)
    no = try fields.string("no")
    yes = try fields.string("yes")
    guard yes != no else { throw fields.unexpected("yes", "another option than no") }
  }

  var members: [JSONObject.Member] {
    [
      .init(key: "followees", value: .integer(followees)), .init(key: "no", value: .string(no)),
      .init(key: "yes", value: .string(yes)),
    ]
  }

  /// Whether a list of followees is short enough.
  package func accepts(_ list: [AccountKey]) -> Bool { list.count <= followees }

  /// Where the two options stand in a proposal's list, or `nil` where one is missing.
  package func positions(in options: [String]) -> FollowedOptions? {
    guard let yes = options.firstIndex(where: { $0.utf8.elementsEqual(self.yes.utf8) }),
      let no = options.firstIndex(where: { $0.utf8.elementsEqual(self.no.utf8) })
    else { return nil }
    return FollowedOptions(yes: yes, no: no)
  }
}

/// The two options that following casts, by their positions.
package struct FollowedOptions: Hashable, Sendable {
  package let yes: Int
  package let no: Int

  package init(yes: Int, no: Int) {
    self.yes = yes
    self.no = no
  }

  /// What a ballot says to followers.
  package func vote(of choice: Choice) -> FollowedVote {
    choice.positions == [yes] ? .yes : choice.positions == [no] ? .no : .other
  }

  /// The ballot that following casts.
  func choice(of vote: FollowedVote) -> Choice { Choice(positions: [vote == .yes ? yes : no]) }
}
