import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

@Suite struct FractionalSplitTests {
  let options = ["For", "Against", "Abstain"]
  let method = FractionalSplit(allowsNone: true)

  @Test func `all amounts from 0 to 3 of three options, with and without a rest, go where they should`()
    throws
  {
    for amounts in lists(of: 3, upTo: 3) {
      for power: UInt128 in 0...10 {
        for rest in [nil, 0, 1, 2] as [Int?] {
          let named = Choice(sparse: amounts)
          let choice = Choice(
            positions: named.positions + (rest.map { [$0] } ?? []), weights: named.weights)
          let given = amounts.reduce(0, +)
          #expect(method.covers(choice, with: Power(power)) == (given <= power))
          guard given <= power else {
            #expect(throws: CountRefusal.exceedsPower(asked: Power(given), left: Power(power))) {
              try outcome(method, [PoweredBallot(choice, power)], options: 3)
            }
            continue
          }
          var parts = amounts
          if let rest { parts[rest] += power - given }
          let result = try outcome(method, [PoweredBallot(choice, power)], options: 3)
          #expect(result.options.map(\.power.units) == parts && result.contest == nil)
          let names = (0..<3).map { amounts[$0] > 0 || rest == $0 ? 1 : 0 }
          #expect(result.options.map(\.voters) == names)
        }
      }
    }
  }

  @Test func `several ballots are one, and a nominal one takes what is left`() throws {
    let power = Power(7)
    let first = try method.cast(
      try method.choice(amounts: [0, 2, 1].map { Power($0) }, among: 3), onto: nil, with: power)
    #expect(first.counted == Power(3))
    let second = try method.cast(
      try method.choice(amounts: [1, 0, 1].map { Power($0) }, among: 3), onto: first.standing, with: power)
    #expect(second.counted == Power(2))
    #expect(method.words(of: second.standing, among: options) == "For: 1, Against: 2, Abstain: 2")
    let third = try method.cast(
      try method.choice(whole: 0, among: 3), onto: second.standing, with: power)
    #expect(third.counted == Power(2))
    #expect(method.words(of: third.standing, among: options) == "For: 1 + rest, Against: 2, Abstain: 2")
    #expect(
      try method.choice(method.words(of: third.standing, among: options), among: options) == third.standing)
    let result = try outcome(method, [PoweredBallot(third.standing, 7)], options: 3)
    #expect(result.options.map(\.power.units) == [3, 2, 2])
    #expect(throws: CountRefusal.powerSpent) {
      try method.cast(Choice(positions: []), onto: third.standing, with: power)
    }
  }

  @Test func `a ballot of nothing leaves the voter free to vote`() throws {
    let nothing = try method.cast(
      try method.choice(amounts: [.zero, .zero, .zero], among: 3), onto: nil, with: Power(7))
    #expect(nothing.counted == .zero && method.words(of: nothing.standing, among: options) == "none of these")
    let all = try method.cast(try method.choice(whole: 2, among: 3), onto: nothing.standing, with: Power(7))
    #expect(all.counted == Power(7))
    #expect(throws: CountRefusal.self) {
      try FractionalSplit().choice(amounts: [.zero, .zero, .zero], among: 3)
    }
  }

  @Test func `more than is left is refused and changes nothing`() throws {
    let two = try method.choice(amounts: [.zero, Power(2), .zero], among: 3)
    let standing = try method.cast(two, onto: nil, with: Power(3)).standing
    #expect(throws: CountRefusal.exceedsPower(asked: Power(2), left: Power(1))) {
      try method.cast(two, onto: standing, with: Power(3))
    }
    #expect(throws: CountRefusal.powerSpent) { try method.cast(two, onto: nil, with: .zero) }
    #expect(throws: CountRefusal.self) { try method.choice(whole: 128, among: 3) }
    #expect(throws: CountRefusal.self) { try method.choice(amounts: [Power(1)], among: 3) }
  }

  @Test func `a ballot that asks for more than it carries is void and stops nobody's count`() throws {
    let ballots = [
      StandingBallot(voter: Accounts.number(0), choice: Choice(positions: [0], weights: [.max])),
      StandingBallot(voter: Accounts.number(1), choice: Choice(positions: [1, 2], weights: [3])),
    ]
    var counting = Counting(
      ballots: ballots, delegations: [:], depthLimit: 1, source: BalancePower(asset: "token"),
      at: Timepoint(milliseconds: 0))
    for voter in 0..<2 {
      try counting.add(
        Holding(account: Accounts.number(voter), amounts: [.init(asset: "token", units: 5)]))
    }
    let count = try counting.finish(method: method, options: 3)
    #expect(count.overdrawn == Power(5) && count.tally.cast == Power(5) && count.isConserved)
    #expect(count.tally.options.map(\.power.units) == [0, 3, 2] && count.tally.ballots == 1)
  }

  @Test(arguments: [
    "For: 0", "For: 05", "Against: 1, For: 1", "For: 1, For: 1", "For: rest", "For: rest, Against: rest",
    "For: 1 + rest, Against: rest", "For: 0 + rest", "For: rest + 1", "For:5", "For: 5 ", "for", "Nobody: 5",
    "For: 5, ", "For: 5, Against", "", "none of these, For: 5",
    "For: 340282366920938463463374607431768211455, Against: 1",
  ])
  func `other spellings are refused`(words: String) {
    let refusal = #expect(throws: CountRefusal.self) { try method.choice(words, among: options) }
    #expect(refusal?.code == "ballot.choiceUnknown")
  }
}
