public import Signing

/// A counted ballot with the power it carried.
public struct Contribution: Hashable, Sendable {
  /// Who voted.
  public let voter: AccountKey
  /// What was chosen.
  public let choice: Choice
  /// The voter's own power.
  public package(set) var own: Power
  /// Power lent to the voter, directly or through others, as far as it counts.
  public package(set) var delegated: Power
  /// How many accounts lent it.
  public package(set) var delegators: Int
  /// Power lent to the voter beyond what one delegate may vote with; it counts for nobody.
  public package(set) var excess: Power
  /// Whether the members that the voter follows cast this vote.
  public package(set) var isFollowed: Bool

  package init(voter: AccountKey, choice: Choice, isFollowed: Bool = false) {
    self.voter = voter
    self.choice = choice
    own = .zero
    delegated = .zero
    delegators = 0
    excess = .zero
    self.isFollowed = isFollowed
  }
}

/// A count with the whereabouts of every unit of power.
///
/// Conservation: `tally.cast` and the uncounted sums add up to the power of the electorate, exactly.
public struct Count: Hashable, Sendable {
  /// The sums.
  public let tally: Tally
  /// What each ballot carried, in the order of the voters' accounts.
  public package(set) var contributions: [Contribution]
  /// Power of members who neither voted nor delegated.
  public package(set) var silent = Power.zero
  /// Power lent along chains whose last delegate did not vote.
  public package(set) var unused = Power.zero
  /// Power lent in circles.
  public package(set) var circular = Power.zero
  /// Power lent along chains longer than the charter allows.
  public package(set) var tooDeep = Power.zero
  /// Power of ballots that spend more than they carry, which makes them void.
  public package(set) var overdrawn = Power.zero
  /// Power lent to delegates beyond what the charter lets one of them vote with.
  public package(set) var capped = Power.zero
  /// What rounding to whole units leaves over, where a count is made in fractions; below one unit for each sum.
  public package(set) var rounded = Power.zero
  /// How many members delegated and then voted themselves, which is what counts.
  public package(set) var overridden = 0
  /// How many members cast stake that a validator would have cast for them; not among those who `overridden` counts.
  public package(set) var takenBack = 0
  /// How many ballots came after their members' votes had been cast by following, and changed nothing.
  public package(set) var lockedOut = 0

  package init(tally: Tally, contributions: [Contribution]) {
    self.tally = tally
    self.contributions = contributions
  }

  /// Whether every unit of the electorate's power is accounted for once.
  public var isConserved: Bool {
    let sum = try? [tally.cast, silent, unused, circular, tooDeep, overdrawn, capped, rounded].sum()
    return sum == tally.electorate
  }
}
