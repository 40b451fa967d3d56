import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Votes that are said to turn a test, cast as ballots of each counting method.
@Suite struct MethodFlipTests {
  /// A way of voting, with the words of a ballot for one option and of one that does more.
  struct Way: Sendable, CustomTestStringConvertible {
    let method: String
    let alone: @Sendable (_ option: String, _ power: UInt128) -> String
    let mixed: [@Sendable (_ power: UInt128) -> String]
    var testDescription: String { method }
  }

  static let ways: [Way] = [
    Way(method: #""single-choice""#, alone: { option, _ in option }, mixed: []),
    Way(
      method: #""approval""#, alone: { option, _ in option },
      mixed: [{ _ in "For + Against" }, { _ in "For + Against + Abstain" }]),
    Way(
      method: #"{"method":"weighted","weights":"shares"}"#, alone: { option, _ in option },
      mixed: [{ _ in "For: 2, Against: 1" }]),
    Way(
      method: #""fractional""#, alone: { option, _ in option },
      mixed: [{ power in "For: \(power)" }]),
    Way(
      method: #""decimal-weighted""#, alone: { option, _ in option },
      mixed: [{ _ in "For: 0.6, Against: 0.4" }]),
    Way(
      method: #"{"method":"allocation","whole":10}"#, alone: { option, _ in "\(option): 10/10" },
      mixed: [{ _ in "For: 6/10, Abstain: 1/10" }, { _ in "none of these" }]),
    Way(
      method: #""conviction""#, alone: { option, power in conviction(option, power, 1) },
      mixed: [{ power in conviction("For", power, 3) }, { power in conviction("Against", power, 0) }]),
    Way(
      method: #"{"method":"quadratic","weights":"shares"}"#, alone: { option, _ in option },
      mixed: [{ _ in "For: 1, Against: 1" }]),
    Way(
      method: #"{"method":"ranked-choice","partial":true,"ties":"earlier-round"}"#,
      alone: { option, _ in option }, mixed: [{ _ in "Against > For" }]),
    Way(
      method: #"{"method":"copeland","partial":true}"#, alone: { option, _ in option },
      mixed: [{ _ in "Against > For" }]),
    Way(
      method: #""score""#, alone: { option, _ in scores(option) },
      mixed: [{ _ in "For: 3, Against: 2, Abstain: 1" }]),
    Way(
      method: #""star""#, alone: { option, _ in scores(option) },
      mixed: [{ _ in "For: 3, Against: 2, Abstain: 1" }]),
  ]

  private static func conviction(_ option: String, _ power: UInt128, _ level: Int) -> String {
    option == "Abstain"
      ? "For: 0, Against: 0, Abstain: \(power)" : "\(option): \(power) with conviction \(level)"
  }

  private static func scores(_ option: String) -> String {
    FlipTests.options.map { "\($0): \($0 == option ? 5 : 0)" }.joined(separator: ", ")
  }

  private static func tally<Method: CountingMethod>(
    _ method: Method, _ ballots: [(words: String, power: UInt128)], electorate: UInt128
  ) throws -> Tally {
    var sums = method.none(options: 3)
    for ballot in ballots where ballot.power > 0 {
      let choice = try method.choice(ballot.words, among: FlipTests.options)
      try method.add(choice, Power(ballot.power), to: &sums)
    }
    let cast = ballots.reduce(UInt128(0)) { $0 + $1.power }
    let result = try method.result(of: sums)
    return Tally(
      options: result.options, cast: Power(cast), ballots: ballots.count, electorate: Power(electorate),
      contest: result.contest, capital: result.capital,
      decimals: result.decimals.map { Tally.Decimals(options: $0, cast: Decimal18(cast)) })
  }

  @Test(arguments: ways, FlipTests.every)
  func `ballots cast as it is said turn the test`(_ way: Way, _ text: String) throws {
    let method = try CountingMethods.parse(CourseSample.json(way.method))
    let test = try Sample.test(text)
    for seed in 0..<UInt64(40) {
      var random = RepeatableNumbers(seed: seed)
      let ballots = (0..<random.below(5)).map { _ -> (words: String, power: UInt128) in
        let power = UInt128(random.below(6) + 1)
        let kind = random.below(3 + way.mixed.count)
        return (kind < 3 ? way.alone(FlipTests.options[kind], power) : way.mixed[kind - 3](power), power)
      }
      let cast = ballots.reduce(UInt128(0)) { $0 + $1.power }
      let electorate = cast + UInt128(random.below(12))
      let before = TestFacts(
        try Self.tally(method, ballots, electorate: electorate), options: FlipTests.options)
      guard case .votes(let change) = test.flip(before, method.effect), change.kind == .cast else { continue }
      try Mismatch.unless(change.power.units <= electorate - cast, "\(ballots): \(change)")
      let option = change.to.first ?? "For"
      let more = (words: way.alone(option, change.power.units), power: change.power.units)
      let after = TestFacts(
        try Self.tally(method, ballots + [more], electorate: electorate), options: FlipTests.options)
      try Mismatch.unless(
        test.holds(after) != test.holds(before), "\(ballots) of \(electorate): \(change)")
    }
  }

  @Test func `there is a way of voting for every method, and nothing is said of those that sums do not tell`()
    throws
  {
    let effects = try Self.ways.map {
      ($0.method, try CountingMethods.parse(CourseSample.json($0.method)).effect)
    }
    let silent = effects.filter { if case .indirect = $0.1 { true } else { false } }
    #expect(Self.ways.count == 12 && silent.count == 5)
  }
}
