import QuorateTesting
import Testing
import Voting

@Suite struct ConvictionVoteTests {
  let options = ["Aye", "Nay", "Abstain"]
  let method = ConvictionVote()

  /// Votes of some capital, as a table.
  private func votes(_ capital: UInt128, _ conviction: Int) -> UInt128 {
    conviction == 0 ? capital / 10 : (1...conviction).reduce(0) { sum, _ in sum + capital }
  }

  @Test func `all standard and split ballots agree with a table`() throws {
    for capital: UInt128 in 0...25 {
      for conviction in Conviction.allCases {
        for side in 0...1 {
          let choice = method.standard(isAye: side == 0, capital: Power(capital), conviction)
          let result = try outcome(method, [PoweredBallot(choice, 25)], options: 3)
          var expected: [UInt128] = [0, 0, 0]
          expected[side] = votes(capital, conviction.rawValue)
          #expect(result.options.map(\.power.units) == expected)
          expected[side] = capital
          #expect(result.capital?.map(\.units) == expected)
        }
      }
    }
    for parts in lists(of: 3, upTo: 12) where parts.allSatisfy({ $0 % 3 == 0 }) {
      let ballot = PoweredBallot(method.split(parts.map { Power($0) }), 36)
      let result = try outcome(method, [ballot], options: 3)
      #expect(result.options.map(\.power.units) == parts.map { $0 / 10 })
      #expect(result.capital?.map(\.units) == parts)
    }
  }

  @Test func `all elections of three voters add up`() throws {
    let standard = [Conviction.none, .locked1x, .locked6x].flatMap { conviction in
      [1, 10].flatMap { capital in
        [true, false].map { method.standard(isAye: $0, capital: Power(capital), conviction) }
      }
    }
    let split = [[10, 0], [5, 5], [0, 20]].map { method.split($0.map { Power($0) }) }
    let choices = standard + split + [method.split([Power(0), Power(10), Power(10)])]
    try forEachElection(choices, powers: 20...20) { ballots in
      let result = try outcome(method, ballots, options: 3)
      var (powers, capital): ([UInt128], [UInt128]) = ([0, 0, 0], [0, 0, 0])
      for ballot in ballots {
        let weights = ballot.choice.weights
        if ballot.choice.positions.count == 1 {
          powers[ballot.choice.positions[0]] += votes(weights[0], Int(weights[1]))
          capital[ballot.choice.positions[0]] += weights[0]
        } else {
          for (option, weight) in weights.enumerated() {
            powers[option] += weight / 10
            capital[option] += weight
          }
        }
      }
      var sums = method.none(options: 3)
      for ballot in ballots { try method.add(ballot.choice, Power(ballot.power), to: &sums) }
      let support = try method.support(of: sums)
      let isRight =
        result.options.map(\.power.units) == powers && result.capital?.map(\.units) == capital
        && support.units == capital[0] + capital[2]
      if !isRight { Issue.record("\(ballots): \(result)") }
    }
  }

  @Test func `less than ten units without a lock have no vote, and yet give support`() throws {
    let ballot = PoweredBallot(method.standard(isAye: true, capital: Power(9), .none), 9)
    let result = try outcome(method, [ballot], options: 3)
    #expect(result.options[0].power == .zero && result.capital?[0] == Power(9))
  }

  @Test func `capital above the voter's power makes a ballot void`() throws {
    let choice = method.standard(isAye: true, capital: Power(10), .locked1x)
    #expect(method.covers(choice, with: Power(10)) && !method.covers(choice, with: Power(9)))
    #expect(throws: CountRefusal.exceedsPower(asked: Power(10), left: Power(9))) {
      try outcome(method, [PoweredBallot(choice, 9)], options: 3)
    }
    let split = method.split([Power(.max), Power(.max)])
    #expect(!method.covers(split, with: Power(.max)))
    let huge = method.standard(isAye: true, capital: Power(.max), .locked2x)
    #expect(throws: CountRefusal.overflow) {
      try outcome(method, [PoweredBallot(huge, .max)], options: 3)
    }
  }

  @Test func `lent capital follows a standard ballot at its own conviction, and no split one`() {
    let nay = method.standard(isAye: false, capital: Power(1), .none)
    #expect(
      method.following(nay, capital: Power(5), .locked3x)
        == method.standard(isAye: false, capital: Power(5), .locked3x))
    #expect(method.following(method.split([Power(1), Power(1)]), capital: Power(5), .locked3x) == nil)
    #expect(method.following(nil, capital: Power(5), .locked3x) == nil)
  }

  @Test(arguments: [
    (words: "Aye: 5 with conviction 2", choice: Choice(positions: [0], weights: [5, 2])),
    ("Nay: 0 with conviction 0", Choice(positions: [1], weights: [0, 0])),
    ("Aye: 10, Nay: 5", Choice(positions: [0, 1], weights: [10, 5])),
    ("Aye: 0, Nay: 0, Abstain: 10", Choice(positions: [0, 1, 2], weights: [0, 0, 10])),
  ])
  func `ballots are read`(row: (words: String, choice: Choice)) throws {
    #expect(try method.choice(row.words, among: options) == row.choice)
    #expect(method.words(of: row.choice, among: options) == row.words)
  }

  @Test(arguments: [
    "Aye: 5", "Aye: 5 with conviction 7", "Aye: 5 with conviction 02", "Abstain: 5 with conviction 1", "Aye",
    "Aye: 5 with conviction 1, Nay: 5", "Aye: 5 with conviction 1, Nay: 5 with conviction 1",
    "Nay: 5, Aye: 5",
    "Aye: 5, Abstain: 5", "Aye: 5 with conviction ", "Aye: 5 with conviction 1 with conviction 1", "",
    "Aye: 340282366920938463463374607431768211455, Nay: 1", "Aye: 5 ,Nay: 5",
  ])
  func `other spellings are refused`(words: String) {
    let refusal = #expect(throws: CountRefusal.self) { try method.choice(words, among: options) }
    #expect(refusal?.code == "ballot.choiceUnknown")
  }

  @Test func `each conviction doubles the lock`() {
    #expect(Conviction.allCases.map(\.lockPeriods) == [0, 1, 2, 4, 8, 16, 32])
    #expect(Conviction.locked3x.release(after: 3, period: 3) == 15)
    #expect(Conviction.locked6x.release(after: .max, period: 1) == nil)
  }
}
