internal import CanonicalEncoding

/// An emergency measure that ends before the vote that has to ratify it can: what was paused runs again, decided or
/// not.
enum RatificationLint {
  static func findings(in track: TrackRules, at path: String, pause: Span) -> [CharterFinding] {
    let executable = Timepoint.earliest + track.delay + track.period + track.timelock
    let length = executable.since(.earliest)
    guard length > pause else { return [] }
    return [
      CharterFinding(
        .ratificationLongerThanPause, .warning, at: path,
        "ratifying takes \(length) without an early decision, and a pause lasts \(pause)")
    ]
  }
}
