internal import Voting

/// The sums of a house while ballots are moved about in them.
struct RunningSums {
  private(set) var options: [Tally.Option]
  private var cast: Power
  private var ballots: Int
  private let electorate: Power
  private var capital: [Power]?

  init(_ tally: Tally) {
    options = tally.options
    cast = tally.cast
    ballots = tally.ballots
    electorate = tally.electorate
    capital = tally.capital
  }

  var tally: Tally {
    Tally(options: options, cast: cast, ballots: ballots, electorate: electorate, capital: capital)
  }

  /// Takes a ballot's power away from what it gave it to, or gives it; a ballot without power is none.
  mutating func move(_ power: Power, from old: MethodResult?, to new: MethodResult?) throws {
    guard power > .zero else { return }
    if let old {
      cast = cast.excess(over: power)
      ballots -= 1
      for (position, option) in old.options.enumerated() where position < options.count {
        options[position].power = options[position].power.excess(over: option.power)
        options[position].voters -= option.voters
      }
      if let behind = old.capital {
        capital = zip(capital ?? behind, behind).map { $0.excess(over: $1) }
      }
    }
    if let new {
      cast = try cast.adding(power)
      ballots += 1
      for (position, option) in new.options.enumerated() where position < options.count {
        options[position].power = try options[position].power.adding(option.power)
        options[position].voters += option.voters
      }
      if let behind = new.capital {
        capital = try zip(capital ?? behind.map { _ in .zero }, behind).map { try $0.adding($1) }
      }
    }
  }
}
