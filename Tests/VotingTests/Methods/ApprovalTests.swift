import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

@Suite struct ApprovalTests {
  let options = ["Alpha", "Beta", "Gamma", "Delta"]

  @Test func `all elections of three voters agree with plain sums`() throws {
    let choices = lists(of: 4, upTo: 1).map { Choice(positions: Choice(sparse: $0).positions) }
    let method = Approval(allowsNone: true)
    try forEachElection(choices) { ballots in
      let result = try outcome(method, ballots, options: 4)
      var sums = [0, 0, 0, 0]
      var voters = [0, 0, 0, 0]
      for ballot in ballots {
        for option in 0..<4 where ballot.choice.positions.contains(option) {
          sums[option] += Int(ballot.power)
          voters[option] += 1
        }
      }
      let isRight =
        result.options.map { Int($0.power.units) } == sums && result.options.map(\.voters) == voters
        && result.contest?.places == grouped([0, 1, 2, 3], by: sums)
      if !isRight { Issue.record("\(ballots): \(result), not \(sums)") }
    }
  }

  @Test func `attack 43: a voter is counted once, however many options they approve of`() throws {
    let ballots = [0, 1].map {
      StandingBallot(voter: Accounts.number($0), choice: Choice(positions: [0, 1, 2, 3]))
    }
    var counting = Counting(
      ballots: ballots, delegations: [:], depthLimit: 1, source: BalancePower(asset: "token"),
      at: Timepoint(milliseconds: 0))
    for voter in 0..<3 {
      try counting.add(
        Holding(account: Accounts.number(voter), amounts: [.init(asset: "token", units: 5)]))
    }
    let count = try counting.finish(method: Approval(), options: 4)
    #expect(count.tally.options.map(\.power) == [10, 10, 10, 10].map { Power($0) })
    #expect(count.tally.cast == Power(10) && count.tally.ballots == 2 && count.isConserved)
    #expect(count.tally.contest?.winners == [0, 1, 2, 3])
  }

  @Test func `an empty approval is a ballot where the charter says so`() throws {
    let none = "none of these"
    #expect(try Approval(allowsNone: true).choice(none, among: options) == Choice(positions: []))
    #expect(throws: CountRefusal.self) { try Approval().choice(none, among: self.options) }
    var sums = Approval().none(options: 4)
    #expect(throws: CountRefusal.self) { try Approval().add(Choice(positions: []), Power(1), to: &sums) }
    let result = try outcome(Approval(allowsNone: true), [PoweredBallot([], 5)], options: 4)
    #expect(result.options.allSatisfy { $0.power == .zero && $0.voters == 0 })
  }

  @Test func `at most so many options may be named`() throws {
    let method = Approval(limit: 2)
    #expect(try method.choice("Alpha + Delta", among: options) == Choice(positions: [0, 3]))
    let refusal = #expect(throws: CountRefusal.self) {
      try method.choice("Alpha + Beta + Delta", among: self.options)
    }
    #expect(refusal?.code == "ballot.choiceUnknown")
    var sums = method.none(options: 4)
    #expect(throws: CountRefusal.self) {
      try method.add(Choice(positions: [0, 1, 2]), Power(1), to: &sums)
    }
  }

  @Test func `approving of one more option never makes it do worse`() throws {
    var random = RepeatableNumbers(seed: 91)
    for _ in 0..<2000 {
      var ballots = (0..<5).map { _ in
        PoweredBallot((0..<4).filter { _ in random.below(2) == 0 }, UInt128(random.below(4)))
      }
      let method = Approval(allowsNone: true)
      let before = try #require(try outcome(method, ballots, options: 4).contest)
      let (voter, option) = (random.below(5), random.below(4))
      ballots[voter] = PoweredBallot(
        Set(ballots[voter].choice.positions + [option]).sorted(), ballots[voter].power)
      let after = try #require(try outcome(method, ballots, options: 4).contest)
      #expect(after.place(of: option) <= before.place(of: option))
    }
  }
}

extension Contest {
  /// How many options are strictly better than an option; -1 for one that has no place.
  func place(of option: Int) -> Int {
    guard let place = places.firstIndex(where: { $0.contains(option) }) else { return -1 }
    return places[..<place].reduce(0) { $0 + $1.count }
  }
}
