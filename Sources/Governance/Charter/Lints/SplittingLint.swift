internal import Voting

/// Counting by which whoever splits an account in two gains power, over accounts that nobody vouches for.
///
/// Quadratic voting gives 100 accounts of 1 as much as one account of 10,000: it is for people, and a charter names
/// the role that says they are (`vouched_by` of the house).
enum SplittingLint {
  static func findings(in track: TrackRules, at path: String) -> [CharterFinding] {
    let houses = track.houses.filter { track.method(in: $0.name) is Quadratic && $0.vouchedBy == nil }
    return houses.map { house in
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
