import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

@Suite struct RankedChoiceTests {
  let options = ["Alpha", "Beta", "Gamma", "Delta"]

  private func check(
    _ ballots: [PoweredBallot], options: Int, ties: RankedChoice.Ties, isPartial: Bool
  ) throws {
    for settlesLastTwo in [false, true] {
      try check(
        ballots, options: options, ties: ties, isPartial: isPartial, settlesLastTwo: settlesLastTwo)
    }
  }

  private func check(
    _ ballots: [PoweredBallot], options: Int, ties: RankedChoice.Ties, isPartial: Bool, settlesLastTwo: Bool
  ) throws {
    let method = RankedChoice(ties: ties, settlesLastTwo: settlesLastTwo, isPartial: isPartial)
    let result = try outcome(method, ballots, options: options)
    let byHand = RunoffByHand(
      ballots, options: options, ties: ties, settlesLastTwo: settlesLastTwo)
    let contest = try #require(result.contest)
    let isRight =
      contest.places == byHand.places
      && contest.rounds.map { round in
        Dictionary(uniqueKeysWithValues: round.piles.map { ($0.option, Int($0.power.units)) })
      } == byHand.rounds
      && contest.rounds.map { Int($0.exhausted.units) } == byHand.exhausted
      && result.options.indices.allSatisfy {
        Int(result.options[$0].power.units) == byHand.rounds.last?[$0] ?? 0
      }
    if !isRight { Issue.record("\(ties) \(ballots): \(contest), not \(byHand)") }
  }

  @Test(arguments: RankedChoice.Ties.allCases)
  func `all elections of three voters and four options agree with a run-off by hand`(
    ties: RankedChoice.Ties
  ) throws {
    let choices = rankings(of: 4).map { Choice(positions: $0) }
    if ties == .lowestListed {
      try forEachElection(choices) { try check($0, options: 4, ties: ties, isPartial: false) }
    } else {
      try forEachElection(with: choices[0], choices) {
        try check($0, options: 4, ties: ties, isPartial: false)
      }
    }
  }

  @Test(arguments: RankedChoice.Ties.allCases)
  func `all elections with partial rankings of three options agree with a run-off by hand`(
    ties: RankedChoice.Ties
  ) throws {
    let choices = rankings(of: 3, isPartial: true).map { Choice(positions: $0) }
    try forEachElection(choices) { try check($0, options: 3, ties: ties, isPartial: true) }
  }

  @Test(arguments: RankedChoice.Ties.allCases)
  func `elections of many voters and of many options agree with a run-off by hand`(
    ties: RankedChoice.Ties
  ) throws {
    var random = RepeatableNumbers(seed: 7)
    for _ in 0..<300 {
      // Rankings of up to fifteen options are packed into a word, longer ones are not.
      let count = [3, 5, 15, 16, 40][random.below(5)]
      let ballots = (0..<random.below(12)).map { _ in
        let order = Array(0..<count).shuffled(using: &random)
        return PoweredBallot(Array(order.prefix(1 + random.below(count))), UInt128(1 + random.below(3)))
      }
      try check(ballots, options: count, ties: ties, isPartial: true)
    }
  }

  @Test(arguments: [
    (id: "shared", lastTwo: "", places: [[0, 1], [2]]),
    ("by ties, the one listed first leaves", #","last_two":"by-ties""#, [[1], [0], [2]]),
  ])
  func `last two that have as much share the first place, or are told apart by the rule for ties`(
    row: (id: String, lastTwo: String, places: [[Int]])
  ) throws {
    let text = #"{"method":"ranked-choice","partial":true,"ties":"lowest-listed""# + row.lastTwo + "}"
    let value = try JSONParser.parse(Array(text.utf8))
    let method = try #require(try CountingMethods.parse(value) as? RankedChoice)
    let ballots = [PoweredBallot([0, 1], 2), PoweredBallot([1, 0], 2), PoweredBallot([2], 1)]
    #expect(try outcome(method, ballots, options: 3).contest?.places == row.places)
    #expect(try CountingMethods.parse(method.json).json == method.json)
    // What has its usual value is left out, so that the hash of older rules stands.
    #expect((method.json.object?["last_two"] == nil) == row.lastTwo.isEmpty)
  }

  @Test(arguments: [
    (ties: RankedChoice.Ties.lowestListed, places: [[2], [3], [1], [0]], reason: "lowestListed"),
    (.mostFirstPreferences, [[2], [3], [0, 1]], "allTied"),
    (.allTiedOut, [[2], [3], [0, 1]], "allTied"),
  ])
  func `a tie for the last place is settled by the rule of the charter`(
    row: (ties: RankedChoice.Ties, places: [[Int]], reason: String)
  ) throws {
    let ballots = [
      PoweredBallot([0, 1, 2, 3], 1), PoweredBallot([1, 0, 2, 3], 1), PoweredBallot([2, 3, 0, 1], 4),
      PoweredBallot([3, 2, 1, 0], 3),
    ]
    let contest = try #require(
      try outcome(RankedChoice(ties: row.ties), ballots, options: 4).contest)
    #expect(contest.places == row.places)
    guard case .eliminated(_, let reason) = contest.rounds[0].ending else {
      Issue.record("nobody left in the first round")
      return
    }
    #expect("\(reason)" == row.reason)
  }

  @Test func `an earlier round tells apart what first preferences do not`() throws {
    // Gamma's ballots move to Alpha, so that Alpha and Beta have 3 each in the second round; Alpha had 2.
    let ballots = [
      PoweredBallot([0, 3, 1, 2], 2), PoweredBallot([1, 0, 3, 2], 3), PoweredBallot([2, 0, 1, 3], 1),
      PoweredBallot([3, 1, 0, 2], 4),
    ]
    let contest = try #require(
      try outcome(RankedChoice(ties: .earlierRound), ballots, options: 4).contest)
    #expect(contest.rounds[0].ending == .eliminated([2], .smallestPile))
    #expect(contest.rounds[1].ending == .eliminated([0], .earlierRound))
    #expect(contest.winners == [3])
    let listed = try #require(
      try outcome(RankedChoice(ties: .mostFirstPreferences), ballots, options: 4).contest)
    #expect(listed.rounds[1].ending == .eliminated([0], .fewestFirstPreferences))
  }

  @Test func `options that nothing tells apart share the first place`() throws {
    let ballots = [PoweredBallot([0, 1, 2], 2), PoweredBallot([1, 2, 0], 2), PoweredBallot([2, 0, 1], 2)]
    for ties in [RankedChoice.Ties.allTiedOut, .earlierRound, .mostFirstPreferences] {
      let contest = try #require(try outcome(RankedChoice(ties: ties), ballots, options: 3).contest)
      #expect(contest.places == [[0, 1, 2]] && contest.rounds.map(\.ending) == [.deadlock])
    }
    let nobody = try #require(
      try outcome(RankedChoice(ties: .lowestListed), [], options: 3).contest)
    #expect(nobody.places == [[0, 1, 2]] && nobody.rounds.map(\.ending) == [.deadlock])
  }

  @Test func `ballots that name nothing that stands are exhausted, and a majority is one of the others`()
    throws
  {
    let ballots = [PoweredBallot([0], 4), PoweredBallot([1], 3), PoweredBallot([2], 2)]
    let method = RankedChoice(ties: .allTiedOut, isPartial: true)
    let contest = try #require(try outcome(method, ballots, options: 3).contest)
    #expect(contest.rounds.map(\.exhausted) == [.zero, Power(2)])
    #expect(contest.rounds.map(\.ending) == [.eliminated([2], .smallestPile), .majority(0)])
    #expect(contest.places == [[0], [1], [2]])
  }

  @Test func `the worked example of the specification`() throws {
    let ballots = [PoweredBallot([0, 2], 4), PoweredBallot([1, 2, 0], 3), PoweredBallot([2, 1], 2)]
    let method = RankedChoice(ties: .earlierRound, isPartial: true)
    let result = try outcome(method, ballots, options: 4)
    #expect(result.contest?.places == [[1], [0], [2], [3]])
    #expect(
      result.contest?.rounds.map(\.ending) == [
        .eliminated([3], .smallestPile), .eliminated([2], .smallestPile), .majority(1),
      ])
    #expect(result.options.map(\.power.units) == [4, 5, 0, 0])
  }

  @Test func `stored counter-example: more support makes an option lose`() throws {
    let before = [
      PoweredBallot([0, 1, 2], 39), PoweredBallot([1, 2, 0], 35), PoweredBallot([2, 0, 1], 26),
    ]
    // Ten of those who had Alpha last now have it first.
    let after = [
      PoweredBallot([0, 1, 2], 49), PoweredBallot([1, 2, 0], 25), PoweredBallot([2, 0, 1], 26),
    ]
    let method = RankedChoice(ties: .earlierRound)
    #expect(try outcome(method, before, options: 3).contest?.winners == [0])
    #expect(try outcome(method, after, options: 3).contest?.winners == [2])
  }

  @Test func `stored counter-example: staying away serves a voter better`() throws {
    let others = [PoweredBallot([1, 0, 2], 5), PoweredBallot([2, 0, 1], 2), PoweredBallot([0, 1, 2], 4)]
    let method = RankedChoice(ties: .earlierRound)
    // The voter has Gamma first, Alpha second, Beta last, and gets Beta by voting, Alpha by not voting.
    let all = others + [PoweredBallot([2, 0, 1], 4)]
    #expect(try outcome(method, all, options: 3).contest?.winners == [1])
    #expect(try outcome(method, others, options: 3).contest?.winners == [0])
  }

  @Test(arguments: [
    "Alpha > Alpha > Beta > Gamma", "Alpha > Beta > Gamma > Delta > Alpha", "Alpha > Beta > Gamma",
    "1 > 2 > 3 > 4", "Alpha>Beta>Gamma>Delta", "Alpha > Beta > Gamma > ", "Alpha > Beta > Gamma > delta",
    "Alpha > Beta >  Gamma > Delta", "[1,\"1\",2]", "",
  ])
  func `what Snapshot takes for a ranking, and other spellings, are refused`(words: String) {
    for isPartial in [false, true] where words != "Alpha > Beta > Gamma" || !isPartial {
      let method = RankedChoice(ties: .lowestListed, isPartial: isPartial)
      let refusal = #expect(throws: CountRefusal.self) { try method.choice(words, among: self.options) }
      #expect(refusal?.code == "ballot.choiceUnknown")
    }
  }

  @Test func `ties have no default`() {
    #expect(throws: (any Error).self) { try CountingMethods.parse(.string("ranked-choice")) }
  }
}
