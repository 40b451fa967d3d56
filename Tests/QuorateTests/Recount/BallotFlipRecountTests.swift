import CanonicalEncoding
import DocumentFiles
import Governance
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// What is said of whole ballots, done to the list and counted again, under every track of the presets whose ballots are
/// ranked or scored, or name several options.
@Suite struct BallotFlipRecountTests {
  static let methods = [
    "{method: ranked-choice, ties: earlier-round, partial: true}",
    "{method: ranked-choice, ties: lowest-listed, partial: false, last_two: by-ties}",
    "{method: copeland, partial: true}", "{method: star, max: 3}", "{method: score}", "{method: approval}",
  ]

  /// The preset `token-majority` whose ballot elects one of three options by a method.
  private static func rules(_ method: String) throws -> TrackRules {
    let founder = try AccountKey(reading: "0x0000000000000000000000000000000000000001")
    let text = try SampleCharter.yaml(name: "Contest", founders: [founder])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      if line.contains("ballot: {method:") {
        return "    ballot: {method: \(method), options: [Llama, Mistral, None], replaceable: true}"
      }
      if line.contains("name: quorum") {
        return "      - {test: turnout, name: quorum, house: holders, of: electorate, at_least: 40%}"
      }
      guard line.contains("name: approval") else { return String(line) }
      return "      - {test: winner, name: first, house: holders, nothing: [None]}"
    }
    let charter = try CharterDocument.parse(Array(lines.joined(separator: "\n").utf8))
    return try #require(charter.rules(for: "text.resolution"))
  }

  private struct Line: Sendable {
    var choice: String?
    var power: UInt128
  }

  private static func recounted(_ lines: [Line], _ rules: TrackRules) throws -> Recount {
    let rows = lines.filter { $0.power > 0 }.enumerated().map { number, line in
      VoteList.Row(number: number + 1, voter: "v\(number)", choice: line.choice, power: line.power)
    }
    return try Recount(VoteList(rows: rows), by: rules)
  }

  private static func passes(_ recount: Recount) -> Bool {
    [.succeeded, .queued, .executed].contains(recount.decision.state)
  }

  private static func changed(_ lines: [Line], _ change: VoteChange) throws -> [Line] {
    var lines = lines
    func move(_ units: UInt128, from source: String?) throws {
      var left = units
      for place in lines.indices where lines[place].choice == source && lines[place].power > 0 {
        let part = min(left, lines[place].power)
        left -= part
        lines[place].power -= part
      }
      guard left == 0 else { throw Mismatch("\(change): \(left) too many") }
      lines.append(Line(choice: change.to.first, power: units))
    }
    for source in change.from { try move(source.power.units, from: source.options.first) }
    if change.kind == .cast { try move(change.power.units, from: nil) }
    return lines
  }

  @Test(arguments: methods) func `ballots that are said to turn a vote around do when it is counted again`(
    _ words: String
  ) throws {
    let rules = try Self.rules(words)
    let method = rules.method(in: "holders")
    let probes = method.probes(among: rules.options)
    var told: Set<VoteChange.Kind> = []
    for seed in 0..<UInt64(60) {
      var random = RepeatableNumbers(seed: seed)
      let unit: UInt128 = seed % 2 == 0 ? 1 : 1_000_000_000_000_000_000
      let lines = (0..<(2 + random.below(6))).map { _ in
        Line(
          choice: random.below(4) == 0
            ? nil : method.words(of: probes[random.below(probes.count)], among: rules.options),
          power: UInt128(random.below(9) + 1) * unit)
      }
      let recount = try Self.recounted(lines, rules)
      let explanation = Explanation(recount.decision, under: recount.rules, counts: recount.facts.counts)
      for case .votes(let change) in explanation.whole {
        try Mismatch.unless(change.areBallots, "seed \(seed): \(change)")
        told.insert(change.kind)
        let after = try Self.recounted(try Self.changed(lines, change), rules)
        try Mismatch.unless(
          Self.passes(after) != Self.passes(recount), "seed \(seed) \(lines): \(change)")
      }
    }
    // Of squared roots no part of a ballot can be told apart.
    #expect(told == (method.isDivisible ? [.cast, .changed] : [.cast]), "\(told)")
  }
}
