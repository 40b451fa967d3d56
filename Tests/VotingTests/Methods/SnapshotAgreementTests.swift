import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Exact methods beside Snapshot's arithmetic, where small whole balances leave nothing to round: two programs that
/// share no line agree. Where Snapshot rescales, the order of the options is compared.
@Suite struct SnapshotAgreementTests {
  private struct Election {
    let ballots: [PoweredBallot]

    init(_ random: inout RepeatableNumbers, _ choice: (inout RepeatableNumbers) -> Choice) {
      ballots = (0..<1 + random.below(12)).map { _ in
        PoweredBallot(choice(&random), UInt128(1 + random.below(30)))
      }
    }

    /// Scores in Snapshot's doubles, from choices as Snapshot's clients sign them.
    func scores(_ method: SnapshotMethod, _ signed: (Choice) -> JSONValue) -> [SnapshotDouble] {
      let list = ballots.map {
        SnapshotBallot(choice: signed($0.choice), balance: SnapshotDouble($0.power), scores: [])
      }
      return method.scores(of: list, choices: 4, strategies: 0).scores
    }
  }

  private func list(_ choice: Choice) -> JSONValue { .array(choice.positions.map { .integer($0 + 1) }) }

  @Test func `instant run-offs with the lowest listed out end with the same piles`() throws {
    var random = RepeatableNumbers(seed: 3)
    for _ in 0..<1500 {
      let election = Election(&random) { Choice(positions: Array(0..<4).shuffled(using: &$0)) }
      let exact = try outcome(RankedChoice(ties: .lowestListed), election.ballots, options: 4)
      #expect(exact.options.map { SnapshotDouble($0.power.units) } == election.scores(.rankedChoice, list))
    }
  }

  @Test func `approvals have the same sums`() throws {
    var random = RepeatableNumbers(seed: 4)
    for _ in 0..<1000 {
      let election = Election(&random) { random in
        Choice(positions: (0..<4).filter { _ in random.below(2) == 0 })
      }
      let exact = try outcome(Approval(allowsNone: true), election.ballots, options: 4)
      #expect(exact.options.map { SnapshotDouble($0.power.units) } == election.scores(.approval, list))
    }
  }

  @Test func `Copeland ranks the options alike, except that what a double rounds apart is tied here`() throws
  {
    var random = RepeatableNumbers(seed: 5)
    for _ in 0..<1500 {
      let election = Election(&random) { Choice(positions: Array(0..<4).shuffled(using: &$0)) }
      let exact = try outcome(Copeland(), election.ballots, options: 4)
      let scores = election.scores(.copeland, list)
      let places = try #require(exact.contest?.places)
      for (place, next) in zip(places, places.dropFirst()) {
        for better in place { #expect(next.allSatisfy { scores[better] > scores[$0] }) }
      }
      for place in places { #expect(place.allSatisfy { abs(scores[$0] - scores[place[0]]) < 1e-9 }) }
    }
  }

  @Test func `weights come within a unit for each ballot before Snapshot rescales`() throws {
    var random = RepeatableNumbers(seed: 6)
    for _ in 0..<500 {
      let election = Election(&random) { random in
        var weights = (0..<4).map { _ in UInt128(random.below(4)) }
        weights[random.below(4)] += 1
        return Choice(sparse: weights)
      }
      let scores = election.scores(.weighted) { choice in
        .object(
          JSONObject(
            zip(choice.positions, choice.weights).map { .init(key: "\($0 + 1)", value: .integer($1)) }))
      }
      let exact = try outcome(Weighted(form: .shares), election.ballots, options: 4)
      for (option, score) in zip(exact.options, scores) {
        let distance = abs(SnapshotDouble(option.power.units) - score)
        #expect(distance <= SnapshotDouble(election.ballots.count))
      }
    }
  }
}
