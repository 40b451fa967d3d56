internal import Voting

/// Counting by which whoever splits an account in two gains power, over accounts that nobody vouches for.
///
/// Quadratic voting gives 100 accounts of 1 as much as one account of 10,000: it is for people, and a charter names
/// the role that says they are (`vouched_by` of the house).
enum SplittingLint {
  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    guard track.method is Quadratic else { return [] }
    return track.houses.filter { $0.vouchedBy == nil }.map { house in
      CharterFinding(
        .unvouchedAccounts, .error, at: "\(path).ballot.method", refusal(house: house.name))
    }
  }

  /// Why such a track is refused.
  static func refusal(house: String) -> String {
    "by quadratic counting an account that is split gains power; the house \(house) needs vouched_by, the role "
      + "that vouches for its accounts"
  }
}
