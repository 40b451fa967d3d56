import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct CountingTests {
  let options = ["For", "Against", "Abstain"]

  private func holding(_ number: Int, _ units: UInt128) -> Holding {
    Holding(account: Accounts.number(number), amounts: [.init(asset: "token", units: units)])
  }

  private func counting(_ ballots: [StandingBallot]) -> Counting {
    Counting(
      ballots: ballots, delegations: [:], depthLimit: 8, source: BalancePower(asset: "token"),
      at: Timepoint(milliseconds: 0))
  }

  @Test func `all tallies of three voters with four choices agree with plain sums`() throws {
    let powers: [UInt128] = [0, 3, 5, .max >> 2]
    for first in powers {
      for second in powers {
        for choices in 0..<64 {
          let chosen = [choices % 4, choices / 4 % 4, choices / 16]
          let held = [first, second, 7]
          // The fourth choice is to stay silent.
          var counting = counting(
            (0..<3).filter { chosen[$0] < 3 }.map {
              StandingBallot(voter: Accounts.number($0), choice: Choice(positions: [chosen[$0]]))
            })
          for voter in 0..<3 { try counting.add(holding(voter, held[voter])) }
          let count = try counting.finish(method: SingleChoice(), options: 3)
          for option in 0..<3 {
            let voters = (0..<3).filter { chosen[$0] == option && held[$0] > 0 }
            #expect(count.tally.options[option].power.units == voters.reduce(0) { $0 + held[$1] })
            #expect(count.tally.options[option].voters == voters.count)
          }
          let silent = (0..<3).filter { chosen[$0] == 3 }.reduce(0) { $0 + held[$1] }
          #expect(count.silent.units == silent && count.isConserved)
          #expect(count.tally.electorate.units == first + second + 7)
        }
      }
    }
  }

  @Test func `attack 40: three times the largest power is an overflow, not a trap`() throws {
    var counting = counting([])
    try counting.add(holding(0, .max))
    try counting.add(holding(1, 0))
    let refusal = #expect(throws: CountRefusal.overflow) { try counting.add(self.holding(2, 1)) }
    #expect(refusal?.code == "weight.overflow")
    #expect(throws: CountRefusal.overflow) { try [Power(.max), Power(1)].sum() }
    #expect(throws: CountRefusal.overflow) { try Power(.max).adding(Power(.max)) }
    #expect(try [Power(.max), .zero].sum() == Power(.max))
  }

  @Test func `attack 40: merging sums that reach 2^128 is an overflow`() throws {
    let method = SingleChoice()
    var left = method.none(options: 2)
    try method.add(Choice(positions: [1]), Power(.max), to: &left)
    var right = method.none(options: 2)
    try method.add(Choice(positions: [1]), Power(1), to: &right)
    #expect(throws: CountRefusal.overflow) { try left.merge(right) }
    #expect(throws: CountRefusal.overflow) { try method.add(Choice(positions: [1]), Power(1), to: &left) }
  }

  @Test func `rows out of order or twice are refused with their number`() throws {
    for next in [1, 2] {
      var counting = counting([])
      try counting.add(holding(1, 1))
      try counting.add(holding(2, 1))
      let refusal = #expect(throws: CountRefusal.electorateNotSorted(row: 3)) {
        try counting.add(self.holding(next, 1))
      }
      #expect(refusal?.code == "electorate.notSorted")
    }
  }

  @Test func `ballots of strangers carry nothing and are not counted`() throws {
    let ballots = [5, 0, 9].map { StandingBallot(voter: Accounts.number($0), choice: Choice(positions: [0])) }
    var counting = counting(ballots)
    try counting.add(holding(5, 4))
    let count = try counting.finish(method: SingleChoice(), options: 2)
    #expect(count.tally.ballots == 1 && count.tally.cast == Power(4) && count.tally.options[0].voters == 1)
    #expect(count.contributions.map(\.voter) == [0, 5, 9].map { Accounts.number($0) })
  }

  @Test func `a choice outside the options is refused`() {
    for positions in [[], [3], [-1], [0, 1], [.max]] {
      let ballot = StandingBallot(voter: Accounts.number(0), choice: Choice(positions: positions))
      let refusal = #expect(throws: CountRefusal.self) {
        var counting = self.counting([ballot])
        try counting.add(self.holding(0, 1))
        _ = try counting.finish(method: SingleChoice(), options: 3)
      }
      #expect(refusal?.code == "ballot.choiceUnknown")
    }
  }

  // MARK: Single choice

  private func sums(_ ballots: some Sequence<(choice: Int, power: Power)>) throws -> SingleChoice.Sums {
    var sums = SingleChoice().none(options: 4)
    for ballot in ballots {
      try SingleChoice().add(Choice(positions: [ballot.choice]), ballot.power, to: &sums)
    }
    return sums
  }

  @Test func `attack 44: any split and any order of ballots gives the same sums`() throws {
    var random = RepeatableNumbers(seed: 44)
    for _ in 0..<300 {
      let ballots = (0..<random.below(40)).map { _ in
        (choice: random.below(4), power: Power(random.wide() >> 6))
      }
      let whole = SingleChoice().totals(of: try sums(ballots))
      #expect(whole.reduce(0) { $0 + $1.voters } == ballots.count)
      #expect(SingleChoice().totals(of: try sums(ballots.shuffled(using: &random))) == whole)
      var parts = [[(choice: Int, power: Power)]](repeating: [], count: 1 + random.below(5))
      for ballot in ballots { parts[random.below(parts.count)].append(ballot) }
      var merged = SingleChoice().none(options: 4)
      for part in parts.shuffled(using: &random) { try merged.merge(try sums(part)) }
      #expect(SingleChoice().totals(of: merged) == whole)
    }
  }

  @Test func `words and choices are inverse, by their bytes`() throws {
    let method = SingleChoice()
    for (position, option) in options.enumerated() {
      let choice = try method.choice(option, among: options)
      #expect(choice == Choice(positions: [position]))
      #expect(method.words(of: choice, among: options) == option)
    }
    let accented = ["Caf\u{e9}", "Th\u{e9}"]
    for words in ["for", "For ", "", "Yes", "F\u{43e}r", "For\u{200b}"] {
      #expect(throws: CountRefusal.choiceDoesNotFit(words)) { try method.choice(words, among: options) }
    }
    #expect(throws: CountRefusal.self) { try method.choice("Cafe\u{301}", among: accented) }
  }

  @Test func `attack 24: the hash of a selection binds the words, the method and the whole list`() {
    let lists = [
      options, ["Against", "For", "Abstain"], ["For", "Against"], ["ForAgainst", "Abstain"],
      ["For", "A", "gainstAbstain"],
    ]
    var digests: [Digest] = []
    for list in lists {
      for words in ["For", "Against", "Fo", ""] {
        for method in ["single-choice", "single-choiceF", ""] {
          digests.append(SelectionHash.of(words, method: method, options: list))
        }
      }
    }
    #expect(Set(digests).count == digests.count)
    #expect(
      SelectionHash.of("or", method: "F", options: []) != SelectionHash.of("r", method: "Fo", options: []))
    #expect(
      SelectionHash.of("", method: "", options: ["ab", "c"])
        != SelectionHash.of("", method: "", options: ["a", "bc"]))
    #expect(SelectionHash.of("", method: "", options: [""]) != SelectionHash.of("", method: "", options: []))
  }

  @Test func `attack 21: twins of an option have other hashes`() {
    let (composed, twin) = (["Caf\u{e9}", "Tea"], ["Cafe\u{301}", "Tea"])
    let hash = SelectionHash.of("Tea", method: "m", options: composed)
    #expect(hash != SelectionHash.of("Tea", method: "m", options: twin))
  }
}
