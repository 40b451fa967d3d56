/// Everything that a contest compares, as numbers: the sums, the piles of every round, every pair, and what supports each.
///
/// Where votes of one kind grow from one amount to another, each of these numbers grows evenly as long as the contest takes
/// the same way. So the numbers at two neighbouring amounts tell at which amount two of them meet next; before that
/// nothing comes out otherwise.
package struct ContestShape: Equatable, Sendable {
  /// Numbers of which the contest asks which is greater, in lists of what is compared with each other.
  private let lists: [[UInt128]]
  /// Who is ahead of whom in each list: equal where nothing has met or passed.
  private let orders: [[Int]]
  private let places: [[Int]]
  private let endings: [Contest.Round.Ending]

  package static func == (left: ContestShape, right: ContestShape) -> Bool {
    left.orders == right.orders && left.places == right.places && left.endings == right.endings
  }

  /// - Complexity: O(options² + rounds · options · log options).
  package init(_ tally: Tally) {
    let contest = tally.contest
    places = contest?.places ?? []
    endings = (contest?.rounds ?? []).map(\.ending)
    var lists = [tally.options.map(\.power.units)]
    for round in contest?.rounds ?? [] {
      let piles = round.piles.map(\.power.units)
      // All ballots together stay below 2^128, and so do those of a round; sums of scores, which need not, have no majority.
      let whole = piles.reduce(UInt128(0)) { sum, pile in
        let (next, overflow) = sum.addingReportingOverflow(pile)
        return overflow ? .max : next
      }
      lists.append(piles)
      lists += piles.map { [$0, whole - min($0, whole)] }
    }
    let preferences = contest?.preferences ?? []
    for row in preferences.indices {
      lists += preferences.indices.dropFirst(row + 1).map {
        [preferences[row][$0].units, preferences[$0][row].units]
      }
    }
    lists.append(preferences.indices.map { contest?.record(of: $0)?.support.units ?? 0 })
    self.lists = lists
    orders = lists.map(Self.order)
  }

  /// The rank of each number of a list, equal ones alike.
  private static func order(_ list: [UInt128]) -> [Int] {
    if list.count == 2 { return [list[0] < list[1] ? -1 : list[0] == list[1] ? 0 : 1] }
    var ranks = [Int](repeating: 0, count: list.count)
    var rank = 0
    let sorted = list.indices.sorted { list[$0] < list[$1] }
    for (place, index) in sorted.enumerated() {
      if place > 0, list[sorted[place - 1]] != list[index] { rank += 1 }
      ranks[index] = rank
    }
    return ranks
  }

  /// After how many more steps like the one that led here two numbers meet, or have passed each other, for the first time;
  /// `nil` where none ever do.
  ///
  /// - Parameter previous: The same contest with one unit of power less, of the same shape.
  /// - Complexity: O(pairs that are compared).
  package func steps(after previous: ContestShape) -> UInt128? {
    var least: UInt128?
    for (here, there) in zip(lists, previous.lists) where here.count == there.count {
      for left in here.indices {
        for right in here.indices.dropFirst(left + 1) where here[left] != here[right] {
          let (above, below) = here[left] > here[right] ? (left, right) : (right, left)
          let (gap, former) = (here[above] - here[below], there[above] - min(there[above], there[below]))
          guard gap < former else { continue }
          let steps = (gap - 1) / (former - gap) + 1
          least = min(least ?? steps, steps)
        }
      }
    }
    return least
  }
}
