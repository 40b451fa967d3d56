import QuorateTesting
import Testing
import Voting

@Suite struct QuadraticTests {
  /// ⌊√n⌋ by going up one by one from an estimate that is too low.
  private func root(_ number: UInt128) -> UInt128 {
    var root = UInt128(Double(number).squareRoot())
    while root * root > number { root -= 1 }
    while (root + 1) * (root + 1) <= number { root += 1 }
    return root
  }

  @Test func `all elections of three voters agree with roots added up by hand`() throws {
    let choices = lists(of: 4, upTo: 1).dropFirst().map { Choice(sparse: $0) }
    let scale: UInt128 = 1_000_000_000
    try forEachElection(choices) { ballots in
      let result = try outcome(Quadratic(form: .shares), ballots, options: 4)
      var sums: [UInt128] = [0, 0, 0, 0]
      for ballot in ballots {
        let parts = try outcome(Weighted(form: .shares), [ballot], options: 4).options
        for option in 0..<4 { sums[option] += root(parts[option].power.units * scale * scale) }
      }
      let squares = sums.map { $0 * $0 / (scale * scale) }
      if result.options.map(\.power.units) != squares {
        Issue.record("\(ballots): \(result), not \(squares)")
      }
    }
  }

  @Test(
    arguments: [
      (power: 100, voters: 1, result: 100), (100, 4, 1600), (1, 100, 10_000), (2, 1, 1), (2, 2, 7),
      (8, 2, 31),
    ] as [(power: UInt128, voters: Int, result: UInt128)])
  func `many small voices count for more than a large one, and roots are rounded down`(
    row: (power: UInt128, voters: Int, result: UInt128)
  ) throws {
    let ballots = [PoweredBallot](
      repeating: PoweredBallot([0], row.power, weights: [100]), count: row.voters)
    let result = try outcome(Quadratic(), ballots, options: 2)
    #expect(result.options.map(\.power.units) == [row.result, 0])
    #expect(result.options.map(\.voters) == [row.voters, 0])
  }

  @Test func `the largest powers have exact roots, and a square beyond 128 bits is an overflow`() throws {
    let whole = PoweredBallot([0], .max, weights: [100])
    let result = try outcome(Quadratic(), [whole], options: 2)
    // (√(2^128 − 1) − less than 10^-9)^2, rounded down.
    let missing = UInt128.max - result.options[0].power.units
    #expect(missing < 1 << 36)
    let refusal = #expect(throws: CountRefusal.overflow) {
      try outcome(Quadratic(), [whole, whole], options: 2)
    }
    #expect(refusal?.code == "weight.overflow")
  }

  @Test func `results are not rescaled: a number is what its voters gave it, squared`() throws {
    let ballots = [PoweredBallot([0, 1], 8, weights: [50, 50]), PoweredBallot([0], 16, weights: [100])]
    let result = try outcome(Quadratic(), ballots, options: 2)
    // (√4 + √16)² and √4², beside a power cast of 24.
    #expect(result.options.map(\.power.units) == [36, 4])
    #expect(result.contest?.places == [[0], [1]])
  }

  @Test func `giving an option more of a ballot never makes it do worse`() throws {
    var random = RepeatableNumbers(seed: 93)
    for _ in 0..<500 {
      let others = (0..<3).map { _ in
        PoweredBallot(
          Choice(sparse: (0..<4).map { _ in UInt128(1 + random.below(5)) }), UInt128(random.below(50)))
      }
      var weights = (0..<4).map { _ in UInt128(1 + random.below(20)) }
      let power = UInt128(random.below(100))
      let method = Quadratic(form: .shares)
      let before = try outcome(method, others + [PoweredBallot(Choice(sparse: weights), power)], options: 4)
      weights[2] += 5
      let after = try outcome(method, others + [PoweredBallot(Choice(sparse: weights), power)], options: 4)
      #expect(after.options[2].power >= before.options[2].power)
      #expect(try #require(after.contest).place(of: 2) <= #require(before.contest).place(of: 2))
    }
  }
}
