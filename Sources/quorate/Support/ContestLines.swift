internal import CanonicalEncoding
internal import Governance
internal import Voting

/// How an election was decided, step by step: the rounds of a run-off, the options against each other, and the places.
struct ContestLines {
  let options: [String]
  /// How power is written.
  let unit: AssetUnit
  /// How sums are written, by which the first round of a run-off after scores goes.
  let sums: AssetUnit

  /// Lines to stand below the sums; empty where the sums alone decide.
  func text(of contest: Contest?) -> String {
    guard let contest else { return "" }
    if contest.rounds.isEmpty, contest.preferences.isEmpty {
      // Sums of power speak for themselves.
      return sums == unit ? "" : "\n  Places  \(places(of: contest))"
    }
    var parts = contest.rounds.enumerated().map { number, round in
      "  Round \(number + 1)\n" + self.round(round, of: contest)
    }
    // Of a run-off after scores only the last two were compared.
    if contest.rounds.isEmpty { parts.append(records(of: contest)) }
    parts.append("  Places  \(places(of: contest))")
    return "\n" + parts.joined(separator: "\n")
  }

  // MARK: Rounds

  private func round(_ round: Contest.Round, of contest: Contest) -> String {
    let unit = unitOfPiles(in: round)
    let standing = round.piles.reduce(Power.zero) { (try? $0.adding($1.power)) ?? $0 }
    var rows = round.piles.map { pile in
      [
        "    " + name(pile.option), Format.amount(pile.power, unit),
        Format.percent(pile.power, of: standing),
      ]
    }
    if round.exhausted > .zero {
      rows.append(["    (for none of these)", Format.amount(round.exhausted, unit), ""])
    }
    // The header names columns that need none.
    let table = Format.table(["", "", ""], rows, forTerminal: true)
      .split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      .map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    return table + "\n    " + ending(round, of: contest, standing)
  }

  /// The finalists of a run-off after scores have the most points, and are then compared by power.
  private func unitOfPiles(in round: Contest.Round) -> AssetUnit {
    if case .eliminated(_, .belowTheTwoBest) = round.ending { sums } else { unit }
  }

  private func ending(_ round: Contest.Round, of contest: Contest, _ standing: Power) -> String {
    switch round.ending {
    case .majority(let option):
      return "\(name(option)) has more than half of \(Format.amount(standing, unit)) and wins."
    case .lastTwo: return lastTwo(round, of: contest)
    case .deadlock:
      return round.piles.allSatisfy { $0.power == .zero }
        ? "Nobody has voted for any of them." : "Nothing tells them apart: they share the place."
    case .eliminated(let options, let reason):
      if reason == .belowTheTwoBest {
        let finalists = round.piles.map(\.option).filter { !options.contains($0) }
        return "\(names(finalists)) go on to the run-off."
      }
      return "\(names(options)) \(options.count == 1 ? "leaves" : "leave"): \(words(reason))."
    }
  }

  private func lastTwo(_ round: Contest.Round, of contest: Contest) -> String {
    let winners = contest.winners
    guard winners.count == 1 else { return "As much for one as for the other: they share the place." }
    let powers = Set(round.piles.map(\.power))
    return powers.count > 1
      ? "\(name(winners[0])) has more, and wins."
      : "As much for one as for the other; \(name(winners[0])) has the greater sum, and wins."
  }

  private func words(_ reason: Contest.Round.Elimination) -> String {
    switch reason {
    case .smallestPile: "the least of all"
    case .lowestListed: "the least of all, and of those with as little the first in the list"
    case .fewestFirstPreferences: "the least of all, and of those with as little the fewest first preferences"
    case .earlierRound: "the least of all, and of those with as little the least in an earlier round"
    case .allTied: "the least of all, each with as little"
    case .belowTheTwoBest: "not among the two best"
    }
  }

  // MARK: Pairs

  private func records(of contest: Contest) -> String {
    let rows = contest.places.joined().compactMap { option -> [String]? in
      contest.record(of: option).map { record in
        [
          "    " + name(option), String(record.points), "\(record.wins)", "\(record.ties)",
          "\(record.losses)",
          Format.amount(record.support, unit),
        ]
      }
    }
    return "  Each against each other\n"
      + Format.table(
        ["    OPTION", "POINTS", "WON", "TIED", "LOST", "SUPPORT"], rows, forTerminal: true)
  }

  /// `1 A, 2 B and C, 4 D`.
  private func places(of contest: Contest) -> String {
    var (parts, next): ([String], Int) = ([], 1)
    for place in contest.places {
      parts.append("\(next) \(names(place))")
      next += place.count
    }
    return parts.joined(separator: ", ")
  }

  private func names(_ positions: [Int]) -> String { positions.map(name).joined(separator: " and ") }

  private func name(_ position: Int) -> String {
    options.indices.contains(position) ? Format.safe(options[position]) : ""
  }
}

/// The same for programs.
enum ContestJSON {
  /// `null` where the method does not rank the options.
  static func value(_ contest: Contest?, _ options: [String]) -> JSONValue {
    guard let contest else { return .null }
    func name(_ position: Int) -> JSONValue {
      .string(options.indices.contains(position) ? options[position] : "")
    }
    return .members([
      "places": .array(contest.places.map { .array($0.map(name)) }),
      "preferences": .array(
        contest.preferences.map { row in .array(row.map { .string($0.description) }) }),
      "records": .array(
        contest.preferences.isEmpty ? [] : options.indices.compactMap { record($0, contest, name) }),
      "rounds": .array(contest.rounds.map { round($0, name) }),
    ])
  }

  private static func record(
    _ option: Int, _ contest: Contest, _ name: (Int) -> JSONValue
  ) -> JSONValue? {
    contest.record(of: option).map { record in
      .members([
        "losses": .integer(record.losses), "name": name(option), "points": .integer(record.points),
        "support": .string(record.support.description), "ties": .integer(record.ties),
        "wins": .integer(record.wins),
      ])
    }
  }

  private static func round(_ round: Contest.Round, _ name: (Int) -> JSONValue) -> JSONValue {
    let (ending, options, reason) = ending(round.ending)
    return .members([
      "ending": .string(ending), "exhausted": .string(round.exhausted.description),
      "options": .array(options.map(name)),
      "piles": .array(
        round.piles.map { pile in
          .members([
            "name": name(pile.option), "power": .string(pile.power.description),
            "voters": .integer(pile.voters),
          ])
        }), "reason": reason.map { .string($0) } ?? .null,
    ])
  }

  /// How a round ends, the options that the ending is about, and why they leave.
  private static func ending(_ ending: Contest.Round.Ending) -> (String, [Int], String?) {
    switch ending {
    case .majority(let option): ("majority", [option], nil)
    case .lastTwo: ("last-two", [], nil)
    case .deadlock: ("deadlock", [], nil)
    case .eliminated(let options, let reason): ("eliminated", options, word(reason))
    }
  }

  private static func word(_ reason: Contest.Round.Elimination) -> String {
    switch reason {
    case .smallestPile: "smallest-pile"
    case .lowestListed: "lowest-listed"
    case .fewestFirstPreferences: "fewest-first-preferences"
    case .earlierRound: "earlier-round"
    case .allTied: "all-tied"
    case .belowTheTwoBest: "below-the-two-best"
    }
  }
}
