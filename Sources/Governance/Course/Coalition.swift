package import Voting

/// The fewest members who together could decide something.
package struct Coalition: Hashable, Sendable {
  /// The house in which they vote.
  package let house: String
  /// How many: the largest holders, since no fewer others have as much.
  package let members: Int
  /// What they hold together.
  package let power: Power
  /// What they vote for; `nil` where they stay away.
  package let option: String?
}

/// How few members could have passed a proposal, and how few could have blocked it: what a threshold means for one
/// distribution of power (trust in a vote is trust in at least so many).
///
/// Asked of the whole course: early rules and what silence means as well as the tests of the close. Told where sums
/// alone decide and every member votes for one option; with conviction, where all vote with the same. Delegations are
/// left out: power that is lent can be taken back. Who may stop a proposal without a vote is told apart (`Stopper`).
package struct Coalitions: Sendable {
  private let rules: TrackRules
  /// For each house, what the largest so many members have together; the first is nothing.
  private let cumulated: [String: [Power]]

  /// Why it is not told for a track, in words; `nil` where it is.
  package static func untold(_ rules: TrackRules) -> String? {
    for house in rules.houses {
      if case .indirect(let words) = rules.method(in: house.name).effect { return words }
    }
    if rules.course.absentees?.leader != nil { return "members who count as another one votes" }
    return rules.course.interpolatedDelay == nil ? nil : "votes that only move its date"
  }

  /// - Parameter powers: What each member of each house holds, in any order.
  /// - Returns: `nil` for a way of voting it is not told for, or a house without members.
  /// - Throws: `CountRefusal.overflow`.
  /// - Complexity: O(n log n).
  package init?(_ rules: TrackRules, powers: [String: [Power]]) throws(CountRefusal) {
    guard Self.untold(rules) == nil else { return nil }
    var cumulated: [String: [Power]] = [:]
    for house in rules.houses {
      guard let list = powers[house.name], !list.isEmpty else { return nil }
      var (sum, sums) = (Power.zero, [Power.zero])
      for power in list.sorted(by: >) {
        sum = try sum.adding(power)
        sums.append(sum)
      }
      cumulated[house.name] = sums
    }
    self.rules = rules
    self.cumulated = cumulated
  }

  /// The fewest members of a house whose votes alone pass a proposal, where every other house agrees and nobody else of
  /// this one votes; `nil` where not even all of them can.
  /// - Complexity: O(options · tests · log n).
  package func toPass(in house: String) -> Coalition? {
    best(in: house, rules.options.indices.map { $0 }) { members, option in
      guard let option else { return false }
      return passes { $0 == house ? .some(members, for: option) : .everybody(for: option) }
    }
  }

  /// The fewest members of a house who keep a proposal from passing when everybody else is for it, by a vote or by
  /// staying away; `nil` where not even all of them can.
  /// - Complexity: O(options² · tests · log n).
  package func toBlock(in house: String) -> Coalition? {
    let favourites = rules.options.indices.filter { option in passes { _ in .everybody(for: option) } }
    let found = favourites.compactMap { favourite in
      best(in: house, rules.options.indices.map { $0 } + [nil]) { members, option in
        option != favourite
          && !passes {
            $0 == house ? .split(members, for: option, rest: favourite) : .everybody(for: favourite)
          }
      }
    }
    // It must work against whatever the others could pass it by.
    return found.count == favourites.count ? found.max { $0.members < $1.members } : nil
  }

  /// How a house votes.
  private enum Vote {
    case some(Int, for: Int)
    case everybody(for: Int)
    case split(Int, for: Int?, rest: Int)
  }

  /// The option by which the fewest members reach something, found by halving: more members never do worse.
  private func best(
    in house: String, _ options: [Int?], _ reaches: (Int, Int?) -> Bool
  ) -> Coalition? {
    guard let sums = cumulated[house] else { return nil }
    var best: Coalition?
    for option in options where reaches(sums.count - 1, option) {
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if reaches(middle, option) { high = middle } else { low = middle + 1 }
      }
      if best.map({ low < $0.members }) ?? true {
        best = Coalition(
          house: house, members: low, power: sums[low], option: option.map { rules.options[$0] })
      }
    }
    return best
  }

  private func passes(_ vote: (String) -> Vote) -> Bool {
    var tallies: [String: Tally] = [:]
    for (house, sums) in cumulated { tallies[house] = tally(sums, vote(house)) }
    return rules.outcome(of: tallies, elapsed: rules.period).outcome == .passed
  }

  private func tally(_ sums: [Power], _ vote: Vote) -> Tally {
    let everybody = sums.count - 1
    let parts: [(option: Int?, members: Int, power: Power)] =
      switch vote {
      case .some(let members, let option): [(option, members, sums[members])]
      case .everybody(let option): [(option, everybody, sums[everybody])]
      case .split(let members, let option, let rest):
        [
          (option, members, sums[members]),
          (rest, everybody - members, sums[everybody].excess(over: sums[members])),
        ]
      }
    var options = rules.options.map { _ in Tally.Option(power: .zero, voters: 0) }
    let voting = parts.filter { $0.option != nil }
    for part in voting {
      guard let option = part.option else { continue }
      options[option] = Tally.Option(power: part.power, voters: part.members)
    }
    let cast = voting.reduce(UInt128(0)) { $0 + $1.power.units }
    let ballots = voting.reduce(0) { $0 + $1.members }
    return Tally(
      options: options, cast: Power(cast), ballots: ballots, electorate: sums[everybody],
      contest: Contest(ranking: options.map(\.power)))
  }
}
