package import Voting

/// The fewest members who together could decide something.
package struct Coalition: Hashable, Sendable {
  /// The house in which they vote.
  package let house: String
  /// How many: those who cast most, since no fewer others cast as much.
  package let members: Int
  /// What they cast together; where they stay away, what is then not cast.
  package let power: Power
  /// What they vote for; `nil` where they stay away.
  package let option: String?
  /// The words of such a ballot, where they are not the option's name alone.
  package let ballot: String?
}

/// How few members could have passed a proposal, and how few could have blocked it: what a threshold means for one
/// distribution of power (trust in a vote is trust in at least so many).
///
/// Asked of the whole course: early rules and what silence means as well as the tests of the close. Every member votes
/// for one option and nothing else, by a ballot that ranks it first or scores it alone where that is the method; with
/// conviction all vote with the same. Where roots are squared it is not told. Delegations are left out: power that is lent
/// can be taken back. Who may stop a proposal without a vote is told apart (`Stopper`).
///
/// Validators cast the stake of delegators who do not vote (`Reach`). There a coalition that is found does decide, and
/// now and then fewer others could too.
package struct Coalitions: Sendable {
  private let rules: TrackRules
  /// What the members of each house can cast.
  private let reaches: [String: Reach]

  /// Why it is not told for a track, in words; `nil` where it is.
  package static func untold(_ rules: TrackRules) -> String? {
    for house in rules.houses {
      let method = rules.method(in: house.name)
      guard case .indirect(let words) = method.effect else { continue }
      if !method.isDivisible { return words }
      if rules.options.count > BallotFlipSearch.mostOptions {
        return "\(words) over \(rules.options.count) options"
      }
    }
    if rules.course.absentees?.leader != nil { return "members who count as another one votes" }
    return rules.course.interpolatedDelay == nil ? nil : "votes that only move its date"
  }

  /// - Parameter powers: What each member of each house holds, in any order.
  /// - Returns: `nil` for a way of voting it is not told for, or a house without members.
  /// - Throws: `CountRefusal.overflow`.
  /// - Complexity: O(n log n).
  package init?(_ rules: TrackRules, powers: [String: [Power]]) throws(CountRefusal) {
    var reaches: [String: Reach] = [:]
    for (house, list) in powers { reaches[house] = try Reach(list) }
    self.init(rules, reaches: reaches)
  }

  /// - Parameter reaches: What the members of each house can cast.
  /// - Returns: `nil` for a way of voting it is not told for, or a house without members.
  package init?(_ rules: TrackRules, reaches: [String: Reach]) {
    guard Self.untold(rules) == nil else { return nil }
    var voting: [String: Reach] = [:]
    for house in rules.houses {
      guard let reach = reaches[house.name], reach.members > 0 else { return nil }
      voting[house.name] = reach
    }
    self.rules = rules
    self.reaches = voting
  }

  /// The fewest members of a house whose votes alone pass a proposal, where every other house agrees and nobody else of
  /// this one votes; `nil` where not even all of them can.
  /// - Complexity: O(options · tests · log n).
  package func toPass(in house: String) -> Coalition? {
    best(in: house, rules.options.indices.map { $0 }) { members, option in
      guard let option else { return false }
      return passes { $0 == house ? .some(members, for: option) : .everybody(for: option) }
    } power: { reach, members, _ in
      reach.alone[members].power
    }
  }

  /// The fewest members of a house who, by all voting for one option or by all staying away, keep a proposal from
  /// passing when everybody else is for it; `nil` where not even all of them can.
  ///
  /// No mix of both does it with fewer, as each test asks for a sum that is least where all do the same, and one that fails
  /// is enough. Where an early rule can pass it besides, that rule and a test must fail together, and now and then fewer do
  /// it with some voting and others staying away; a coalition that is told blocks all the same.
  /// - Complexity: O(options² · tests · log n).
  package func toBlock(in house: String) -> Coalition? {
    let favourites = rules.options.indices.filter { option in passes { _ in .everybody(for: option) } }
    let found = favourites.compactMap { favourite -> Coalition? in
      func vote(_ members: Int, _ option: Int?) -> (String) -> Vote {
        { $0 == house ? .split(members, for: option, rest: favourite) : .everybody(for: favourite) }
      }
      return best(in: house, rules.options.indices.map { $0 } + [nil]) { members, option in
        option != favourite && !passes(vote(members, option))
      } ties: { members, option in
        option != favourite && !leads(favourite, option, in: house, vote(members, option))
      } power: { reach, members, option in
        option == nil
          ? reach.electorate.excess(over: reach.without[members].power) : reach.against[members].power
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

  /// The option by which the fewest members reach something, found by halving: more members never do worse, but for those
  /// who draw level, where a tie decides and its winner would not.
  private func best(
    in house: String, _ options: [Int?], _ decides: (Int, Int?) -> Bool,
    ties: ((Int, Int?) -> Bool)? = nil, power: (Reach, Int, Int?) -> Power
  ) -> Coalition? {
    guard let reach = reaches[house] else { return nil }
    var best: Coalition?
    for option in options {
      let level = ties.flatMap { ties in fewest(of: reach.members) { ties($0, option) } }
      let found = [
        level.flatMap { decides($0, option) ? $0 : nil }, fewest(of: reach.members) { decides($0, option) },
      ]
      guard let fewest = found.compactMap(\.self).min(), best.map({ fewest < $0.members }) ?? true else {
        continue
      }
      best = Coalition(
        house: house, members: fewest, power: power(reach, fewest, option),
        option: option.map { rules.options[$0] }, ballot: option.flatMap { ballot(for: $0, in: house) })
    }
    return best
  }

  /// The least number for which something holds that goes on holding; `nil` where it does not for all.
  private func fewest(of members: Int, _ holds: (Int) -> Bool) -> Int? {
    guard holds(members) else { return nil }
    var (low, high) = (0, members)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The words of the ballot by which members vote for an option, where they are others than its name.
  private func ballot(for option: Int, in house: String) -> String? {
    let method = rules.method(in: house)
    guard case .indirect = method.effect, let choice = method.devoted(to: option, among: rules.options) else {
      return nil
    }
    let words = method.words(of: choice, among: rules.options)
    return words == rules.options[option] ? nil : words
  }

  /// Whether an option has more than another in a house, and so is first in a contest of the two.
  private func leads(_ option: Int, _ other: Int?, in house: String, _ vote: (String) -> Vote) -> Bool {
    guard let other, let reach = reaches[house] else { return true }
    let options = tally(reach, vote(house), rules.method(in: house)).options
    return options[option].power > options[other].power
  }

  private func passes(_ vote: (String) -> Vote) -> Bool {
    var tallies: [String: Tally] = [:]
    for (house, reach) in reaches { tallies[house] = tally(reach, vote(house), rules.method(in: house)) }
    return rules.outcome(of: tallies, elapsed: rules.period).outcome == .passed
  }

  private func tally(_ reach: Reach, _ vote: Vote, _ method: any CountingMethod) -> Tally {
    let parts: [Part] =
      switch vote {
      case .some(let members, let option): [Part(option, members, reach.alone[members])]
      case .everybody(let option): [Part(option, reach.members, reach.others[0])]
      case .split(let members, nil, let rest): [Part(rest, reach.members - members, reach.without[members])]
      case .split(let members, let option?, let rest):
        [
          Part(option, members, reach.against[members]),
          Part(rest, reach.members - members, reach.others[members]),
        ]
      }
    return PartialTally(options: rules.options, electorate: reach.electorate, method: method).tally(of: parts)
  }
}

/// Members who vote for one option.
private struct Part {
  let option: Int
  let members: Int
  let sum: Reach.Sum

  init(_ option: Int, _ members: Int, _ sum: Reach.Sum) {
    (self.option, self.members, self.sum) = (option, members, sum)
  }
}

/// The sums of votes that nobody cast.
private struct PartialTally {
  let options: [String]
  let electorate: Power
  let method: any CountingMethod

  /// - Parameter parts: Each of another option, in decimals where the count is made in them.
  func tally(of parts: [Part]) -> Tally {
    var sums = [Tally.Option](repeating: Tally.Option(power: .zero, voters: 0), count: options.count)
    for part in parts { sums[part.option] = Tally.Option(power: part.sum.power, voters: part.members) }
    let exact = decimals(of: parts)
    let cast = exact?.cast.truncated ?? parts.reduce(0) { $0 + $1.sum.power.units }
    let counted = isCounted ? try? Self.count(parts, by: method, options) : nil
    let powers = counted?.options.map(\.power) ?? sums.map(\.power)
    return Tally(
      options: zip(powers, sums).map { .init(power: $0, voters: $1.voters) }, cast: Power(cast),
      ballots: parts.reduce(0) { $0 + $1.members }, electorate: electorate,
      contest: counted?.contest ?? Contest(ranking: powers), decimals: exact)
  }

  /// Whether sums are something else than the power behind each option.
  private var isCounted: Bool { if case .indirect = method.effect { true } else { false } }

  private static func count<Method: CountingMethod>(
    _ parts: [Part], by method: Method, _ options: [String]
  ) throws(CountRefusal) -> MethodResult {
    var sums = method.none(options: options.count)
    for part in parts where part.sum.power > .zero {
      guard let choice = method.devoted(to: part.option, among: options) else {
        throw .choiceDoesNotFit("\(part.option)")
      }
      try method.add(choice, part.sum.power, to: &sums)
    }
    return try method.result(of: sums)
  }

  private func decimals(of parts: [Part]) -> Tally.Decimals? {
    var sums = [Decimal18](repeating: .zero, count: options.count)
    var cast = Decimal18.zero
    for part in parts {
      guard let decimals = part.sum.decimals, let sum = try? cast.adding(decimals) else { return nil }
      (sums[part.option], cast) = (decimals, sum)
    }
    return Tally.Decimals(options: sums, cast: cast)
  }
}
