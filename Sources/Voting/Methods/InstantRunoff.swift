/// A ranking that tells which option stands on a place.
protocol RankingKey: Hashable {
  /// The option on a place, the best being place 0; `nil` from the end of the ranking on.
  func option(at place: Int) -> Int?
}

extension UInt64: RankingKey {
  func option(at place: Int) -> Int? {
    let digit = Int(self >> UInt64(4 * place) & 15)
    return digit == 0 ? nil : digit - 1
  }
}

extension [UInt8]: RankingKey {
  func option(at place: Int) -> Int? { place < count ? Int(self[place]) : nil }
}

/// The rounds of an instant run-off.
///
/// Every ballot is moved only when the option it stands behind leaves, so all rounds together look at each place
/// of each ranking once.
struct InstantRunoff<Key: RankingKey> {
  /// The ballots of one ranking, and the place of the option they stand behind.
  private struct Group {
    let key: Key
    let ballots: Rankings.Pile
    var place: Int
  }

  private let ties: RankedChoice.Ties
  private let settlesLastTwo: Bool
  private var standing: [Int]
  private var isStanding: [Bool]
  private var groups: [[Group]]
  private var piles: [Rankings.Pile]
  private var exhausted = Power.zero
  private var rounds: [Contest.Round] = []
  /// Who left, the first to leave first.
  private var left: [[Int]] = []
  /// What every option had in each round so far.
  private var history: [[Power]] = []

  init(
    _ ballots: [Key: Rankings.Pile], options: Int, ties: RankedChoice.Ties, settlesLastTwo: Bool
  ) throws(CountRefusal) {
    self.ties = ties
    self.settlesLastTwo = settlesLastTwo
    standing = Array(0..<options)
    isStanding = [Bool](repeating: true, count: options)
    groups = [[Group]](repeating: [], count: options)
    piles = [Rankings.Pile](repeating: Rankings.Pile(), count: options)
    for (key, pile) in ballots { try place(Group(key: key, ballots: pile, place: 0)) }
  }

  /// Puts ballots behind the best of their options that stands.
  private mutating func place(_ group: Group) throws(CountRefusal) {
    var group = group
    while let option = group.key.option(at: group.place) {
      if isStanding[option] {
        try piles[option].add(group.ballots.power, voters: group.ballots.voters)
        groups[option].append(group)
        return
      }
      group.place += 1
    }
    exhausted = try exhausted.adding(group.ballots.power)
  }

  /// Plays all rounds.
  mutating func run() throws(CountRefusal) -> Contest {
    while true {
      history.append(piles.map(\.power))
      let ending = try ending()
      rounds.append(
        Contest.Round(
          piles: standing.map { .init(option: $0, power: piles[$0].power, voters: piles[$0].voters) },
          exhausted: exhausted, ending: ending))
      guard case .eliminated(let options, _) = ending else { return contest(ending) }
      try eliminate(options)
    }
  }

  private func ending() throws(CountRefusal) -> Contest.Round.Ending {
    let sum = try standing.map { piles[$0].power }.sum()
    guard sum > .zero, let top = standing.max(by: { piles[$0].power < piles[$1].power }) else {
      return .deadlock
    }
    if piles[top].power > sum.excess(over: piles[top].power) { return .majority(top) }
    // Of two that have as much none has a majority; with a rule for them they go through it like any others.
    if standing.count < 2 || (standing.count == 2 && !isSettledTie) { return .lastTwo }
    let lowest = fewest(of: standing, in: history.count - 1)
    guard lowest.count > 1 else { return .eliminated(lowest, .smallestPile) }
    let (leaving, reason) = settle(lowest)
    return leaving.count == standing.count ? .deadlock : .eliminated(leaving, reason)
  }

  private var isSettledTie: Bool {
    settlesLastTwo && piles[standing[0]].power == piles[standing[1]].power
  }

  /// Who of the options with the smallest pile leaves.
  private func settle(_ tied: [Int]) -> (leaving: [Int], reason: Contest.Round.Elimination) {
    switch ties {
    case .lowestListed: return (Array(tied.prefix(1)), .lowestListed)
    case .allTiedOut: return (tied, .allTied)
    case .mostFirstPreferences:
      let leaving = fewest(of: tied, in: 0)
      return (leaving, leaving.count < tied.count ? .fewestFirstPreferences : .allTied)
    case .earlierRound:
      var leaving = tied
      for round in history.indices.dropLast().reversed() where leaving.count > 1 {
        leaving = fewest(of: leaving, in: round)
      }
      return (leaving, leaving.count < tied.count ? .earlierRound : .allTied)
    }
  }

  /// The options that had the least in a round.
  private func fewest(of options: [Int], in round: Int) -> [Int] {
    let powers = history[round]
    guard let least = options.map({ powers[$0] }).min() else { return [] }
    return options.filter { powers[$0] == least }
  }

  private mutating func eliminate(_ options: [Int]) throws(CountRefusal) {
    for option in options { isStanding[option] = false }
    standing.removeAll { !isStanding[$0] }
    left.append(options)
    for option in options {
      let moving = groups[option]
      groups[option] = []
      piles[option] = Rankings.Pile()
      for group in moving { try place(group) }
    }
  }

  private func contest(_ ending: Contest.Round.Ending) -> Contest {
    let best =
      ending == .deadlock ? [standing] : Contest.places(of: standing) { piles[$0].power }
    return Contest(places: (best + left.reversed()).filter { !$0.isEmpty }, rounds: rounds)
  }
}
