import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

@Suite struct WinnerTests {
  static let options = ["One", "Two", "None of these"]

  private func test(nothing: Bool = true) throws -> any DecisionTest {
    try Sample.test(
      #"{"test":"winner","name":"t","house":"h""# + (nothing ? #","nothing":["None of these"]}"# : "}"))
  }

  private func tally(_ powers: [UInt128]) -> Tally {
    Tally(
      options: powers.map { .init(power: Power($0), voters: 1) }, cast: Power(powers.reduce(0, +)),
      ballots: 3, electorate: Power(1000), contest: Contest(ranking: powers))
  }

  @Test func `one option is first, and not the empty one, in all small contests`() throws {
    for number in 0..<UInt128(216) {
      let powers = [number % 6, number / 6 % 6, number / 36]
      let best = powers.max() ?? 0
      let isAlone = powers.count { $0 == best } == 1
      for nothing in [true, false] {
        let test = try test(nothing: nothing)
        let result = test.judge(tally(powers), options: Self.options)
        let expected = isAlone && best > 0 && !(nothing && powers[2] == best)
        try Mismatch.unless(result.passed == expected, "\(powers) \(nothing)")
      }
    }
  }

  @Test func `where the method does not rank, totals do`() throws {
    let test = try test()
    for (powers, passes) in [([3, 1, 0], true), ([3, 3, 0], false), ([0, 1, 2], false)] as [([UInt128], Bool)]
    {
      #expect(test.judge(Sample.tally(powers, electorate: 9), options: Self.options).passed == passes)
    }
  }

  @Test func `a contest decides, whatever the totals say`() throws {
    let sums = Sample.tally([3, 1, 0], electorate: 9)
    let tally = Tally(
      options: sums.options, cast: sums.cast, ballots: 2, electorate: sums.electorate,
      contest: Contest(places: [[0, 1], [2]], preferences: [[.zero]]))
    let result = try test().judge(tally, options: Self.options)
    #expect(!result.passed)
  }

  @Test(arguments: ["first-listed", "last-listed"])
  func `a tie for the first place is settled by the rule that the track declares, in all small contests`(
    _ rule: String
  ) throws {
    let test = try Sample.test(
      #"{"test":"winner","name":"t","house":"h","nothing":["None of these"],"ties":"\#(rule)"}"#)
    #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
    for number in 0..<UInt128(64) {
      let powers = [number % 4, number / 4 % 4, number / 16]
      let first = powers.indices.filter { powers[$0] == powers.max() }
      let winner = rule == "first-listed" ? first.first : first.last
      let result = test.judge(tally(powers), options: Self.options)
      try Mismatch.unless(result.passed == (powers.max() != 0 && winner != 2), "\(powers)")
    }
    let refused = #"{"test":"winner","name":"t","house":"h","ties":"by-lot"}"#
    #expect(throws: JSONRefusal.self) { try Sample.test(refused) }
  }

  @Test func `ballots that give nothing to anybody elect nobody, whatever the rule for ties`() throws {
    let test = try Sample.test(#"{"test":"winner","name":"t","house":"h","ties":"first-listed"}"#)
    let tally = Tally(
      options: Self.options.map { _ in .init(power: .zero, voters: 0) }, cast: Power(5), ballots: 2,
      electorate: Power(9), contest: Contest(ranking: [0, 0, 0] as [UInt128]))
    #expect(!test.judge(tally, options: Self.options).passed)
  }

  @Test func `a test is written back as it was read`() throws {
    for nothing in [true, false] {
      let test = try test(nothing: nothing)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
      #expect(test.options == (nothing ? ["None of these"] : []))
    }
  }
}
