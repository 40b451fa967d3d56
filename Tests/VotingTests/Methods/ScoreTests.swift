import QuorateTesting
import Testing
import Voting

@Suite struct ScoreTests {
  let options = ["Alpha", "Beta", "Gamma", "Delta"]

  @Test(arguments: [(options: 4, max: 1), (options: 3, max: 2), (options: 2, max: 3)])
  func `all elections of three voters agree with plain sums`(row: (options: Int, max: Int)) throws {
    let all = Array(0..<row.options)
    let choices = lists(of: row.options, upTo: UInt128(row.max)).map { Choice(positions: all, weights: $0) }
    try forEachElection(choices) { ballots in
      let result = try outcome(Score(max: row.max), ballots, options: row.options)
      let sums = all.map { option in
        ballots.reduce(0) { $0 + Int($1.power) * Int($1.choice.weights[option]) }
      }
      let isRight =
        result.options.map { Int($0.power.units) } == sums
        && result.contest?.places == grouped(all, by: sums)
      if !isRight { Issue.record("\(ballots): \(result), not \(sums)") }
    }
  }

  @Test func `every option is scored once, in the order of the list, and not above the maximum`() throws {
    let method = Score(max: 5)
    let words = "Alpha: 5, Beta: 0, Gamma: 3, Delta: 5"
    let choice = try method.choice(words, among: options)
    #expect(choice == Choice(positions: [0, 1, 2, 3], weights: [5, 0, 3, 5]))
    #expect(method.words(of: choice, among: options) == words)
    for other in [
      "Alpha: 5, Beta: 0, Gamma: 3", "Alpha: 5, Beta: 0, Gamma: 3, Delta: 6",
      "Beta: 0, Alpha: 5, Gamma: 3, Delta: 5", "Alpha: 5, Beta: 0, Gamma: 3, Delta: 5, Delta: 5",
      "Alpha: 5, Beta: 00, Gamma: 3, Delta: 5", "Alpha: 5, Beta: -1, Gamma: 3, Delta: 5", "",
    ] {
      let refusal = #expect(throws: CountRefusal.self) { try method.choice(other, among: self.options) }
      #expect(refusal?.code == "ballot.choiceUnknown")
    }
  }

  @Test func `a product beyond 128 bits is an overflow`() throws {
    let ballot = PoweredBallot([0, 1], .max / 2, weights: [3, 0])
    #expect(throws: CountRefusal.overflow) { try outcome(Score(max: 3), [ballot], options: 2) }
    let two = PoweredBallot([0, 1], .max / 2, weights: [2, 0])
    #expect(try outcome(Score(max: 3), [two], options: 2).options[0].power.units == .max - 1)
  }

  @Test func `a ballot names the options it gives more than nought`() throws {
    let result = try outcome(Score(), [PoweredBallot([0, 1], 2, weights: [0, 4])], options: 2)
    #expect(result.options.map(\.voters) == [0, 1])
  }

  @Test func `a higher score never makes an option do worse`() throws {
    var random = RepeatableNumbers(seed: 94)
    for _ in 0..<2000 {
      var scores = (0..<3).map { _ in (0..<4).map { _ in UInt128(random.below(5)) } }
      let powers = (0..<3).map { _ in UInt128(random.below(4)) }
      func contest() throws -> Contest {
        let ballots = zip(scores, powers).map { PoweredBallot([0, 1, 2, 3], $1, weights: $0) }
        return try #require(try outcome(Score(), ballots, options: 4).contest)
      }
      let before = try contest()
      let (voter, option) = (random.below(3), random.below(4))
      scores[voter][option] += 1
      #expect(try contest().place(of: option) <= before.place(of: option))
    }
  }
}
