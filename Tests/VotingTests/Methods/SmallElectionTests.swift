import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// Every election of three members with weights from 0 to 3 and four choices, of every method, through the whole count.
@Suite struct SmallElectionTests {
  /// Four choices of a method that differ; fewer where it has no more.
  private static func choices(_ example: MethodCase) -> [Choice] {
    var (random, choices) = (RepeatableNumbers(seed: 7), [Choice]())
    for _ in 0..<200 where choices.count < 4 {
      let choice = example.choice(&random)
      if !choices.contains(choice) { choices.append(choice) }
    }
    return choices
  }

  /// What the method makes of the ballots that carry something and can pay for what they ask.
  private static func expected(
    _ method: some CountingMethod, _ ballots: [PoweredBallot], options: Int
  ) throws -> MethodResult {
    try outcome(method, ballots.filter { $0.power > 0 }, options: options)
  }

  @Test(arguments: MethodCase.all)
  func `whoever holds nothing has no voice, and everybody else has exactly what they hold`(
    _ example: MethodCase
  ) throws {
    let choices = Self.choices(example)
    #expect(choices.count == 4)
    let kinds = choices.count * 4
    for number in 0..<(kinds * kinds * kinds) {
      let drawn = [number % kinds, number / kinds % kinds, number / kinds / kinds]
      let ballots = drawn.map { PoweredBallot(choices[$0 / 4], UInt128($0 % 4)) }
      var counting = Counting(
        ballots: ballots.enumerated().map {
          StandingBallot(voter: Accounts.number($0.offset), choice: $0.element.choice)
        }, delegations: [:], depthLimit: 8, source: BalancePower(asset: "token"), at: .earliest)
      for (voter, ballot) in ballots.enumerated() {
        try counting.add(
          Holding(account: Accounts.number(voter), amounts: [.init(asset: "token", units: ballot.power)]))
      }
      let count = try counting.finish(method: example.method, options: example.options)
      let paid = ballots.filter { $0.power > 0 && example.method.covers($0.choice, with: Power($0.power)) }
      let result = try Self.expected(example.method, paid, options: example.options)
      try Mismatch.unless(
        count.tally.options == result.options && count.tally.contest == result.contest
          && count.tally.capital == result.capital, "\(ballots): \(count.tally), not \(result)")
      let (cast, held) = (paid.reduce(0) { $0 + $1.power }, ballots.reduce(0) { $0 + $1.power })
      try Mismatch.unless(
        count.isConserved && count.tally.cast == Power(cast) && count.tally.electorate == Power(held)
          && count.tally.ballots == paid.count && count.overdrawn == Power(held - cast), "\(ballots)")
    }
  }
}
