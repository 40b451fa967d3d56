import CanonicalEncoding
import DocumentFiles
import Governance
import Signing
import Testing
import Voting

/// Tracks as the presets have them, and the sums on which they are tried out.
enum PresetTracks {
  /// A track of a preset, with an amount of power that its bars can tell from nothing.
  struct Place: Sendable, CustomTestStringConvertible {
    let preset: String
    let track: String
    let unit: UInt128
    var testDescription: String { "\(preset) \(track) in units of \(unit)" }
  }

  static func charter(_ name: String) throws -> Charter {
    let preset = try #require(Preset.named(name))
    let founders = try (1...3).map { try Sample.account($0) }
    let bytes = preset.expanded(name: "A body", founders: founders, symbol: "TOK", decimals: 0)
    let value = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
    return try Charter(parsing: value, hash: .sha256(bytes), anyReading: true)
  }

  static func rules(_ place: Place) throws -> TrackRules {
    try #require(try charter(place.preset).rules(ofTrack: place.track, topic: "general"))
  }

  /// Tracks of one stage whose outcome sums alone decide, once in small units and once in large ones.
  static let bySums: [Place] = {
    let units: [UInt128] = [1, 1_000_000_000_000_000_000_000_000]
    return Preset.all.flatMap { preset -> [Place] in
      guard let charter = try? charter(preset.name) else { return [] }
      let tracks = charter.trackNames.filter { name in
        guard let rules = charter.rules(ofTrack: name, topic: "general") else { return false }
        let course = rules.course
        return rules.method.effect == .plain && course.stages.isEmpty && course.confirmation == nil
          && course.interpolatedDelay == nil && course.absentees == nil && rules.options.count <= 4
      }
      return tracks.flatMap { track in
        units.map { Place(preset: preset.name, track: track, unit: $0) }
      }
    }
  }()

  static let start = Timepoint(milliseconds: 1_000_000_000)

  /// The decision after the close, if these were the sums to the end; nothing kept the proposal from its vote.
  static func decision(_ rules: TrackRules, _ tallies: [String: Tally]) -> Decision {
    decision(rules, tallies, at: rules.period + Span(milliseconds: 1))
  }

  private static func decision(
    _ rules: TrackRules, _ tallies: [String: Tally], at elapsed: Span
  ) -> Decision {
    var milestones = Milestones()
    milestones.funded = start
    milestones.approved = start
    milestones.started = start
    return decide(
      rules, submitted: start, milestones: milestones, facts: CountFacts(tallies: tallies),
      at: start + rules.delay + elapsed)
  }

  /// Whether voting passes it.
  static func passes(_ rules: TrackRules, _ tallies: [String: Tally]) -> Bool {
    decision(rules, tallies).outcome == .passed
  }

  /// Whether voting passes it, or lets somebody carry it on before its close.
  static func canPass(_ rules: TrackRules, _ tallies: [String: Tally]) -> Bool {
    let last = Span(milliseconds: rules.period.milliseconds - 1)
    return passes(rules, tallies) || decision(rules, tallies, at: last).state == .succeeded
  }

  /// All ways to give at most so many units to some options.
  static func splits(_ units: Int, options: Int) -> [[Int]] {
    guard options > 0 else { return [[]] }
    return (0...units).flatMap { first in
      splits(units - first, options: options - 1).map { [first] + $0 }
    }
  }
}
