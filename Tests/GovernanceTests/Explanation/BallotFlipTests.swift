import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Ballots that are said to turn a test around where sums do not tell what a ballot does, cast and counted again.
@Suite struct BallotFlipTests {
  static let tests = [
    #"{"test":"winner","name":"t","house":"h","nothing":["None"]}"#,
    #"{"test":"winner","name":"t","house":"h","ties":"first-listed"}"#,
  ]

  /// The least power by which one ballot more would turn the test, found by trying every amount.
  private static func leastCast(_ sample: BallotSample, _ test: any DecisionTest) throws -> UInt128? {
    let before = try sample.holds(test)
    let uncast = sample.electorate - sample.cast
    guard uncast > 0 else { return nil }
    return try (1...uncast).first { units in
      try sample.method.probes(among: BallotSample.options).contains { probe in
        try sample.adding(units, sample.method.words(of: probe, among: BallotSample.options)).holds(test)
          != before
      }
    }
  }

  /// The least power of ballots of one kind that would turn the test if they said something else, or nothing.
  private static func leastMoved(
    _ sample: BallotSample, _ test: any DecisionTest, isTakenBack: Bool
  ) throws -> UInt128? {
    let before = try sample.holds(test)
    func words(_ choice: Choice) -> String { sample.method.words(of: choice, among: BallotSample.options) }
    let targets = sample.method.probes(among: BallotSample.options).map { Optional(words($0)) }
    var powers: [String: UInt128] = [:]
    for ballot in sample.ballots { powers[words(ballot.choice), default: 0] += ballot.power }
    var least: UInt128?
    for (source, power) in powers {
      for target in isTakenBack ? [nil] : targets where target != source {
        let found = try (1...power).first {
          try sample.moving($0, from: source, to: target).holds(test) != before
        }
        least = [least, found].compactMap(\.self).min()
      }
    }
    return least
  }

  @Test(arguments: BallotSample.methods, tests)
  func `what ballots are said to do they do, and no fewer of one kind would`(
    _ method: String, _ text: String
  ) throws {
    let method = try CountingMethods.parse(CourseSample.json(method))
    let test = try Sample.test(text)
    for seed in 0..<UInt64(60) {
      let sample = BallotSample(method, seed: seed)
      let count = try sample.count()
      let profile = try #require(BallotProfile(count, by: method))
      let facts = TestFacts(count.tally, options: BallotSample.options)
      let flip = test.flip(facts, method.effect, profile: profile)
      let cast = try Self.leastCast(sample, test)
      guard case .votes(let change) = flip else {
        let words = "\(method.effect.wordsOfBallots ?? "") beyond those that were tried"
        try Mismatch.unless(flip == .notComputed(words), "\(sample): \(flip)")
        try Mismatch.unless(cast == nil, "\(sample): \(cast ?? 0) more would")
        continue
      }
      let isOne = change.kind == .cast && !method.isDivisible
      try Mismatch.unless(change.areBallots && change.isOneBallot == isOne, "\(sample): \(change)")
      try Mismatch.unless(
        try sample.changed(change).holds(test) != sample.holds(test), "\(sample): \(change)")
      guard change.kind != .cast else {
        try Mismatch.unless(change.power.units == cast, "\(sample): \(change), not \(cast ?? 0)")
        continue
      }
      try Mismatch.unless(cast == nil, "\(sample): votes to come are first, not \(change)")
      let moved = try Self.leastMoved(sample, test, isTakenBack: change.kind == .withdrawn)
      if let moved { try Mismatch.unless(change.power.units <= moved, "\(sample): \(change), not \(moved)") }
    }
  }

  @Test func `a winner is told with what put it ahead: the last round, points, support or the sum`() throws {
    let test = try Sample.test(Self.tests[0])
    func judged(_ method: String, _ ballots: [(String, UInt128)]) throws -> TestResult {
      var sample = BallotSample(try CountingMethods.parse(CourseSample.json(method)), seed: 0)
      sample.ballots = try ballots.map { (try sample.method.choice($0, among: BallotSample.options), $1) }
      return test.judge(TestFacts(try sample.count().tally, options: BallotSample.options))
    }
    let ranked: [(String, UInt128)] = [("Llama", 4), ("Mistral > Llama", 3), ("None > Mistral", 2)]
    let runoff = try judged(#"{"method":"ranked-choice","partial":true,"ties":"earlier-round"}"#, ranked)
    #expect(runoff.partWords == "Mistral" && runoff.part == Power(5) && runoff.required == Power(5))
    #expect(
      runoff.measure == .power && runoff.requiredWords == "in round 2 would be more than half of what stands")
    let pairs = try judged(#"{"method":"copeland","partial":true}"#, ranked)
    #expect(pairs.partWords == "Mistral" && pairs.part == Power(4) && pairs.required == Power(3))
    #expect(pairs.measure == .points)
    let scores = try judged(#""score""#, [("Llama: 5, Mistral: 1, None: 0", 2)])
    #expect(scores.part == Power(10) && scores.required == Power(3) && scores.measure == .sums)
    let circle: [(String, UInt128)] = [
      ("Llama > Mistral > None", 3), ("Mistral > None > Llama", 2), ("None > Llama > Mistral", 2),
    ]
    let support = try judged(#"{"method":"copeland","partial":false}"#, circle)
    #expect(support.measure == .power && support.part == Power(8) && support.required == Power(8))
  }

  @Test func `attack 40: ballots still to come are told where all of them would leave 128 bits`() throws {
    let test = try Sample.test(#"{"test":"winner","name":"t","house":"h"}"#)
    let method = try CountingMethods.parse(CourseSample.json(#""score""#))
    var sample = BallotSample(method, seed: 0)
    sample.ballots = [(try method.choice("Llama: 5, Mistral: 0, None: 0", among: BallotSample.options), 7)]
    let count = try sample.count()
    let tally = Tally(
      options: count.tally.options, cast: count.tally.cast, ballots: 1, electorate: Power(.max),
      contest: count.tally.contest)
    let profile = BallotProfile(Count(tally: tally, contributions: count.contributions), by: method)
    let flip = test.flip(
      TestFacts(tally, options: BallotSample.options), method.effect, profile: profile)
    guard case .votes(let change) = flip else {
      Issue.record("\(flip)")
      return
    }
    #expect(
      change.kind == .cast && change.power == Power(7) && change.to == ["Llama: 0, Mistral: 5, None: 0"])
  }

  @Test func `of very many kinds of ballots it is said how many there are`() throws {
    let test = try Sample.test(Self.tests[0])
    let method = try CountingMethods.parse(CourseSample.json(#""score""#))
    var sample = BallotSample(method, seed: 0)
    sample.ballots = try (0..<70).map {
      let words = "Llama: \(5 - $0 / 36), Mistral: \($0 % 6), None: \($0 / 6 % 6)"
      return (try method.choice(words, among: BallotSample.options), 1)
    }
    let whole = try sample.count().tally
    let tally = Tally(
      options: whole.options, cast: whole.cast, ballots: 70, electorate: whole.cast, contest: whole.contest)
    let profile = BallotProfile(
      Count(tally: tally, contributions: try sample.count().contributions), by: method)
    let flip = test.flip(TestFacts(tally, options: BallotSample.options), method.effect, profile: profile)
    #expect(flip == .notComputed("70 kinds of scores"))
  }

  @Test func `attack 40: close to 2^128 ballots are searched without a trap`() throws {
    let test = try Sample.test(Self.tests[0])
    for method in BallotSample.methods where !method.contains("quadratic") && !method.contains("copeland") {
      let method = try CountingMethods.parse(CourseSample.json(method))
      let most = UInt128.max / 5
      var sample = BallotSample(method, seed: 1)
      sample.ballots = zip(method.probes(among: BallotSample.options), [most / 2, most / 2 - 1]).map {
        ($0, $1)
      }
      let count = try sample.count()
      let tally = Tally(
        options: count.tally.options, cast: count.tally.cast, ballots: 2, electorate: Power(.max),
        contest: count.tally.contest)
      let whole = Count(tally: tally, contributions: count.contributions)
      let profile = BallotProfile(whole, by: method)
      let flip = test.flip(
        TestFacts(tally, options: BallotSample.options), method.effect, profile: profile)
      guard case .votes(let change) = flip else {
        Issue.record("\(method.json): \(flip)")
        continue
      }
      #expect(change.power <= Power(most), "\(method.json): \(change)")
    }
  }
}
