internal import CanonicalEncoding
internal import Voting

/// A share of the votes that is less than half, and that nothing else holds back: what most vote against passes.
///
/// Found by asking the whole track, so that a veto or a quorum of votes for it that would stop such a vote is heard.
enum MinorityLint {
  /// So many units that every share of them is a whole number that people would write.
  private static let everybody = UInt128(1_000_000_000_000)

  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    guard Coalitions.untold(track) == nil, !(track.method is ConvictionVote) else { return [] }
    return track.tests.compactMap { test in
      guard let test = test as? ShareTest, let share = test.bar.share, share.isBelow(.half) else {
        return nil
      }
      return finding(test, share, in: track, at: "\(path).tests.\(test.name)")
    }
  }

  private static func finding(
    _ test: ShareTest, _ share: Share, in track: TrackRules, at path: String
  ) -> CharterFinding? {
    // Only what is weighed against other votes; a share of everybody is a quorum.
    let whole: [String]
    switch test.whole {
    case .options(let names): whole = names
    case .cast: whole = track.options
    case .castLess(let names): whole = track.options.filter { !names.contains($0) }
    case .electorate, .electorateLess, .electorateShare, .amount: return nil
    }
    let least = share.floor(of: Power(everybody)).units + 1
    for favourite in test.part.options where passes(track, [favourite: everybody], test.house) {
      for other in whole where !test.part.options.contains(other) {
        guard !passes(track, [other: everybody], test.house),
          passes(track, [favourite: least, other: everybody - least], test.house)
        else { continue }
        let part = Power(least).percent(of: Power(everybody))
        let rest = Power(everybody - least).percent(of: Power(everybody))
        return CharterFinding(
          .minorityPasses, .warning, at: path,
          "it passes with \(part) for \(favourite) and \(rest) for \(other)")
      }
    }
    return nil
  }

  /// Whether votes of everybody in one house pass where every other house is for it.
  private static func passes(_ track: TrackRules, _ votes: [String: UInt128], _ house: String) -> Bool {
    var tallies: [String: Tally] = [:]
    let favourite = votes.count == 1 ? votes.keys.first : nil
    for other in track.houses.map(\.name) {
      let all = favourite.map { [$0: everybody] } ?? [track.options.first ?? "": everybody]
      tallies[other] = tally(other == house ? votes : all, track.options)
    }
    return track.outcome(of: tallies, elapsed: track.period).outcome == .passed
  }

  private static func tally(_ votes: [String: UInt128], _ options: [String]) -> Tally {
    let sums = options.map { Tally.Option(power: Power(votes[$0] ?? 0), voters: votes[$0] == nil ? 0 : 1) }
    return Tally(
      options: sums, cast: Power(everybody), ballots: votes.count, electorate: Power(everybody),
      contest: Contest(ranking: sums.map(\.power)))
  }
}
