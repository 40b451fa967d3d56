/// How the options of an election rank, and the way there.
///
/// What nothing tells apart shares a place: settling that, where it matters, is a rule of the track.
public struct Contest: Hashable, Sendable {
  /// Positions of options, best place first; options on one place are tied and stand in the order of the list.
  public let places: [[Int]]
  /// What happened, in order; empty where the totals alone decide.
  public let rounds: [Round]
  /// The power that prefers the option of the row to that of the column; empty where pairs are not compared.
  public let preferences: [[Power]]

  /// The options on the first place: one, unless the contest is tied.
  public var winners: [Int] { places.first ?? [] }

  package init(places: [[Int]], rounds: [Round] = [], preferences: [[Power]] = []) {
    self.places = places
    self.rounds = rounds
    self.preferences = preferences
  }

  /// Options ranked by what they have got, most first; equal ones share a place.
  package init(ranking totals: [some Comparable]) {
    self.init(places: Self.places(of: Array(totals.indices)) { totals[$0] })
  }

  /// Two measures, of which the second tells apart what the first does not.
  struct Merit: Comparable {
    let first: Power
    let second: Power

    static func < (left: Merit, right: Merit) -> Bool {
      (left.first, left.second) < (right.first, right.second)
    }
  }

  /// Groups options by a measure, the greatest first.
  static func places(of options: [Int], by measure: (Int) -> some Comparable) -> [[Int]] {
    var places: [[Int]] = []
    for option in options.sorted(by: {
      let (left, right) = (measure($0), measure($1))
      return left == right ? $0 < $1 : left > right
    }) {
      if let last = places.last?.first, measure(last) == measure(option) {
        places[places.count - 1].append(option)
      } else {
        places.append([option])
      }
    }
    return places
  }
}

extension Contest {
  /// One step of a contest.
  public struct Round: Hashable, Sendable {
    /// What an option has in a round.
    public struct Pile: Hashable, Sendable {
      /// The position of the option.
      public let option: Int
      /// The power that stands behind it.
      public let power: Power
      /// The ballots that stand behind it.
      public let voters: Int

      package init(option: Int, power: Power, voters: Int) {
        self.option = option
        self.power = power
        self.voters = voters
      }
    }

    /// How a round ends.
    public enum Ending: Hashable, Sendable {
      /// One option has more than half of the power that still stands: the contest is over.
      case majority(Int)
      /// No more than two options stand: the larger pile wins.
      case lastTwo
      /// These options leave, for the reason given.
      case eliminated([Int], Elimination)
      /// Nothing tells the options left apart: they share the place.
      case deadlock
    }

    /// Why options leave.
    public enum Elimination: Hashable, Sendable {
      /// Theirs is the smallest pile.
      case smallestPile
      /// Of the options with the smallest pile they stand first in the list.
      case lowestListed
      /// Of the options with the smallest pile they have the fewest first preferences.
      case fewestFirstPreferences
      /// Of the options with the smallest pile they had the least in the last earlier round that tells them apart.
      case earlierRound
      /// They and nobody else have the smallest pile, and the rule lets all of them leave.
      case allTied
      /// They are not among the two that go on to the run-off.
      case belowTheTwoBest
    }

    /// The options that stand, in the order of the list.
    public let piles: [Pile]
    /// Power of ballots that name, or prefer, none of the options that stand.
    public let exhausted: Power
    /// How the round ends.
    public let ending: Ending

    package init(piles: [Pile], exhausted: Power, ending: Ending) {
      self.piles = piles
      self.exhausted = exhausted
      self.ending = ending
    }
  }
}

extension Contest {
  /// What an option has achieved against all others, one by one.
  public struct Record: Hashable, Sendable {
    /// Others that less power prefers to it than it to them.
    public let wins: Int
    /// Others that as much power prefers to it.
    public let ties: Int
    /// Others that more power prefers to it.
    public let losses: Int
    /// The power that prefers it, over all others added up.
    public let support: Power

    /// - Throws: `CountRefusal.overflow` where the support added up reaches 2^128.
    init(
      of option: Int, against others: some Sequence<Int>, _ preference: (Int, Int) -> Power
    ) throws(CountRefusal) {
      var (wins, ties, losses, support) = (0, 0, 0, Power.zero)
      for other in others where other != option {
        let (own, against) = (preference(option, other), preference(other, option))
        if own > against { wins += 1 } else if own < against { losses += 1 } else { ties += 1 }
        support = try support.adding(own)
      }
      self.wins = wins
      self.ties = ties
      self.losses = losses
      self.support = support
    }

    /// Two for a win and one for a tie.
    public var points: Int { 2 * wins + ties }
  }

  /// What an option has achieved against all others; `nil` where pairs are not compared.
  public func record(of option: Int) -> Record? {
    guard preferences.indices.contains(option) else { return nil }
    return try? Record(of: option, against: preferences.indices) { preferences[$0][$1] }
  }
}
