import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import QuorateTesting
import Testing
import Voting

/// What is said to turn a vote around, done to the list and counted again: the whole course of every track of the
/// presets, with the instants at which it decides.
@Suite struct FlipRecountTests {
  struct Place: Sendable, CustomTestStringConvertible {
    let preset: String
    let track: String
    let isDated: Bool
    var testDescription: String { "\(preset) \(track), \(isDated ? "dated" : "without times")" }
  }

  /// Every track whose ballots name one option, or one with conviction.
  static let places: [Place] = Preset.all.flatMap { preset -> [Place] in
    guard let charter = try? RecountTests.charter(preset.name) else { return [] }
    let tracks = charter.trackNames.filter { name in
      guard let rules = charter.rules(ofTrack: name, topic: "general"), rules.options.count <= 4 else {
        return false
      }
      return rules.houses.allSatisfy { house in
        let method = rules.method(in: house.name)
        // An allocation is not spelt as one option.
        let takesOne = (try? method.choice(rules.options[0], among: rules.options)) != nil
        return method.effect == .convinced || method.effect == .plain && takesOne
      }
    }
    return tracks.flatMap { track in
      [false, true].map { Place(preset: preset.name, track: track, isDated: $0) }
    }
  }

  /// A list that can be changed as it is told, and counted.
  struct Votes: CustomStringConvertible {
    struct Line {
      var house: String
      var option: Int?
      var power: UInt128
      var at: Timepoint
    }

    let rules: TrackRules
    let isDated: Bool
    var lines: [Line]

    static let opened = Timepoint(milliseconds: 1_700_000_000_000)

    var description: String {
      lines.map { "\($0.house) \($0.option.map { rules.options[$0] } ?? "–") \($0.power) at \($0.at)" }
        .joined(separator: "; ")
    }

    private func words(_ line: Line) -> String? {
      guard let option = line.option else { return nil }
      let name = rules.options[option]
      guard rules.method(in: line.house).effect == .convinced else { return name }
      return name == "Abstain"
        ? "Aye: 0, Nay: 0, Abstain: \(line.power)" : "\(name): \(line.power) with conviction 1"
    }

    func recounted() throws -> Recount {
      let rows = lines.filter { $0.power > 0 }.enumerated().map { number, line in
        VoteList.Row(
          number: number + 1, voter: "v\(number)", house: line.house, choice: words(line),
          power: line.power, at: isDated && line.option != nil ? line.at : nil)
      }
      return try Recount(VoteList(rows: rows), by: rules, opened: isDated ? Self.opened : nil)
    }

    /// Lets so much of some lines vote for an option, or for none; what is left of a line stays as it is.
    private mutating func move(
      _ units: UInt128, in house: String, from isSource: (Int?) -> Bool, to option: Int?, at: Timepoint?
    ) {
      var left = units
      for place in lines.indices where lines[place].house == house && isSource(lines[place].option) {
        let part = min(left, lines[place].power)
        guard part > 0 else { continue }
        left -= part
        lines[place].power -= part
        lines.append(Line(house: house, option: option, power: part, at: at ?? lines[place].at))
      }
    }

    /// What is told, done; votes that had not been cast are cast at an instant.
    func changed(_ change: VoteChange, at instant: Timepoint) -> Votes {
      var votes = self
      func position(_ name: String) -> Int? { rules.options.firstIndex(of: name) }
      let named = change.to.first.flatMap(position) ?? 0
      let target: Int? = change.kind == .withdrawn ? nil : named
      let isAny = change.from.isEmpty && change.kind == .withdrawn
      // What moves between options is taken first, so that nothing is moved twice.
      for source in isAny ? [.init(power: change.power, options: rules.options)] : change.from {
        let options = source.options.map(position)
        votes.move(
          source.power.units, in: change.house, from: { $0 != nil && options.contains($0) }, to: target,
          at: nil)
      }
      votes.move(
        change.newly.units, in: change.house, from: { $0 == nil }, to: target, at: instant)
      return votes
    }
  }

  /// The options that the stage takes.
  private static func taken(_ rules: TrackRules) -> [Int] {
    rules.options.indices.filter {
      rules.course.only.isEmpty || rules.course.only.contains(rules.options[$0])
    }
  }

  private static func instant(_ rules: TrackRules, _ random: inout RepeatableNumbers) -> Timepoint {
    let most = max(2, Int(min(rules.period.milliseconds, 4_000_000_000)) - 1)
    return Votes.opened + Span(milliseconds: UInt64(1 + random.below(most - 1)))
  }

  private static func votes(_ place: Place, seed: UInt64) throws -> Votes {
    let charter = try RecountTests.charter(place.preset)
    let rules = try #require(charter.rules(ofTrack: place.track, topic: "general")).firstStageAlone
    var random = RepeatableNumbers(seed: seed)
    let unit: UInt128 = seed % 2 == 0 ? 1 : 1_000_000_000_000_000_000_000_000
    let taken = Self.taken(rules)
    var lines: [Votes.Line] = []
    for house in rules.houses {
      for _ in 0..<5 {
        let option = random.below(3) == 0 ? nil : taken[random.below(taken.count)]
        lines.append(
          .init(
            house: house.name, option: option, power: UInt128(random.below(5) + 1) * unit,
            at: instant(rules, &random)))
      }
      // A list in which nobody of a house has voted is counted as well.
      if random.below(6) == 0 { for place in lines.indices { lines[place].option = nil } }
    }
    return Votes(rules: rules, isDated: place.isDated, lines: lines)
  }

  private static func passes(_ recount: Recount) -> Bool {
    [.succeeded, .queued, .executed].contains(recount.decision.state)
  }

  @Test(arguments: places) func `what is said to turn a vote around does when it is counted again`(
    _ place: Place
  ) throws {
    for seed in 0..<UInt64(6) {
      let votes = try Self.votes(place, seed: seed)
      var random = RepeatableNumbers(seed: seed + 1_000)
      let recount = try votes.recounted()
      let before = Self.passes(recount)
      let explanation = Explanation(recount.decision, under: recount.rules)
      try Mismatch.unless(explanation.passes == before, "\(votes): passes")
      for flip in explanation.whole {
        switch flip {
        case .votes(let change):
          for _ in 0..<(place.isDated ? 3 : 1) {
            let changed = votes.changed(change, at: Self.instant(votes.rules, &random))
            try Mismatch.unless(Self.passes(try changed.recounted()) != before, "\(votes): \(change)")
          }
        case .together(let changes):
          let instant = Self.instant(votes.rules, &random)
          let changed = changes.reduce(votes) { $0.changed($1, at: instant) }
          try Mismatch.unless(Self.passes(try changed.recounted()) != before, "\(votes): \(changes)")
        case .nothing, .nothingAlone, .notByVotes:
          for house in votes.rules.houses {
            for _ in 0..<6 {
              var other = votes
              for line in other.lines.indices where other.lines[line].house == house.name {
                let taken = Self.taken(other.rules)
                let number = random.below(taken.count + 1)
                other.lines[line].option = number < taken.count ? taken[number] : nil
              }
              guard let found = try? other.recounted(), found.rejected.isEmpty else { continue }
              try Mismatch.unless(Self.passes(found) == before, "\(votes): \(flip), but \(other)")
            }
          }
        case .notComputed(let words):
          let isPlain = votes.rules.houses.allSatisfy {
            votes.rules.method(in: $0.name).effect == .plain
          }
          let course = votes.rules.course
          // Without a ballot a list is not known to lack times.
          let isTold =
            !place.isDated && votes.lines.contains { $0.option != nil } && isPlain && course.absentees == nil
            && course.interpolatedDelay == nil
          try Mismatch.unless(!isTold, "\(votes): not computed for \(words)")
        }
      }
    }
  }

  // MARK: Votes of which false sentences were told

  private static func explained(_ csv: String, _ preset: String, _ track: String?) throws -> [Governance.Flip]
  {
    let recount = try RecountTests.count(csv, preset, track: track)
    return Explanation(recount.decision, under: recount.rules).whole
  }

  @Test(arguments: ["auction-admin", "root", "treasurer", "small-tipper"])
  func `bars that fall until they are met are not said to be missed by a little more opposition`(
    _ track: String
  ) throws {
    let list = "voter,choice,power\na,Aye: 60 with conviction 1,60\nb,Nay: 30 with conviction 1,30\n"
    let recount = try RecountTests.count(list + "s,,100\n", "opengov", track: track)
    let explanation = Explanation(recount.decision, under: recount.rules)
    guard case .votes(let change) = explanation.whole.first else {
      #expect(!explanation.whole.isEmpty)
      return
    }
    let more = change.power.units
    func state(_ nay: UInt128) throws -> ProposalState {
      try RecountTests.count(
        list + "n,Nay: \(nay) with conviction 1,\(nay)\ns,,\(100 - nay)\n", "opengov", track: track
      ).decision.state
    }
    #expect(change.to == ["Nay"] && explanation.passes)
    #expect(try state(more) == .defeated)
    if more > 1 { #expect(try state(more - 1) != .defeated) }
  }

  @Test func `of votes that decided one after the other nothing is told`() throws {
    let whole = try Self.explained(
      """
      voter,choice,power,time
      a,Yes,4,2026-12-01T12:00Z
      b,Yes,4,2026-12-01T13:00Z
      d,Yes,3,2026-12-01T14:00Z
      e,,3,
      """, "nns", nil)
    #expect(whole == [.notComputed("votes whose order decides")])
  }

  @Test func `where two houses must move together, it is not said that nothing turns it`() throws {
    let whole = try Self.explained(
      "voter,choice,power,house\na,For,10,tokens\nb,Against,30,tokens\nc,,60,tokens\nd,Against,2,safety\n"
        + "e,,5,safety\n", "ai-safety", "guarded")
    guard case .together(let changes) = whole.first, whole.count == 1 else {
      Issue.record("\(whole)")
      return
    }
    #expect(changes.map(\.house) == ["tokens", "safety"], "\(changes)")
    #expect(changes.allSatisfy { $0.kind == .cast && $0.to.contains("For") }, "\(changes)")
  }

  @Test func `what lets a proposal be carried on before the close is asked as well`() throws {
    let whole = try Self.explained("voter,choice,power\na,Veto,7\ns,,55\n", "aragon", "staged-veto")
    guard case .votes(let change) = whole.first else {
      Issue.record("\(whole)")
      return
    }
    #expect(change.kind == .changed && change.to == ["Approve"] && change.power == Power(7))
  }
}
