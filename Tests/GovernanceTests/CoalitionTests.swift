import DocumentFiles
import Governance
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct CoalitionTests {
  private static func rules(_ edits: [(from: String, to: String)] = []) throws -> TrackRules {
    let yaml = try SampleCharter.yaml(
      name: "Coalitions", founders: [try AccountKey(reading: "0x0000000000000000000000000000000000000001")],
      edits: edits)
    return try #require(try CharterDocument.parse(Array(yaml.utf8)).rules(for: "text.resolution"))
  }

  private static func find(
    _ powers: [UInt128], _ edits: [(from: String, to: String)] = []
  ) throws -> (pass: Coalition?, block: Coalition?) {
    let found = try Coalitions(try rules(edits), powers: ["holders": powers.map { Power($0) }])
    return (found?.toPass(in: "holders"), found?.toBlock(in: "holders"))
  }

  /// Whether some members who vote one way decide as asked, found by counting them all.
  private static func passes(_ rules: TrackRules, _ yes: [UInt128], _ no: [UInt128], all: UInt128) -> Bool {
    let (yesPower, noPower) = (yes.reduce(0, +), no.reduce(0, +))
    let tally = Tally(
      options: [
        .init(power: Power(yesPower), voters: yes.count), .init(power: Power(noPower), voters: no.count),
        .init(power: .zero, voters: 0),
      ], cast: Power(yesPower + noPower), ballots: yes.count + no.count, electorate: Power(all))
    return rules.tests.allSatisfy { $0.holds(TestFacts(tally, options: rules.options)) }
  }

  @Test func `the smallest coalitions of all small electorates are those that trying every set finds`() throws
  {
    let rules = try Self.rules([("at_least: 4%", "at_least: 40%")])
    for seed in 0..<200 {
      var random = RepeatableNumbers(seed: UInt64(seed))
      let powers = (0..<(1 + random.below(7))).map { _ in UInt128(random.below(50) + 1) }
      let all = powers.reduce(0, +)
      let found = try #require(try Coalitions(rules, powers: ["holders": powers.map { Power($0) }]))
      var (fewestPass, fewestBlock) = (Int.max, Int.max)
      for set in 0..<(1 << powers.count) {
        let inside = powers.indices.filter { set >> $0 & 1 == 1 }.map { powers[$0] }
        let outside = powers.indices.filter { set >> $0 & 1 == 0 }.map { powers[$0] }
        if Self.passes(rules, inside, [], all: all) { fewestPass = min(fewestPass, inside.count) }
        if !Self.passes(rules, outside, inside, all: all) { fewestBlock = min(fewestBlock, inside.count) }
      }
      #expect(found.toPass(in: "holders")?.members == fewestPass, "\(powers)")
      #expect(found.toBlock(in: "holders")?.members == fewestBlock, "\(powers)")
    }
  }

  @Test func `one whale passes and blocks alone, and says with what`() throws {
    let found = try Self.find([90, 5, 5])
    #expect(found.pass?.members == 1 && found.pass?.power == Power(90) && found.pass?.option == "For")
    #expect(found.block?.members == 1 && found.block?.power == Power(90) && found.block?.option == "Against")
  }

  @Test func `equal holders need a majority to block and a quorum to pass`() throws {
    let found = try Self.find(Array(repeating: 1, count: 100))
    #expect(found.pass?.members == 4 && found.block?.members == 50)
  }

  @Test func `whoever is enough to miss the quorum blocks by staying away`() throws {
    let found = try Self.find([4, 3, 3], [("at_least: 4%", "at_least: 70%")])
    #expect(found.block?.members == 1 && found.block?.option == nil)
  }

  @Test func `a bar that nobody can reach has no coalition`() throws {
    let found = try Self.find(
      [1, 1], [("at_least: 4%", "at_least: 100%"), ("more_than: 1/2}", "more_than: 99%}")])
    #expect(found.pass?.members == 2)
    #expect(found.block?.members == 1)
  }
}
