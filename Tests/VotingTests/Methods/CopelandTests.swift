import QuorateTesting
import Testing
import Voting

@Suite struct CopelandTests {
  /// Points and support of every option by going through all pairs and all ballots.
  private func byHand(_ ballots: [PoweredBallot], options: Int) -> (points: [Int], support: [Int]) {
    func prefers(_ ranking: [Int], _ option: Int, _ other: Int) -> Bool {
      guard let place = ranking.firstIndex(of: option) else { return false }
      return place < ranking.firstIndex(of: other) ?? ranking.count
    }
    func power(_ option: Int, _ other: Int) -> Int {
      ballots.filter { prefers($0.choice.positions, option, other) }.reduce(0) { $0 + Int($1.power) }
    }
    var (points, support) = ([Int](repeating: 0, count: options), [Int](repeating: 0, count: options))
    for option in 0..<options {
      for other in 0..<options where other != option {
        let (own, against) = (power(option, other), power(other, option))
        points[option] += own > against ? 2 : own == against ? 1 : 0
        support[option] += own
      }
    }
    return (points, support)
  }

  private func check(_ ballots: [PoweredBallot], options: Int, isPartial: Bool) throws {
    let result = try outcome(Copeland(isPartial: isPartial), ballots, options: options)
    let (points, support) = byHand(ballots, options: options)
    let contest = try #require(result.contest)
    // No support reaches 1000 here, so that one number says both.
    let values = zip(points, support).map { $0 * 1000 + $1 }
    let first = (0..<options).map { option in
      ballots.filter { $0.choice.positions.first == option }.reduce(0) { $0 + Int($1.power) }
    }
    let isRight =
      contest.places == grouped(Array(0..<options), by: values)
      && (0..<options).allSatisfy {
        contest.record(of: $0)?.points == points[$0]
          && contest.record(of: $0)?.support.units == UInt128(support[$0])
      } && result.options.map { Int($0.power.units) } == first
    if !isRight { Issue.record("\(ballots): \(contest), not \(points) \(support)") }
  }

  @Test func `all elections of three voters and four options agree with going through all pairs`() throws {
    let choices = rankings(of: 4).map { Choice(positions: $0) }
    try forEachElection(with: choices[0], choices) { try check($0, options: 4, isPartial: false) }
  }

  @Test func `all elections with partial rankings of three options agree with going through all pairs`()
    throws
  {
    let choices = rankings(of: 3, isPartial: true).map { Choice(positions: $0) }
    try forEachElection(choices) { try check($0, options: 3, isPartial: true) }
  }

  @Test func `an option that beats all others wins, whatever its first preferences`() throws {
    let ballots = [PoweredBallot([0, 1, 2], 4), PoweredBallot([2, 1, 0], 4), PoweredBallot([1, 0, 2], 1)]
    let result = try outcome(Copeland(), ballots, options: 3)
    #expect(result.contest?.places == [[1], [0], [2]])
    #expect(result.contest?.record(of: 1)?.wins == 2 && result.contest?.record(of: 2)?.losses == 2)
    #expect(result.contest?.preferences[1][0] == Power(5) && result.options[1].power == Power(1))
  }

  @Test func `average support tells equal points apart, exactly`() throws {
    // A circle: one win each. The supports differ by one unit in 10^30, which no double can tell.
    let unit: UInt128 = 1_000_000_000_000_000_000_000_000_000_000
    let ballots = [
      PoweredBallot([0, 1, 2], unit + 1), PoweredBallot([1, 2, 0], unit), PoweredBallot([2, 0, 1], unit),
    ]
    let contest = try #require(try outcome(Copeland(), ballots, options: 3).contest)
    #expect((0..<3).map { contest.record(of: $0)?.points } == [2, 2, 2])
    #expect(contest.places == [[0], [1], [2]])
    #expect(contest.record(of: 0)?.support == Power(3 * unit + 2))
    #expect(contest.record(of: 1)?.support == Power(3 * unit + 1))
  }

  @Test func `stored counter-example: staying away serves a voter better`() throws {
    let others = [PoweredBallot([1, 0, 2], 5), PoweredBallot([0, 2, 1], 4)]
    // The voter has Beta before Alpha, and gets Alpha by voting, Beta by not voting.
    let all = others + [PoweredBallot([2, 1, 0], 2)]
    #expect(try outcome(Copeland(), all, options: 3).contest?.winners == [0])
    #expect(try outcome(Copeland(), others, options: 3).contest?.winners == [1])
  }

  @Test func `raising an option on a ballot never makes it do worse`() throws {
    var random = RepeatableNumbers(seed: 92)
    for _ in 0..<2000 {
      var ballots = (0..<5).map { _ in
        PoweredBallot(Array(0..<4).shuffled(using: &random), UInt128(1 + random.below(3)))
      }
      let before = try #require(try outcome(Copeland(), ballots, options: 4).contest)
      let voter = random.below(5)
      var ranking = ballots[voter].choice.positions
      let place = 1 + random.below(3)
      let option = ranking[place]
      ranking.swapAt(place, place - 1)
      ballots[voter] = PoweredBallot(ranking, ballots[voter].power)
      let after = try #require(try outcome(Copeland(), ballots, options: 4).contest)
      #expect(after.place(of: option) <= before.place(of: option))
    }
  }

  @Test func `a partial ranking is refused where the charter asks for all options`() throws {
    let options = ["Alpha", "Beta", "Gamma"]
    #expect(throws: CountRefusal.self) { try Copeland().choice("Alpha > Gamma", among: options) }
    #expect(
      try Copeland(isPartial: true).choice("Alpha > Gamma", among: options) == Choice(positions: [0, 2]))
    var sums = Copeland().none(options: 3)
    #expect(throws: CountRefusal.self) { try Copeland().add(Choice(positions: [0, 2]), Power(1), to: &sums) }
  }
}
