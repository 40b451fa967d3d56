internal import QuorateTesting
internal import Voting

/// Counting of a million ballots that are in memory, by the methods that take the longest; on one core.
struct MethodFigures {
  let rounds: Int
  private static let ballots = 1_000_000
  private static let options = (1...10).map { "Option \($0)" }

  func measure(into report: inout Report) async throws {
    let rankings = Self.rankings()
    let ranked = RankedChoice(ties: .earlierRound)
    try await count(ranked, rankings, "ranked", into: &report)
    try await count(Copeland(), rankings, "copeland", into: &report)
    let singles = rankings.map { Choice(positions: [$0.positions[0]]) }
    try await count(SingleChoice(), singles, "single", into: &report)
    try await count(Quadratic(form: .shares), Self.splits(rankings), "quadratic", into: &report)
    let words = rankings.map { ranked.words(of: $0, among: Self.options) }
    var samples: [Double] = []
    for _ in 0..<rounds {
      samples.append(
        try await Measuring.processor {
          for text in words { _ = try ranked.choice(text, among: Self.options) }
        })
    }
    report.add(Figure("count.reading.1m", samples, "s"))
  }

  private func count(
    _ method: some CountingMethod, _ choices: [Choice], _ name: String, into report: inout Report
  ) async throws {
    var (samples, peaks): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      let before = PeakMemory.begin()
      samples.append(
        try await Measuring.processor {
          var sums = method.none(options: Self.options.count)
          for (number, choice) in choices.enumerated() {
            try method.add(choice, Power(UInt128(1_000_000_007 * (number + 1))), to: &sums)
          }
          _ = try method.result(of: sums)
        })
      peaks.append(PeakMemory.growth(since: before))
    }
    report.add(Figure("count.\(name).1m", samples, "s"), bar: name == "ranked" ? .atMost(5) : nil)
    report.add(Figure("count.\(name).memory", peaks, "MB"))
  }

  /// Full rankings of ten options, nearly all of them distinct: the worst there is to count.
  private static func rankings() -> [Choice] {
    var random = RepeatableNumbers(seed: 10)
    return (0..<ballots).map { _ in
      Choice(positions: Array(options.indices).shuffled(using: &random))
    }
  }

  /// Power split between the first three options of a ranking.
  private static func splits(_ rankings: [Choice]) -> [Choice] {
    rankings.map { Choice(positions: $0.positions.prefix(3).sorted(), weights: [3, 2, 1]) }
  }
}
