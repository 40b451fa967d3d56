package import Signing

/// What members of an electorate can cast: alone, together, and against each other.
///
/// Where nobody lends, that is what each of them has. A validator casts what its delegators do not cast themselves, so
/// that what two members cast together may be less than what they cast apart. Members therefore stand in an order, and
/// what is told is of the first so many of it.
package struct Reach: Sendable {
  /// A sum, with its eighteen decimals where the count is made in them.
  package struct Sum: Hashable, Sendable {
    package let power: Power
    package let decimals: Decimal18?

    package init(_ power: Power, decimals: Decimal18? = nil) {
      self.power = power
      self.decimals = decimals
    }

    static let zero = Sum(.zero)
  }

  /// The power of all.
  package let electorate: Power
  /// What the first so many cast when nobody else votes; the first is nothing. Who adds most stands first.
  package let alone: [Sum]
  /// What the first so many cast when everybody votes; who then casts most stands first.
  package let against: [Sum]
  /// What all others cast when everybody votes.
  package let others: [Sum]
  /// What all others cast when the first so many stay away.
  package let without: [Sum]

  /// Who they are in the order of `alone`, where they were named.
  package let order: [AccountKey]
  /// Who they are in the order of `against`, where they were named.
  package let strongest: [AccountKey]

  /// How many members there are.
  package var members: Int { max(0, alone.count - 1) }

  /// What each member adds to what those before it cast alone, most first: they add up to what all cast.
  package var shares: [Power] {
    zip(alone.dropFirst(), alone).map { $0.power.excess(over: $1.power) }.sorted(by: >)
  }

  /// Members who cast what they have, whoever else votes.
  /// - Throws: `CountRefusal.overflow`.
  /// - Complexity: O(n log n).
  package init(_ powers: [Power]) throws(CountRefusal) {
    var (sum, sums) = (Power.zero, [Sum.zero])
    for power in powers.sorted(by: >) {
      sum = try sum.adding(power)
      sums.append(Sum(sum))
    }
    (order, strongest) = ([], [])
    electorate = sum
    alone = sums
    against = sums
    others = sums.map { Sum(sum.excess(over: $0.power)) }
    without = others
  }

  /// Validators and those who staked with them.
  ///
  /// Who comes next is whoever adds most to what those before it cast. That need not be the fewest who reach a sum,
  /// which nobody knows how to find quickly; but what is told of them is what `StakeCount` counts.
  ///
  /// - Parameter members: Every row of the electorate.
  /// - Throws: `CountRefusal.sharesExceedValidator`, or `.overflow`.
  /// - Complexity: O(n log n) where nobody stakes with many validators.
  package init(_ book: StakeBook, members: [AccountKey]) throws(CountRefusal) {
    electorate = book.bonded
    order = try ReachOrder(book, members).members
    alone = try Self.sums(order, of: book)
    // Where everybody votes, a validator has left what no row of the electorate staked.
    var all = StakeReach(book)
    for member in members { try all.add(member) }
    var own: [(member: AccountKey, power: Decimal18)] = []
    for member in members { own.append((member, try all.cast(by: member))) }
    own.sort { $0.power == $1.power ? $0.member < $1.member : $0.power > $1.power }
    var sum = Decimal18.zero
    var sums = [sum]
    for part in own {
      sum = try sum.adding(part.power)
      sums.append(sum)
    }
    var (against, others): ([Sum], [Sum]) = ([], [])
    for part in sums {
      against.append(try Self.sum(part))
      others.append(try Self.sum(try sum.subtracting(part)))
    }
    self.against = against
    self.others = others
    strongest = own.map(\.member)
    without = Array(try Self.sums(strongest.reversed(), of: book).reversed())
  }

  /// What the first so many cast when nobody else votes.
  private static func sums(_ order: [AccountKey], of book: StakeBook) throws(CountRefusal) -> [Sum] {
    var reach = StakeReach(book)
    var sums = [try sum(.zero)]
    for member in order {
      try reach.add(member)
      sums.append(try sum(reach.cast))
    }
    return sums
  }

  private static func sum(_ decimals: Decimal18) throws(CountRefusal) -> Sum {
    guard let units = decimals.truncated else { throw .overflow }
    return Sum(Power(units), decimals: decimals)
  }
}
