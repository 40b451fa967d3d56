/// The sums of a count.
public struct Tally: Hashable, Sendable {
  /// What one option has got.
  public struct Option: Hashable, Sendable {
    /// Power given to it.
    public package(set) var power: Power
    /// Ballots that name it.
    public package(set) var voters: Int

    package init(power: Power, voters: Int) {
      self.power = power
      self.voters = voters
    }
  }

  /// The exact sums of a count in eighteen decimals, of which the powers are the whole part.
  public struct Decimals: Hashable, Sendable {
    /// What each option has got.
    package let options: [Decimal18]
    /// The power of all ballots that count.
    package let cast: Decimal18

    package init(options: [Decimal18], cast: Decimal18) {
      self.options = options
      self.cast = cast
    }
  }

  /// The options in the order of the proposal's list.
  public let options: [Option]
  /// The power of all ballots that count, each voter's once.
  public let cast: Power
  /// How many ballots count.
  public let ballots: Int
  /// The power of the whole electorate.
  public let electorate: Power
  /// How the options rank, where the method elects; `nil` where ballots only say yes or no to something.
  public let contest: Contest?
  /// The power behind each option before conviction multiplied it; `nil` where nothing is multiplied.
  public let capital: [Power]?

  /// The exact sums, where the count is made in eighteen decimals; tests with `arithmetic: decimal18` read them.
  public let decimals: Decimals?

  package init(
    options: [Option], cast: Power, ballots: Int, electorate: Power, contest: Contest? = nil,
    capital: [Power]? = nil, decimals: Decimals? = nil
  ) {
    self.options = options
    self.cast = cast
    self.ballots = ballots
    self.electorate = electorate
    self.contest = contest
    self.capital = capital
    self.decimals = decimals
  }

  /// Sums of which nothing else is known: whoever chose one option counts as one ballot.
  ///
  /// - Parameters:
  ///   - sums: What each option has got.
  ///   - electorate: The power of everybody; that of the ballots where it is left out.
  package init(sums: [Power], electorate: Power? = nil) throws(CountRefusal) {
    let cast = try sums.sum()
    self.init(
      options: sums.map { Option(power: $0, voters: $0 > .zero ? 1 : 0) }, cast: cast,
      ballots: sums.count { $0 > .zero }, electorate: electorate ?? cast)
  }

  /// Whether the sums are those of another tally, whatever each says about ranks; capital that is left out is none.
  package func hasSums(of other: Tally) -> Bool {
    func behind(_ tally: Tally) -> [Power] { tally.capital ?? tally.options.map { _ in .zero } }
    return options == other.options && cast == other.cast && ballots == other.ballots
      && electorate == other.electorate && behind(self) == behind(other)
  }

  /// The same electorate before any ballot.
  package var emptied: Tally { .none(of: electorate, options: options.count) }

  /// The sums of an electorate that has so many options to choose from, before any ballot.
  package static func none(of electorate: Power, options: Int) -> Tally {
    Tally(
      options: Array(repeating: Option(power: .zero, voters: 0), count: options), cast: .zero, ballots: 0,
      electorate: electorate)
  }
}
