import QuorateTesting
import Testing
import Voting

@Suite struct AllocationVoteTests {
  let options = ["Alpha", "Beta", "Gamma", "Delta"]

  @Test func `all elections of three voters agree with parts rounded down`() throws {
    let choices = lists(of: 4, upTo: 2).filter { $0.reduce(0, +) <= 2 }.map { Choice(sparse: $0) }
    try forEachElection(choices) { ballots in
      let result = try outcome(AllocationVote(whole: 2), ballots, options: 4)
      let sums = (0..<4).map { option in
        ballots.reduce(0) { sum, ballot in
          let index = ballot.choice.positions.firstIndex(of: option)
          return sum + Int(ballot.power) * (index.map { Int(ballot.choice.weights[$0]) } ?? 0) / 2
        }
      }
      if result.options.map({ Int($0.power.units) }) != sums {
        Issue.record("\(ballots): \(result), not \(sums)")
      }
    }
  }

  @Test func `the largest power is split without a trap, and never grows`() throws {
    let ballot = PoweredBallot([0, 1, 3], .max, weights: [1, 4999, 5000])
    let result = try outcome(AllocationVote(), [ballot], options: 4)
    #expect(result.options[3].power.units == UInt128.max / 2)
    #expect(result.options[0].power.units == UInt128.max / 10_000)
    #expect(try result.options.map(\.power).sum() <= Power(.max))
  }

  @Test func `parts are set one by one, and never beyond the whole`() throws {
    let method = AllocationVote()
    var standing = Choice(positions: [])
    standing = try method.setting(6000, at: 2, of: standing)
    standing = try method.setting(4000, at: 0, of: standing)
    #expect(method.words(of: standing, among: options) == "Alpha: 4000/10000, Gamma: 6000/10000")
    #expect(throws: CountRefusal.exceedsPower(asked: Power(1), left: .zero)) {
      try method.setting(1, at: 1, of: standing)
    }
    standing = try method.setting(0, at: 0, of: standing)
    #expect(standing == Choice(positions: [2], weights: [6000]))
    standing = try method.setting(10_000, at: 2, of: standing)
    #expect(throws: CountRefusal.exceedsPower(asked: Power(10_001), left: Power(10_000))) {
      try method.setting(10_001, at: 2, of: standing)
    }
    #expect(throws: CountRefusal.self) { try method.setting(.max, at: 2, of: standing) }
  }

  @Test(arguments: [
    "Alpha: 6000/10000, Beta: 4001/10000", "Alpha: 0/10000", "Alpha: 6000", "Alpha: 6000/1000",
    "Beta: 1/10000, Alpha: 1/10000", "Alpha: 06000/10000", "Alpha: /10000", "", "Alpha: 10001/10000",
    "Alpha: 340282366920938463463374607431768211455/10000, Beta: 1/10000", "none of these, Alpha: 1/10000",
  ])
  func `over-allocation and other spellings are refused`(words: String) throws {
    let refusal = #expect(throws: CountRefusal.self) {
      try AllocationVote().choice(words, among: self.options)
    }
    #expect(refusal?.code == "ballot.choiceUnknown")
    #expect(try AllocationVote().choice("none of these", among: options) == Choice(positions: []))
  }
}
