import QuorateTesting
import Testing
import Voting

@Suite struct DecimalWeightedTests {
  let options = ["Yes", "Abstain", "No", "NoWithVeto"]
  let method = DecimalWeighted()

  @Test func `all elections of three voters agree with sums of tenths`() throws {
    let tenth = Decimal18.scale / 10
    let choices =
      (0..<4).map { Choice(positions: [$0]) }
      + lists(of: 4, upTo: 7).filter { $0.reduce(0, +) == 10 && $0.allSatisfy { [0, 3, 5, 7].contains($0) } }
      .map { Choice(sparse: $0.map { $0 * tenth }) }
    try forEachElection(choices, powers: 1...3) { ballots in
      let result = try outcome(method, ballots, options: 4)
      var tenths = [0, 0, 0, 0]
      for ballot in ballots {
        for (index, position) in ballot.choice.positions.enumerated() {
          let weight = ballot.choice.weights.isEmpty ? 10 : ballot.choice.weights[index] / tenth
          tenths[position] += Int(ballot.power * weight)
        }
      }
      let isRight =
        result.options.map { Int($0.power.units) } == tenths.map { $0 / 10 }
        && result.decimals?.map(\.units) == tenths.map { UInt256(UInt128($0) * tenth) }
        && result.contest == nil
      if !isRight { Issue.record("\(ballots): \(result), not \(tenths)") }
    }
  }

  @Test func `the largest powers are split to the last of eighteen decimals`() throws {
    let choice = Choice(positions: [0, 3], weights: [1, Decimal18.scale - 1])
    let result = try outcome(method, [PoweredBallot(choice, .max)], options: 4)
    #expect(result.options[0].power.units == UInt128.max / Decimal18.scale)
    let sum = try #require(result.decimals).reduce(Decimal18.zero) { try $0.adding($1) }
    #expect(sum == Decimal18(.max))
    let whole = PoweredBallot([1], .max)
    #expect(throws: CountRefusal.overflow) { try outcome(method, [whole, whole], options: 4) }
  }

  @Test(
    arguments: [
      (words: "Yes", positions: [0], weights: []),
      ("Yes: 0.6, No: 0.4", [0, 2], [600_000_000_000_000_000, 400_000_000_000_000_000]),
      ("Yes: 0.000000000000000001, No: 0.999999999999999999", [0, 2], [1, 999_999_999_999_999_999]),
    ] as [(words: String, positions: [Int], weights: [UInt128])])
  func `weights are read`(row: (words: String, positions: [Int], weights: [UInt128])) throws {
    let choice = try method.choice(row.words, among: options)
    #expect(choice == Choice(positions: row.positions, weights: row.weights))
    #expect(method.words(of: choice, among: options) == row.words)
  }

  @Test(arguments: [
    "Yes: 1", "Yes: 0.60, No: 0.4", "Yes: .6, No: .4", "Yes: 0.6, No: 0.3", "Yes: 0.6, No: 0.5",
    "Yes: 0.5, Yes: 0.5", "No: 0.4, Yes: 0.6", "Yes: 0, No: 1", "Yes: 1, No: 0", "Yes: -0.5, No: 1.5",
    "Yes: 0.6000000000000000001, No: 0.3999999999999999999", "Yes: 60%, No: 40%", "Maybe", "", "Yes: 0.6",
    "Yes: 340282366920938463463.374607431768211456, No: 1",
  ])
  func `what x slash gov refuses, and other spellings, are refused`(words: String) {
    let refusal = #expect(throws: CountRefusal.self) { try method.choice(words, among: options) }
    #expect(refusal?.code == "ballot.choiceUnknown")
  }

  @Test func `weights are admitted in any order and with trailing zeros, as x slash gov admits them`() throws
  {
    let choice = try method.choice(
      weighting: [("No", "0.30"), ("Yes", "0.60"), ("NoWithVeto", "0.05"), ("Abstain", "0.050")],
      among: options)
    #expect(method.words(of: choice, among: options) == "Yes: 0.6, Abstain: 0.05, No: 0.3, NoWithVeto: 0.05")
    #expect(
      try method.choice(weighting: [("No", "1.0")], among: options) == Choice(positions: [2]))
    for entries in [[], [("Yes", "0.5"), ("Yes", "0.5")], [("Yes", "1"), ("No", "0")], [("Empty", "1")]] {
      #expect(throws: CountRefusal.self) { try method.choice(weighting: entries, among: options) }
    }
  }
}
