import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// How few could elect an option or keep one from being elected, where ballots are ranked or scored, against trying
/// every set of members.
@Suite struct ContestCoalitionTests {
  private static func rules(_ method: String, hasNothing: Bool) throws -> TrackRules {
    let rules = try #require(try Sample.charter().rules(for: "text.resolution"))
    let edits: [String: JSONValue] = [
      "options": .array(BallotSample.options.map { .string($0) }),
      "tests": try CourseSample.json(
        #"[{"test":"winner","name":"t","house":"holders"\#(hasNothing ? #","nothing":["None"]"# : "")},"#
          + #"{"test":"turnout","name":"q","house":"holders","of":"electorate","at_least":"30%"}]"#),
    ]
    let members = try #require(
      rules.json.object?.members.map { member -> JSONObject.Member in
        guard member.key == "ballot", let ballot = member.value.object else {
          return .init(key: member.key, value: edits[member.key] ?? member.value)
        }
        let changed = try ballot.members.map {
          JSONObject.Member(
            key: $0.key, value: $0.key == "method" ? try CourseSample.json(method) : edits[$0.key] ?? $0.value
          )
        }
        return .init(key: member.key, value: .object(JSONObject(changed)))
      })
    return try TrackRules(frozen: .object(JSONObject(members)))
  }

  /// Whether it passes if some members are devoted to an option and others to another one; everybody else stays away.
  private static func passes(
    _ rules: TrackRules, _ blocs: [(members: [UInt128], option: Int?)], of electorate: UInt128
  ) throws -> Bool {
    var sample = BallotSample(rules.method(in: "holders"), seed: 0)
    sample.ballots = blocs.flatMap { bloc -> [(choice: Choice, power: UInt128)] in
      guard let option = bloc.option,
        let choice = sample.method.devoted(to: option, among: BallotSample.options)
      else { return [] }
      return bloc.members.map { (choice, $0) }
    }
    let tally = try sample.count().tally
    let facts = Tally(
      options: tally.options, cast: tally.cast, ballots: tally.ballots, electorate: Power(electorate),
      contest: tally.contest)
    return rules.outcome(of: ["holders": facts], elapsed: rules.period).outcome == .passed
  }

  @Test(arguments: BallotSample.methods.filter { !$0.contains("quadratic") }, [true, false])
  func `the smallest coalitions are those that trying every set finds, a tie included`(
    _ method: String, _ hasNothing: Bool
  ) throws {
    let rules = try Self.rules(method, hasNothing: hasNothing)
    let favourites = hasNothing ? 2 : 3
    for seed in 0..<UInt64(12) {
      var random = RepeatableNumbers(seed: seed)
      let powers = (0..<(1 + random.below(5))).map { _ in UInt128(random.below(20) + 1) }
      let all = powers.reduce(0, +)
      let found = try #require(try Coalitions(rules, powers: ["holders": powers.map { Power($0) }]))
      var (pass, block) = (Int.max, [Int](repeating: .max, count: favourites))
      for set in 0..<(1 << powers.count) {
        let inside = powers.indices.filter { set >> $0 & 1 == 1 }.map { powers[$0] }
        let outside = powers.indices.filter { set >> $0 & 1 == 0 }.map { powers[$0] }
        for option in 0..<3 where try Self.passes(rules, [(inside, option)], of: all) {
          pass = min(pass, inside.count)
        }
        for favourite in 0..<favourites {
          for option in [0, 1, 2, nil] where option != favourite {
            guard try !Self.passes(rules, [(outside, favourite), (inside, option)], of: all) else { continue }
            block[favourite] = min(block[favourite], inside.count)
          }
        }
      }
      #expect(found.toPass(in: "holders")?.members == pass, "\(powers)")
      #expect(found.toBlock(in: "holders")?.members == block.max(), "\(powers)")
    }
  }
}
