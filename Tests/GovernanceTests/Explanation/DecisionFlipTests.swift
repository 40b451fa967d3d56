import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// What is said to turn a decision around, tried out on the engine that decides.
@Suite struct DecisionFlipTests {
  /// Some sums of every house of a track, in its unit, with members who have not voted.
  private static func sums(_ rules: TrackRules, seed: UInt64) -> [String: (powers: [Int], electorate: Int)] {
    var random = RepeatableNumbers(seed: seed)
    var found: [String: (powers: [Int], electorate: Int)] = [:]
    for house in rules.houses {
      let splits = PresetTracks.splits(5, options: rules.options.count)
      let powers = splits[random.below(splits.count)]
      found[house.name] = (powers, max(powers.reduce(0, +), random.below(6)))
    }
    return found
  }

  @Test(arguments: PresetTracks.bySums)
  func `what turns a decision around, made, turns it, and nothing is said to only where nothing does`(
    _ place: PresetTracks.Place
  ) throws {
    let rules = try PresetTracks.rules(place)
    func tally(_ powers: [UInt128], _ electorate: Int) -> Tally {
      Sample.tally(powers, electorate: UInt128(electorate) * place.unit)
    }
    for seed in 0..<UInt64(9) {
      let sums = Self.sums(rules, seed: seed)
      let tallies = sums.mapValues { sum in
        tally(sum.powers.map { UInt128($0) * place.unit }, sum.electorate)
      }
      let before = PresetTracks.passes(rules, tallies)
      let explanation = Explanation(PresetTracks.decision(rules, tallies), under: rules)
      let label = "\(sums)"
      try Mismatch.unless(explanation.passes == before, "\(label): passes")
      func changed(_ changes: [VoteChange]) throws -> [String: Tally] {
        var changed = tallies
        for change in changes {
          let sum = try #require(sums[change.house])
          let powers = FlipTests.applied(
            change, to: sum.powers.map { UInt128($0) * place.unit }, of: rules.options)
          try Mismatch.unless(
            powers.reduce(0, +) <= UInt128(sum.electorate) * place.unit, "\(label): \(change) is too much")
          changed[change.house] = tally(powers, sum.electorate)
        }
        return changed
      }
      for flip in explanation.whole {
        switch flip {
        case .votes(let change):
          try Mismatch.unless(
            PresetTracks.canPass(rules, try changed([change])) != before, "\(label): \(change)")
        case .together(let changes):
          try Mismatch.unless(
            PresetTracks.canPass(rules, try changed(changes)) != before, "\(label): \(changes)")
          // Each of them is needed.
          for left in changes {
            try Mismatch.unless(
              PresetTracks.canPass(rules, try changed(changes.filter { $0 != left })) == before,
              "\(label): \(changes) without \(left.house)")
          }
        case .notByVotes where PresetTracks.canPass(rules, tallies) != before:
          // It could have been carried on, and nobody did.
          break
        case .nothing where sums.count > 1:
          // Not even all houses together.
          var random = RepeatableNumbers(seed: seed)
          for _ in 0..<60 {
            let other = sums.mapValues { sum in
              let splits = PresetTracks.splits(sum.electorate, options: rules.options.count)
              return tally(
                splits[random.below(splits.count)].map { UInt128($0) * place.unit }, sum.electorate)
            }
            try Mismatch.unless(PresetTracks.canPass(rules, other) == before, "\(label): \(other) would")
          }
        case .nothing, .nothingAlone, .notByVotes:
          for (house, sum) in sums {
            for split in PresetTracks.splits(sum.electorate, options: rules.options.count) {
              var changed = tallies
              changed[house] = tally(split.map { UInt128($0) * place.unit }, sum.electorate)
              try Mismatch.unless(
                PresetTracks.canPass(rules, changed) == before, "\(label): \(split) in \(house) would")
            }
          }
        case .notComputed(let words): throw Mismatch("\(label): not computed for \(words)")
        }
      }
    }
  }

  @Test(arguments: PresetTracks.bySums)
  func `no votes still to come turn a decision with less power than is said`(
    _ place: PresetTracks.Place
  ) throws {
    let rules = try PresetTracks.rules(place)
    for seed in 100..<UInt64(106) {
      let sums = Self.sums(rules, seed: seed)
      func tally(_ powers: [Int], _ electorate: Int) -> Tally {
        Sample.tally(
          powers.map { UInt128($0) * place.unit }, electorate: UInt128(electorate) * place.unit)
      }
      let tallies = sums.mapValues { tally($0.powers, $0.electorate) }
      let before = PresetTracks.passes(rules, tallies)
      let whole = Explanation(PresetTracks.decision(rules, tallies), under: rules).whole
      for (house, sum) in sums {
        let left = sum.electorate - sum.powers.reduce(0, +)
        for added in PresetTracks.splits(left, options: rules.options.count) {
          var changed = tallies
          changed[house] = tally(zip(sum.powers, added).map { $0 + $1 }, sum.electorate)
          guard PresetTracks.passes(rules, changed) != before else { continue }
          let amount = UInt128(added.reduce(0, +)) * place.unit
          let isKnown = whole.contains { flip in
            guard case .votes(let change) = flip else { return false }
            return change.house != house || (change.kind == .cast && change.power.units <= amount)
          }
          try Mismatch.unless(isKnown, "\(sums): \(added) in \(house) would, and \(whole)")
        }
      }
    }
  }

  @Test func `of members who count without having voted nothing is said`() throws {
    let rules = try PresetTracks.rules(.init(preset: "bittensor-senate", track: "motion", unit: 1))
    let tallies = ["senate": Sample.tally([1, 0], electorate: 3)]
    let explanation = Explanation(PresetTracks.decision(rules, tallies), under: rules)
    #expect(!explanation.passes)
    #expect(explanation.whole == [.notComputed("members who count without having voted")])
    #expect(explanation.tests.map(\.flip) == explanation.whole)
    #expect(Coalitions.untold(rules) == "members who count as another one votes")
  }

  @Test func `a rule that decided early is explained, and what would have kept it from deciding`() throws {
    let rules = try PresetTracks.rules(.init(preset: "sputnik", track: "standard", unit: 1))
    let tallies = ["council": Sample.tally([2, 0, 0], electorate: 3)]
    let explanation = Explanation(PresetTracks.decision(rules, tallies), under: rules)
    #expect(explanation.tests.isEmpty && explanation.lapsesInSilence && explanation.passes)
    let decisive = explanation.early.filter(\.hasDecided)
    #expect(decisive.map(\.name) == ["approved-by-council"])
    guard case .votes(let change) = decisive.first?.tests.first?.flip else {
      Issue.record("\(explanation)")
      return
    }
    #expect(change.kind == .changed && change.power == Power(1) && change.from.first?.options == ["Approve"])
  }

  @Test func `where two houses agree, it is told for each of them what it could do alone`() throws {
    let place = try #require(PresetTracks.bySums.first { $0.preset == "realms" && $0.track == "community" })
    let rules = try PresetTracks.rules(place)
    let tallies = [
      "community": Sample.tally([7, 0], electorate: 10), "council": Sample.tally([0, 0], electorate: 3),
    ]
    let whole = Explanation(PresetTracks.decision(rules, tallies), under: rules).whole
    let houses = whole.compactMap { flip in
      if case .votes(let change) = flip { change.house } else { nil }
    }
    #expect(houses == ["community", "council"])
  }

  @Test func `what decided early is explained by the sums it was decided by`() throws {
    // It passed early; the votes against that came later do not undo it, and are no part of why.
    let rules = try CourseSample.rules(
      spans: ["period": 100],
      course: """
        {"early":[{"name":"enough","outcome":"passed","when":[{"test":"share","name":"lead","house":"h",
        "count":["Yes"],"of":["Yes","No"],"more_than":"1/2"}],"keeps_voting":true}]}
        """)
    let facts = CourseSample.facts(
      [.init(at: 10, power: 2, option: 0), .init(at: 20, power: 5, option: 1)], electorate: 9)
    let decision = CourseSample.decision(rules, facts, at: 200)
    let explanation = Explanation(decision, under: rules)
    #expect(explanation.passes && explanation.early.first?.tests.first?.result.passed == true)
    #expect(explanation.tests.allSatisfy(\.result.passed) && decision.tallies["h"]?.cast == Power(2))
    #expect(explanation.whole == [.notComputed("votes whose order decides")])
    #expect(explanation.early.flatMap(\.tests).map(\.flip) == explanation.whole)
  }

  @Test func `while voting is open what is told is of votes that are cast now`() throws {
    // One more vote for it decides at once; those that stand are cast for good, and only what is left can be cast.
    let rules = try CourseSample.rules(
      spans: ["period": 100],
      course: """
        {"early":[{"name":"enough","outcome":"passed","when":[{"test":"share","name":"most","house":"h",
        "count":["Yes"],"of":"electorate","more_than":"1/2"}]}]}
        """)
    let facts = CourseSample.facts(
      [.init(at: 10, power: 4, option: 0), .init(at: 20, power: 4, option: 1)], electorate: 9)
    let explanation = Explanation(CourseSample.decision(rules, facts, at: 30), under: rules)
    #expect(!explanation.passes)
    guard case .votes(let change) = explanation.whole.first else {
      Issue.record("\(explanation.whole)")
      return
    }
    #expect(change.kind == .cast && change.to == ["Yes"] && change.power == Power(1))
  }
}
