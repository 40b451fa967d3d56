package import Voting

/// What would turn a test, or a decision, around.
package enum Flip: Hashable, Sendable {
  /// These votes.
  case votes(VoteChange)
  /// No votes: it goes by time, or by what has left.
  case notByVotes
  /// No votes of the house within its power: not even if all of them were cast otherwise.
  case nothing
  /// These votes, a change in each of several houses; none of them would do it alone.
  case together([VoteChange])
  /// No votes of one house alone; what several houses could do together was not looked for.
  case nothingAlone
  /// It is not computed, for the reason given: `ranked ballots`.
  case notComputed(String)
}

/// A change of the votes in one house.
package struct VoteChange: Hashable, Sendable {
  /// What is done.
  package enum Kind: String, Sendable {
    /// Members vote who have not voted.
    case cast
    /// Members who voted for one option vote for another.
    case changed
    /// Members who voted do not vote.
    case withdrawn
    /// Members vote who have not voted, and others for another option than they did.
    case castAndChanged = "cast-and-changed"
  }

  /// Power that leaves some options, in whatever parts.
  package struct Source: Hashable, Sendable {
    package let power: Power
    package let options: [String]

    package init(power: Power, options: [String]) {
      self.power = power
      self.options = options
    }
  }

  package let kind: Kind
  package let house: String
  /// How much power does it, all together.
  package let power: Power
  /// What the power leaves, in order; empty where it had not been cast, or where any option will do.
  package let from: [Source]
  /// What it is given to, in whatever parts; empty where it is withdrawn, or where any option will do.
  package let to: [String]
  /// The power of the house that has not been cast.
  package let uncast: Power
  /// Whether what it leaves and is given to are whole ballots in their own words, such as `A > C > B`, and not options.
  package let areBallots: Bool
  /// Whether one ballot has to carry all of the power: several with as much together would do something else.
  package let isOneBallot: Bool

  package init(
    kind: Kind, house: String, power: Power, from: [Source], to: [String], uncast: Power,
    areBallots: Bool = false, isOneBallot: Bool = false
  ) {
    self.kind = kind
    self.house = house
    self.power = power
    self.from = from
    self.to = to
    self.uncast = uncast
    self.areBallots = areBallots
    self.isOneBallot = isOneBallot
  }

  /// How much of the power had not been cast.
  package var newly: Power {
    switch kind {
    case .cast: power
    case .changed, .withdrawn: .zero
    case .castAndChanged: from.reduce(power) { $0.excess(over: $1.power) }
    }
  }
}
