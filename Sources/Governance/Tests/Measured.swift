package import Voting

/// A power as a test compares it: in whole units, and in decimals where the count was made in them.
package struct Measured: Hashable, Sendable {
  /// Whole units; what a count in decimals publishes, cut at the point.
  package let units: Power
  private let exact: Decimal18?

  package init(units: Power, decimals: Decimal18? = nil) {
    self.units = units
    exact = decimals
  }

  /// The same in eighteen decimals, exactly as counted.
  package var decimals: Decimal18 { exact ?? Decimal18(units.units) }

  /// How much this exceeds the other; nothing where it does not.
  func excess(over other: Measured) -> Measured {
    Measured(
      units: units.excess(over: other.units), decimals: (try? decimals.subtracting(other.decimals)) ?? .zero)
  }
}

extension TestFacts {
  /// The power of some options taken together, as a test compares it.
  package func measured(_ names: [String]) -> Measured {
    guard let decimals = tally.decimals else { return Measured(units: power(of: names)) }
    var sum = Decimal18.zero
    for (position, option) in decimals.options.enumerated()
    where position < options.count && names.contains(options[position]) {
      // The whole count stays below 2^128 units, which leaves room for every sum of its parts.
      sum = (try? sum.adding(option)) ?? sum
    }
    return Measured(units: power(of: names), decimals: sum)
  }
}

extension Whole {
  /// Its power in a count, as a test compares it.
  package func measured(in facts: TestFacts) -> Measured {
    let units = power(in: facts)
    guard let decimals = facts.tally.decimals else { return Measured(units: units) }
    let cast = Measured(units: facts.tally.cast, decimals: decimals.cast)
    let electorate = Measured(units: facts.tally.electorate)
    return switch self {
    case .electorate: electorate
    case .cast: cast
    case .options(let names): facts.measured(names)
    case .electorateLess(let names): electorate.excess(over: facts.measured(names))
    case .castLess(let names): cast.excess(over: facts.measured(names))
    case .amount(let amount): Measured(units: units, decimals: max(Decimal18(amount.units), decimals.cast))
    case .electorateShare(let share):
      Measured(
        units: units,
        decimals: max(Decimal18(share.floor(of: facts.tally.electorate).units), decimals.cast))
    }
  }
}
