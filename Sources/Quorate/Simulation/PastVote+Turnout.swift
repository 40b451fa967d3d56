internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing
internal import Voting

/// How the turnout of a house came to be what it is.
package enum TurnoutEnd: Hashable, Sendable {
  case reached
  /// More had voted.
  case above
  /// Whoever has not voted has more power than is lacking, and nobody votes with a part of it.
  case indivisible
  /// Everybody with power votes.
  case everybodyVotes
  /// Nobody voted in whose proportions others could vote.
  case nobodyToFollow
}

extension PastVote {
  /// Lets members who did not vote, the largest first, follow those who did until in every house so much of its power is
  /// cast.
  ///
  /// Whoever lent power to somebody who voted has voted. What silent delegates were lent comes with their ballots, so
  /// that a turnout can end higher than it was asked for.
  ///
  /// - Parameters:
  ///   - percent: The turnout to come to, from 0 to 100.
  ///   - choice: What they vote; `nil` for the same proportions as those who voted in the house, as near as whole members
  ///     come: each takes the option that then has least for each vote it had (D'Hondt's divisors).
  /// - Returns: Why each house came no further.
  /// - Complexity: O(n log n), with the count of the vote as it was.
  package mutating func raise(turnout percent: Int, choice: String?) throws -> [String: TurnoutEnd] {
    let before = try counted(under: proposal.rules)
    var ends: [String: TurnoutEnd] = [:]
    for house in proposal.rules.houses {
      guard let count = before.facts.counts[house.name] else { continue }
      ends[house.name] = raise(house.name, from: count, to: percent, choice: choice)
    }
    return ends
  }

  private mutating func raise(
    _ house: String, from count: Count, to percent: Int, choice: String?
  ) -> TurnoutEnd {
    let everybody = count.tally.electorate.units
    // Rounded down, without a product that could leave the range.
    let target = everybody / 100 * UInt128(percent) + everybody % 100 * UInt128(percent) / 100
    var total = count.tally.cast.units
    if total > target { return .above }
    let cast = carried(house, count)
    var shares = Proportions(cast.values.reduce(into: [:]) { $0[$1.choice, default: 0] += $1.power })
    let silent = silent(in: house, whileVoting: Set(cast.filter { $0.value.isLent }.keys))
    for place in silent where total < target && total + rows[place].power <= target {
      let row = rows[place]
      guard let option = choice ?? shares.next(row.power) else { return .nobodyToFollow }
      rows[place] = .init(
        number: row.number, voter: row.voter, house: row.house, choice: option, power: row.power, at: first,
        delegate: row.delegate)
      total += row.power
    }
    if total == target { return .reached }
    return silent.contains { rows[$0].choice == nil } ? .indivisible : .everybodyVotes
  }

  /// What each ballot of a house carried, by voter.
  private func carried(
    _ house: String, _ count: Count
  ) -> [String: (choice: String, power: UInt128, isLent: Bool)] {
    let words = rows.reduce(into: [String: String]()) { words, row in
      if row.house == house, let choice = row.choice { words[row.voter] = choice }
    }
    return count.contributions.reduce(into: [:]) { cast, ballot in
      guard let choice = words[ballot.voter.display] else { return }
      let (power, overflow) = ballot.own.units.addingReportingOverflow(ballot.delegated.units)
      cast[ballot.voter.display] = (choice, overflow ? .max : power, ballot.delegated > .zero)
    }
  }

  /// The rows of a house nobody has voted with, the largest first.
  /// - Parameter delegates: Who voted with power of others.
  private func silent(in house: String, whileVoting delegates: Set<String>) -> [Int] {
    let lent = rows.reduce(into: [String: [String]]()) { lent, row in
      // A list names each delegate by its account, perhaps with a share behind it.
      guard row.house == house, row.choice == nil, let delegate = row.delegate else { return }
      lent[row.voter] = delegate.split(separator: ";").compactMap { part in
        part.split(separator: " ").first.map(String.init)
      }
    }
    func isRepresented(_ voter: String) -> Bool {
      var (open, seen) = (lent[voter] ?? [], Set([voter]))
      while let next = open.popLast() {
        if delegates.contains(next) { return true }
        if seen.insert(next).inserted { open += lent[next] ?? [] }
      }
      return false
    }
    return rows.indices.filter {
      let row = rows[$0]
      return row.house == house && row.choice == nil && row.power > 0 && !isRepresented(row.voter)
    }.sorted { (rows[$1].power, rows[$0].voter) < (rows[$0].power, rows[$1].voter) }
  }
}

/// Hands out votes in the proportions of those there were.
private struct Proportions {
  /// What each option had, and has with what was handed out.
  private var options: [(name: String, had: UInt128, has: UInt128)]

  init(_ voted: [String: UInt128]) {
    options = voted.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ($0.key, $0.value, $0.value) }
  }

  /// The option that has least for each vote it had, once it gets so much more; of several the larger one.
  mutating func next(_ power: UInt128) -> String? {
    func isLess(_ left: Int, _ right: Int) -> Bool {
      let (one, other) = (options[left], options[right])
      return raised(one.has, power).multipliedFullWidth(by: other.had)
        < raised(other.has, power).multipliedFullWidth(by: one.had)
    }
    guard let place = options.indices.min(by: isLess) else { return nil }
    options[place].has = raised(options[place].has, power)
    return options[place].name
  }

  private func raised(_ votes: UInt128, _ power: UInt128) -> UInt128 {
    let (sum, overflow) = votes.addingReportingOverflow(power)
    return overflow ? .max : sum
  }
}
