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

  @Test func `a test is written back as it was read`() throws {
    for nothing in [true, false] {
      let test = try test(nothing: nothing)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
      #expect(test.options == (nothing ? ["None of these"] : []))
    }
  }
}
