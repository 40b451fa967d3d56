import QuorateTesting
import Testing
import Voting

@Suite struct StarTests {
  /// Score, then automatic run-off, step by step.
  private func byHand(_ ballots: [PoweredBallot], options: Int, ties: Star.Ties) -> [[Int]] {
    let all = Array(0..<options)
    func prefer(_ option: Int, _ other: Int) -> Int {
      ballots.filter { $0.choice.weights[option] > $0.choice.weights[other] }.reduce(0) { $0 + Int($1.power) }
    }
    let sums = all.map { option in
      ballots.reduce(0) { $0 + Int($1.power) * Int($1.choice.weights[option]) }
    }
    guard sums.contains(where: { $0 > 0 }) else { return [all] }
    // Candidates in the order in which they go on.
    func points(_ option: Int) -> Int {
      all.filter { $0 != option && sums[$0] == sums[option] }.reduce(0) {
        $0 + (prefer(option, $1) > prefer($1, option) ? 2 : prefer(option, $1) == prefer($1, option) ? 1 : 0)
      }
    }
    let order = all.sorted {
      if sums[$0] != sums[$1] { return sums[$0] > sums[$1] }
      if ties == .headToHead, points($0) != points($1) { return points($0) > points($1) }
      return $0 < $1
    }
    let pair = order.prefix(2).sorted()
    let rest = grouped(all.filter { !pair.contains($0) }, by: sums)
    let (left, right) = (pair[0], pair[1])
    let (forLeft, forRight) = (prefer(left, right), prefer(right, left))
    if forLeft > forRight || forLeft == forRight && sums[left] > sums[right] {
      return [[left], [right]] + rest
    }
    if forRight > forLeft || sums[right] > sums[left] { return [[right], [left]] + rest }
    return [pair] + rest
  }

  @Test(arguments: Star.Ties.allCases, [(options: 4, max: 1), (options: 3, max: 2), (options: 2, max: 3)])
  func `all elections of three voters agree with a run-off by hand`(
    ties: Star.Ties, size: (options: Int, max: Int)
  ) throws {
    let all = Array(0..<size.options)
    let choices = lists(of: size.options, upTo: UInt128(size.max)).map { Choice(positions: all, weights: $0) }
    try forEachElection(choices, powers: 1...(size.options == 3 ? 2 : 3)) { ballots in
      let result = try outcome(Star(max: size.max, ties: ties), ballots, options: size.options)
      let places = byHand(ballots, options: size.options, ties: ties)
      if result.contest?.places != places { Issue.record("\(ballots): \(result), not \(places)") }
    }
  }

  @Test func `the finalist that more power prefers wins, though its sum is smaller`() throws {
    let ballots = [
      PoweredBallot([0, 1, 2], 2, weights: [5, 0, 1]), PoweredBallot([0, 1, 2], 3, weights: [3, 4, 0]),
    ]
    let result = try outcome(Star(), ballots, options: 3)
    #expect(result.options.map(\.power.units) == [19, 12, 2])
    let contest = try #require(result.contest)
    #expect(contest.places == [[1], [0], [2]])
    #expect(contest.rounds[0].ending == .eliminated([2], .belowTheTwoBest))
    #expect(contest.rounds[1].piles.map(\.power) == [Power(2), Power(3)])
    #expect(contest.rounds[1].exhausted == .zero)
  }

  @Test func `ballots that score both finalists alike are set apart`() throws {
    let ballots = [PoweredBallot([0, 1], 3, weights: [2, 2]), PoweredBallot([0, 1], 1, weights: [0, 1])]
    let contest = try #require(try outcome(Star(), ballots, options: 2).contest)
    #expect(contest.places == [[1], [0]] && contest.rounds.map(\.exhausted) == [Power(3)])
  }

  @Test func `a declared rule says who goes on of those with equal sums`() throws {
    // Alpha is ahead; Beta and Gamma have equal sums, and Gamma beats Beta.
    let ballots = [
      PoweredBallot([0, 1, 2], 2, weights: [5, 0, 1]), PoweredBallot([0, 1, 2], 1, weights: [0, 4, 2]),
    ]
    #expect(
      try outcome(Star(ties: .firstListed), ballots, options: 3).contest?.rounds[0].ending
        == .eliminated([2], .belowTheTwoBest))
    #expect(
      try outcome(Star(ties: .headToHead), ballots, options: 3).contest?.rounds[0].ending
        == .eliminated([1], .belowTheTwoBest))
  }

  @Test func `a higher score never makes a winner lose`() throws {
    var random = RepeatableNumbers(seed: 95)
    for _ in 0..<2000 {
      var scores = (0..<4).map { _ in (0..<4).map { _ in UInt128(random.below(5)) } }
      let powers = (0..<4).map { _ in UInt128(random.below(4)) }
      func contest() throws -> Contest {
        let ballots = zip(scores, powers).map { PoweredBallot([0, 1, 2, 3], $1, weights: $0) }
        return try #require(try outcome(Star(ties: .firstListed), ballots, options: 4).contest)
      }
      let winners = try contest().winners
      guard winners.count == 1 else { continue }
      scores[random.below(4)][winners[0]] += 1
      #expect(try contest().winners == winners)
    }
  }
}
