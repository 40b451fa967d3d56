internal import CanonicalEncoding

/// A timelock shorter than the minimum that the body has set itself (OpenZeppelin `TimelockInsufficientDelay`).
enum TimelockLint {
  static func findings(in track: TrackRules, at path: String, least: Span) -> [CharterFinding] {
    guard track.timelock < least else { return [] }
    return [
      CharterFinding(
        .timelockBelowMinimum, .error, at: "\(path).timelock",
        "the timelock of \(track.timelock) is shorter than the minimum of \(least)")
    ]
  }
}
