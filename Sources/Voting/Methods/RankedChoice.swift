package import CanonicalEncoding

/// Each ballot ranks the options; the last are eliminated until one has more than half: instant run-off voting.
///
/// In each round a ballot stands behind the best of its options that is still in. The contest is over when a pile
/// holds more than half of the power that still stands, or when two options are left; otherwise the smallest pile
/// leaves, and its ballots move on. Snapshot's `ranked-choice` does this with full rankings and `lowest-listed`
/// ties; there a list with a text for a number passes for a ranking, here nothing does but one exact spelling.
///
/// What an option has got is its pile in the last round, and nothing once it is eliminated. More support may
/// make an option lose, and a voter may do better by staying away: the tests keep an example of either.
package struct RankedChoice: CountingMethod {
  package static let name = "ranked-choice"
  package var effect: BallotEffect { .indirect("ranked ballots") }

  /// Who leaves when several options have the smallest pile.
  package enum Ties: String, CaseIterable, Sendable {
    /// The one that stands first in the list, as in Snapshot.
    case lowestListed = "lowest-listed"
    /// Those with the fewest first preferences; all of them if several have as few.
    case mostFirstPreferences = "most-first-preferences"
    /// Those with the smallest pile in the last earlier round that tells them apart; all if none does.
    case earlierRound = "earlier-round"
    /// All of them.
    case allTiedOut = "all-tied-out"
  }

  package let ties: Ties
  /// Whether the rule for ties decides between the last two as well; otherwise equal ones share the first place.
  package let settlesLastTwo: Bool
  private let ranking: Ranking

  /// - Parameters:
  ///   - ties: Who leaves when several have the smallest pile.
  ///   - settlesLastTwo: Whether that goes for the last two as well.
  ///   - isPartial: Whether a ballot may leave options out.
  package init(ties: Ties, settlesLastTwo: Bool = false, isPartial: Bool = false) {
    self.ties = ties
    self.settlesLastTwo = settlesLastTwo
    ranking = Ranking(isPartial: isPartial)
  }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    let isPartial = try fields.flag("partial") ?? false
    guard let ties: Ties = try fields.name("ties") else { throw .missing(field: "ties", in: Self.name) }
    let lastTwo: LastTwo = try fields.name("last_two") ?? .shared
    self.init(ties: ties, settlesLastTwo: lastTwo == .byTies, isPartial: isPartial)
  }

  /// What becomes of the last two when they have as much, as a charter names it.
  private enum LastTwo: String, CaseIterable {
    /// They share the first place.
    case shared
    /// The rule for ties decides.
    case byTies = "by-ties"
  }

  /// `last_two` is left out where it is `shared`, so that rules from before there was a choice keep their hash.
  package var json: JSONValue {
    let lastTwo: [JSONObject.Member] =
      settlesLastTwo ? [.init(key: "last_two", value: .string(LastTwo.byTies.rawValue))] : []
    return .object(
      JSONObject(
        lastTwo + [
          .init(key: "method", value: .string(Self.name)),
          .init(key: "partial", value: .bool(ranking.isPartial)),
          .init(key: "ties", value: .string(ties.rawValue)),
        ]))
  }

  package func fault(of options: [String]) -> String? { ranking.fault(of: options) }

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    try ranking.choice(words, among: options)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    ranking.words(of: choice, among: options)
  }

  package func devoted(to option: Int, among options: [String]) -> Choice? {
    ranking.devoted(to: option, among: options.count)
  }

  package func probes(among options: [String]) -> [Choice] { ranking.probes(among: options.count) }

  package func none(options: Int) -> Rankings { Rankings(options: options) }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Rankings) throws(CountRefusal) {
    guard ranking.isRanking(choice.positions, of: sums.options) else {
      throw .choiceDoesNotFit("\(choice.positions)")
    }
    try sums.add(choice.positions, power)
  }

  /// - Complexity: O(distinct rankings × options).
  package func result(of sums: Rankings) throws(CountRefusal) -> MethodResult {
    let contest =
      sums.isPacked
      ? try contest(of: sums.packed, options: sums.options)
      : try contest(of: sums.long, options: sums.options)
    var options = [Tally.Option](repeating: Tally.Option(power: .zero, voters: 0), count: sums.options)
    for pile in contest.rounds.last?.piles ?? [] {
      options[pile.option] = Tally.Option(power: pile.power, voters: pile.voters)
    }
    return MethodResult(options: options, contest: contest)
  }

  private func contest<Key: RankingKey>(
    of ballots: [Key: Rankings.Pile], options: Int
  ) throws(CountRefusal) -> Contest {
    var runoff = try InstantRunoff(
      ballots, options: options, ties: ties, settlesLastTwo: settlesLastTwo)
    return try runoff.run()
  }
}
