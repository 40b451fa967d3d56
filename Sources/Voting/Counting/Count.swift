public import Signing

/// A counted ballot with the power it carried.
public struct Contribution: Hashable, Sendable {
  /// Who voted.
  public let voter: AccountKey
  /// What was chosen.
  public let choice: Choice
  /// The voter's own power.
  public package(set) var own: Power
  /// Power lent to the voter, directly or through others.
  public package(set) var delegated: Power
  /// How many accounts lent it.
  public package(set) var delegators: Int

  package init(voter: AccountKey, choice: Choice) {
    self.voter = voter
    self.choice = choice
    own = .zero
    delegated = .zero
    delegators = 0
  }
}

/// A count with the whereabouts of every unit of power.
///
/// Conservation: `tally.cast` and the five uncounted sums add up to the power of the electorate, exactly.
public struct Count: Hashable, Sendable {
  /// The sums.
  public let tally: Tally
  /// What each ballot carried, in the order of the voters' accounts.
  public let contributions: [Contribution]
  /// Power of members who neither voted nor delegated.
  public let silent: Power
  /// Power lent along chains whose last delegate did not vote.
  public let unused: Power
  /// Power lent in circles.
  public let circular: Power
  /// Power lent along chains longer than the charter allows.
  public let tooDeep: Power
  /// Power of ballots that spend more than they carry, which makes them void.
  public let overdrawn: Power
  /// How many members delegated and then voted themselves, which is what counts.
  public let overridden: Int

  /// Whether every unit of the electorate's power is accounted for once.
  public var isConserved: Bool {
    let sum = try? [tally.cast, silent, unused, circular, tooDeep, overdrawn].sum()
    return sum == tally.electorate
  }
}
