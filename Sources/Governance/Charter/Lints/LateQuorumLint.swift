/// A late quorum that keeps voting open for longer than voting lasts.
///
/// Whoever reaches the quorum first would set how long everybody votes. Newer releases of OpenZeppelin's
/// `GovernorPreventLateQuorum` take no extension above the voting period.
enum LateQuorumLint {
  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    guard let late = track.course.lateQuorum, late.span > track.period else { return [] }
    return [
      CharterFinding(
        .extensionAbovePeriod, .error, at: "\(path).late_quorum",
        "a late quorum adds \(late.span), which is more than the voting period of \(track.period)")
    ]
  }
}
