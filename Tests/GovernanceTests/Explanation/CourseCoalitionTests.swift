import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// The smallest coalitions of every track whose outcome sums decide, against every set of members and every way in
/// which they could vote, tried on the engine that decides: early rules, second houses and silence included.
@Suite struct CourseCoalitionTests {
  /// What a member does: the position of an option, or nothing.
  private typealias Vote = Int?

  private static func tally(_ powers: [UInt128], _ votes: [Vote], options: Int) -> Tally {
    var sums = [UInt128](repeating: 0, count: options)
    for (power, vote) in zip(powers, votes) {
      if let vote { sums[vote] += power }
    }
    return Sample.tally(sums, electorate: powers.reduce(0, +))
  }

  /// Every way in which so many members can vote.
  private static func ways(_ members: Int, _ choices: [Vote]) -> [[Vote]] {
    guard members > 0 else { return [[]] }
    return ways(members - 1, choices).flatMap { rest in choices.map { rest + [$0] } }
  }

  /// One track with members of every house.
  private struct Bench {
    let rules: TrackRules
    let powers: [String: [UInt128]]

    func passes(_ house: String, _ votes: [Vote], others option: Int) -> Bool {
      var tallies: [String: Tally] = [:]
      for (name, list) in powers {
        let all = [Vote](repeating: option, count: list.count)
        tallies[name] = CourseCoalitionTests.tally(
          list, name == house ? votes : all, options: rules.options.count)
      }
      return PresetTracks.canPass(rules, tallies)
    }

    /// The fewest who pass it, whatever each of them votes for.
    func fewestToPass(_ house: String) -> Int? {
      let count = powers[house]?.count ?? 0
      return rules.options.indices.flatMap { option in
        CourseCoalitionTests.ways(count, [nil, option])
          .filter { passes(house, $0, others: option) }.map { $0.count { $0 != nil } }
      }.min()
    }

    /// The fewest who keep it from passing by the option for which that takes most.
    func fewestToBlock(_ house: String) -> Int? {
      let count = powers[house]?.count ?? 0
      let favourites = rules.options.indices.filter { option in
        passes(house, [Vote](repeating: option, count: count), others: option)
      }
      let fewest = favourites.map { favourite in
        CourseCoalitionTests.ways(count, [nil] + rules.options.indices.map { $0 })
          .filter { !passes(house, $0, others: favourite) }.map { $0.count { $0 != favourite } }.min()
      }
      return fewest.contains(nil) ? nil : fewest.compactMap(\.self).max()
    }
  }

  static let places = PresetTracks.bySums.filter { place in
    (try? PresetTracks.rules(place)).map { $0.options.count <= 3 } ?? false
  }

  @Test(arguments: places)
  func `the fewest who pass and block are those that trying everything finds`(
    _ place: PresetTracks.Place
  ) throws {
    let rules = try PresetTracks.rules(place)
    for seed in 0..<UInt64(4) {
      var random = RepeatableNumbers(seed: seed)
      var powers: [String: [UInt128]] = [:]
      for house in rules.houses {
        powers[house.name] = (0..<(rules.houses.count > 1 ? 2 : 3)).map { _ in
          UInt128(random.below(4) + 1) * place.unit
        }
      }
      let bench = Bench(rules: rules, powers: powers)
      let found = try #require(
        try Coalitions(rules, powers: powers.mapValues { $0.map { Power($0) } }))
      for house in rules.houses.map(\.name) {
        let (pass, block) = (bench.fewestToPass(house), bench.fewestToBlock(house))
        try Mismatch.unless(
          found.toPass(in: house)?.members == pass,
          "\(powers), \(house) passes: \(String(describing: pass))")
        try Mismatch.unless(
          found.toBlock(in: house)?.members == block,
          "\(powers), \(house) blocks: \(String(describing: block))")
      }
    }
  }

  @Test func `a council that decides early is said to pass and to block`() throws {
    let rules = try PresetTracks.rules(.init(preset: "sputnik", track: "standard", unit: 1))
    let found = try #require(try Coalitions(rules, powers: ["council": [Power(1), Power(1), Power(1)]]))
    #expect(found.toPass(in: "council")?.members == 2)
    #expect(found.toPass(in: "council")?.option == "Approve")
    #expect(found.toBlock(in: "council")?.members == 2)
  }

  @Test func `a house that may only say no can block, and what passes in silence needs nobody`() throws {
    let realms = try PresetTracks.rules(.init(preset: "realms", track: "community", unit: 1))
    let found = try #require(
      try Coalitions(
        realms, powers: ["community": [Power(9)], "council": [Power(1), Power(1), Power(1)]]))
    #expect(found.toBlock(in: "council")?.members == 2 && found.toPass(in: "council")?.members == 0)
    let optimistic = try PresetTracks.rules(.init(preset: "snapshot-x", track: "optimistic", unit: 1))
    let silent = try #require(try Coalitions(optimistic, powers: ["holders": [Power(1), Power(1)]]))
    #expect(silent.toPass(in: "holders")?.members == 0 && silent.toBlock(in: "holders")?.members == 1)
  }

  @Test func `who stops without a vote is told, but for those whom the proposal is about`() throws {
    let rules = try PresetTracks.rules(.init(preset: "snapshot-x", track: "simple", unit: 1))
    let all = rules.waysToStop
    #expect(all.map(\.deed) == [.veto] && all.map(\.needs) == [2] && all.map(\.able) == [3])
    #expect(rules.barring([try Sample.account(1)]).waysToStop.map(\.able) == [2])
    // Two of three are concerned: nobody is left to veto.
    #expect(rules.barring([try Sample.account(1), try Sample.account(2)]).waysToStop.isEmpty)
  }

  @Test func `where sums do not tell, it is said why`() throws {
    #expect(
      Coalitions.untold(try PresetTracks.rules(.init(preset: "ocean-dao", track: "grants", unit: 1)))
        == "squares of roots")
    #expect(Coalitions.untold(try Sample.quickRules()) == nil)
  }
}
