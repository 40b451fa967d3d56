package import CanonicalEncoding

/// Each ballot scores every option; of the two with the greatest sums, the one that more power prefers wins.
///
/// Score Then Automatic Run-off, as starvoting.org describes it: a ballot prefers the finalist it scores higher,
/// and none where it scores both alike. A run-off as even as can be goes to the greater sum of scores, and is tied
/// where those are equal too. What an option has got is its sum of scores.
package struct Star: CountingMethod {
  package static let name = "star"
  package var effect: BallotEffect { .indirect("scores") }
  package var unitOfSums: String? { "points" }

  /// Who goes on when sums of scores leave more than two places' worth of options.
  package enum Ties: String, CaseIterable, Sendable {
    /// Those that win most against the others that are tied, a tie counting half; then the first in the list.
    case headToHead = "head-to-head"
    /// Those that stand first in the list.
    case firstListed = "first-listed"
  }

  /// Sums of scores, who is preferred to whom, and the power of all ballots.
  package struct Sums: Mergeable, Hashable, Sendable {
    var scores: OptionSums
    var preferences: Preferences
    var cast = Power.zero

    package mutating func merge(_ other: Sums) throws(CountRefusal) {
      try scores.merge(other.scores)
      try preferences.merge(other.preferences)
      cast = try cast.adding(other.cast)
    }
  }

  private let scores: Scores
  private let ties: Ties

  package init(max: Int = 5, ties: Ties = .headToHead) {
    scores = Scores(max: max)
    self.ties = ties
  }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    let max = try fields.count("max", 1...1000) ?? 5
    self.init(max: max, ties: try fields.name("ties") ?? .headToHead)
  }

  package var json: JSONValue {
    .members([
      "max": .integer(scores.max), "method": .string(Self.name), "ties": .string(ties.rawValue),
    ])
  }

  package func fault(of options: [String]) -> String? { scores.fault(of: options) }

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    try scores.choice(words, among: options)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    scores.words(of: choice, among: options)
  }

  package func devoted(to option: Int, among options: [String]) -> Choice? {
    scores.devoted(to: option, among: options.count)
  }

  package func none(options: Int) -> Sums {
    Sums(scores: OptionSums(options: options), preferences: Preferences(options: options))
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    let values = try scores.scores(of: choice, among: sums.scores.options.count)
    try scores.add(values, power, to: &sums.scores)
    try sums.preferences.add(values, power)
    sums.cast = try sums.cast.adding(power)
  }

  package func result(of sums: Sums) throws(CountRefusal) -> MethodResult {
    MethodResult(options: sums.scores.options, contest: try contest(of: sums))
  }

  private func contest(of sums: Sums) throws(CountRefusal) -> Contest {
    let options = sums.scores.options
    let piles = options.enumerated().map {
      Contest.Round.Pile(option: $0.offset, power: $0.element.power, voters: $0.element.voters)
    }
    let byScore = Contest.places(of: Array(options.indices)) { options[$0].power }
    // Before anybody has scored anything there is nothing to run off.
    guard options.count >= 2, options.contains(where: { $0.power > .zero }) else {
      return Contest(
        places: byScore, rounds: [.init(piles: piles, exhausted: .zero, ending: .deadlock)],
        preferences: sums.preferences.rows)
    }
    var finalists: [Int] = []
    for place in byScore where finalists.count < 2 {
      finalists += try order(place, sums.preferences).prefix(2 - finalists.count)
    }
    finalists.sort()
    let out = options.indices.filter { !finalists.contains($0) }
    let (places, round) = try runOff(finalists[0], finalists[1], sums)
    let first = Contest.Round(
      piles: piles, exhausted: .zero, ending: .eliminated(out, .belowTheTwoBest))
    return Contest(
      places: places + byScore.map { $0.filter(out.contains) }.filter { !$0.isEmpty },
      rounds: out.isEmpty ? [round] : [first, round], preferences: sums.preferences.rows)
  }

  /// Options of equal score in the order in which they go on.
  private func order(_ tied: [Int], _ preferences: Preferences) throws(CountRefusal) -> [Int] {
    guard tied.count > 2 || ties == .headToHead, tied.count > 1 else { return tied }
    guard ties == .headToHead else { return tied }
    var points: [Int: Int] = [:]
    for option in tied { points[option] = try preferences.record(of: option, against: tied).points }
    return Contest.places(of: tied) { points[$0] ?? 0 }.flatMap(\.self)
  }

  private func runOff(
    _ left: Int, _ right: Int, _ sums: Sums
  ) throws(CountRefusal) -> (places: [[Int]], round: Contest.Round) {
    let behind = [left: sums.preferences[left, to: right], right: sums.preferences[right, to: left]]
    let scores = sums.scores.options
    // As many for one as for the other: the greater sum of scores wins.
    let places = Contest.places(of: [left, right]) {
      Contest.Merit(first: behind[$0] ?? .zero, second: scores[$0].power)
    }
    // Every ballot prefers at most one of the two, so that both powers together are at most the power cast.
    let named = try (behind[left] ?? .zero).adding(behind[right] ?? .zero)
    return (
      places,
      Contest.Round(
        piles: [left, right].map { .init(option: $0, power: behind[$0] ?? .zero, voters: 0) },
        exhausted: sums.cast.excess(over: named), ending: .lastTwo)
    )
  }
}
