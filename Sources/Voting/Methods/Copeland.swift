package import CanonicalEncoding

/// Each ballot ranks the options; every option meets every other, and the most wins and ties decide.
///
/// An option beats another when more power prefers it. Two points for a win and one for a tie; of equal points,
/// the greater average support comes first, which is the power that prefers the option, averaged over all others:
/// with one denominator for all, comparing the sums is exact. Snapshot adds half of the average as a fraction and
/// so ranks alike, then rescales what it prints; nothing is rescaled here.
///
/// An option that beats all others wins. Ballots that leave options out prefer what they name to what they leave
/// out. What an option has got is its first preferences. A voter may do better by staying away: the tests keep an
/// example.
package struct Copeland: CountingMethod {
  package static let name = "copeland"
  package var effect: BallotEffect { .indirect("ranked ballots") }
  private let ranking: Ranking

  /// First preferences, and who is preferred to whom.
  package struct Sums: Mergeable, Hashable, Sendable {
    var first: OptionSums
    var preferences: Preferences

    package mutating func merge(_ other: Sums) throws(CountRefusal) {
      try first.merge(other.first)
      try preferences.merge(other.preferences)
    }
  }

  /// - Parameter isPartial: Whether a ballot may leave options out.
  package init(isPartial: Bool = false) { ranking = Ranking(isPartial: isPartial) }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    self.init(isPartial: try fields.flag("partial") ?? false)
  }

  package var json: JSONValue {
    .members(["method": .string(Self.name), "partial": .bool(ranking.isPartial)])
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

  package func none(options: Int) -> Sums {
    Sums(first: OptionSums(options: options), preferences: Preferences(options: options))
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    let count = sums.first.options.count
    guard ranking.isRanking(choice.positions, of: count), let first = choice.positions.first else {
      throw .choiceDoesNotFit("\(choice.positions)")
    }
    try sums.first.add(power, at: first)
    var values = [Int](repeating: 0, count: count)
    for (place, position) in choice.positions.enumerated() { values[position] = count - place }
    try sums.preferences.add(values, power)
  }

  package func result(of sums: Sums) throws(CountRefusal) -> MethodResult {
    let all = Array(sums.first.options.indices)
    var merits: [Contest.Merit] = []
    for option in all {
      let record = try sums.preferences.record(of: option, against: all)
      merits.append(Contest.Merit(first: Power(UInt128(record.points)), second: record.support))
    }
    let contest = Contest(
      places: Contest.places(of: all) { merits[$0] }, preferences: sums.preferences.rows)
    return MethodResult(options: sums.first.options, contest: contest)
  }
}
