import QuorateTesting
import Testing
import Voting

@Suite struct WeightedTests {
  let options = ["Alpha", "Beta", "Gamma", "Delta"]

  /// Largest remainder by giving out unit after unit: the next goes to whom most is still owed.
  private func byHand(_ power: Int, _ weights: [Int]) -> [Int] {
    let sum = weights.reduce(0, +)
    var parts = weights.map { power * $0 / sum }
    while parts.reduce(0, +) < power {
      let owed = weights.indices.map { power * weights[$0] - parts[$0] * sum }
      guard let most = owed.max(), let next = owed.firstIndex(of: most) else { break }
      parts[next] += 1
    }
    return parts
  }

  @Test func `all weights from 0 to 3 of four options and all powers up to 20 are split to the last unit`()
    throws
  {
    let method = Weighted(form: .shares)
    for weights in lists(of: 4, upTo: 3) where weights.contains(where: { $0 > 0 }) {
      for power in 0...20 {
        let ballot = PoweredBallot(Choice(sparse: weights), UInt128(power))
        let result = try outcome(method, [ballot], options: 4)
        let parts = result.options.map { Int($0.power.units) }
        let isRight = parts == byHand(power, weights.map { Int($0) }) && parts.reduce(0, +) == power
        if !isRight { Issue.record("\(ballot): \(parts)") }
      }
    }
  }

  @Test func `all elections of three voters add up to the power cast`() throws {
    let choices = lists(of: 4, upTo: 1).dropFirst().map { Choice(sparse: $0) }
    try forEachElection(choices) { ballots in
      let result = try outcome(Weighted(form: .shares), ballots, options: 4)
      var sums = [0, 0, 0, 0]
      for ballot in ballots {
        let weights = (0..<4).map { ballot.choice.positions.contains($0) ? 1 : 0 }
        sums = zip(sums, byHand(Int(ballot.power), weights)).map { $0 + $1 }
      }
      let isRight =
        result.options.map { Int($0.power.units) } == sums
        && result.contest?.places == grouped([0, 1, 2, 3], by: sums)
      if !isRight { Issue.record("\(ballots): \(result), not \(sums)") }
    }
  }

  @Test func `no unit is lost at any size, where a product needs 256 bits`() throws {
    var random = RepeatableNumbers(seed: 8)
    for _ in 0..<2000 {
      let power = random.wide()
      let weights = (0..<4).map { _ in max(1, random.wide() >> 2) }
      let ballot = PoweredBallot(Choice(sparse: weights), power)
      let result = try outcome(Weighted(form: .shares), [ballot], options: 4)
      #expect(try result.options.map(\.power).sum() == Power(power))
      for (option, weight) in zip(result.options, weights) {
        // part − 1 < power · weight ÷ sum < part + 1
        let sum = UInt256(weights.reduce(0, +))
        let share = UInt256(product: power, weight)
        let part = option.power.units
        if part > 0 {
          #expect(UInt256(part - 1).multipliedReportingOverflow(by: sum).partialValue < share)
        }
        let (above, overflow) = UInt256(part).addingReportingOverflow(UInt256(1)).partialValue
          .multipliedReportingOverflow(by: sum)
        #expect(overflow || above > share)
      }
    }
  }

  @Test(arguments: [WeightForm.percent, .shares]) func `one option by itself gets all of a ballot`(
    _ form: WeightForm
  ) throws {
    for (position, option) in options.enumerated() {
      for method in [Weighted(form: form), Quadratic(form: form)] as [any CountingMethod] {
        let choice = try method.choice(option, among: options)
        #expect(choice == Choice(positions: [position]) && method.words(of: choice, among: options) == option)
      }
      let result = try outcome(
        Weighted(form: form), [PoweredBallot(Choice(positions: [position]), 7)], options: 4)
      #expect(result.options.map(\.power.units) == (0..<4).map { $0 == position ? 7 : 0 })
    }
    for words in ["beta", "Beta ", "Beta, Gamma", "", "Epsilon"] {
      #expect(throws: CountRefusal.self, "\(words)") {
        try Weighted(form: form).choice(words, among: options)
      }
    }
    // Beyond the list of options nobody gets anything.
    #expect(throws: CountRefusal.self) {
      try outcome(Weighted(form: form), [PoweredBallot(Choice(positions: [4]), 7)], options: 4)
    }
  }

  @Test(arguments: [
    (words: "70 % Alpha, 30 % Beta", positions: [0, 1], weights: [70, 30] as [UInt128]),
    ("1 % Beta, 99 % Delta", [1, 3], [1, 99]), ("Beta", [1], []),
  ])
  func `percent are read`(row: (words: String, positions: [Int], weights: [UInt128])) throws {
    let choice = try Weighted().choice(row.words, among: options)
    #expect(choice == Choice(positions: row.positions, weights: row.weights))
    #expect(Weighted().words(of: choice, among: options) == row.words)
  }

  @Test(arguments: [
    "070 % Alpha, 30 % Beta", "70 % Alpha, 29 % Beta", "70 % Alpha, 31 % Beta", "70 % Alpha, 30 % Alpha",
    "30 % Beta, 70 % Alpha", "100 % Alpha, 0 % Beta", "70% Alpha, 30% Beta", "70 % Alpha,30 % Beta",
    "70.0 % Alpha, 30 % Beta", "-70 % Alpha, 170 % Beta", "100 % Epsilon", "100 % Alpha", "100 % ", "",
    "alpha", "01: 100",
  ])
  func `keys with a leading zero, which burn power in Snapshot, and other spellings are refused`(
    words: String
  ) {
    let refusal = #expect(throws: CountRefusal.self) { try Weighted().choice(words, among: self.options) }
    #expect(refusal?.code == "ballot.choiceUnknown")
  }

  @Test(arguments: [
    "Alpha: 0, Beta: 1", "Alpha: 01, Beta: 1", "Beta: 1, Alpha: 1", "Alpha: 1, Alpha: 1", "Alpha: 1.5",
    "Alpha: 340282366920938463463374607431768211455, Beta: 1", "Alpha : 1", "Alpha:1", "alpha", "Alpha: 1",
    "Alpha: 5",
  ])
  func `shares have one spelling`(words: String) throws {
    #expect(throws: CountRefusal.self) { try Weighted(form: .shares).choice(words, among: self.options) }
    #expect(try Weighted(form: .shares).choice("Alpha: 2, Beta: 1", among: options).weights == [2, 1])
  }

  @Test func `weights whose sum is no 128 bits are refused, not trapped`() {
    var sums = Weighted(form: .shares).none(options: 2)
    let choice = Choice(positions: [0, 1], weights: [.max, .max])
    #expect(throws: CountRefusal.self) {
      try Weighted(form: .shares).add(choice, Power(1), to: &sums)
    }
  }
}
