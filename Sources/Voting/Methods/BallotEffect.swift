/// What more power for one option does to the sums of a count, as far as sums alone tell.
///
/// Whoever says what would turn a result around must know it: where votes are ranked or roots are squared, the sums do
/// not say what one more ballot would do. There the ballots are asked (`BallotProfile`), and where those are not known
/// nothing is said rather than something false.
package enum BallotEffect: Hashable, Sendable {
  /// Each unit adds one to the option and one to what was cast.
  case plain
  /// The same for a ballot that names one option; one that names several gives each of them all of its power.
  case several
  /// The same for a ballot at conviction 1x; other ballots count otherwise.
  case convinced
  /// It depends on the ballots themselves; what they are, in words: `ranked ballots`.
  case indirect(String)

  /// Whether one more ballot can give an option what is said here. Abstentions are never multiplied by conviction: one
  /// gives its option a tenth.
  package func reaches(_ position: Int) -> Bool { self != .convinced || position < 2 }

  /// What kind of ballots they are, where it takes the ballots themselves to tell what others would do.
  package var wordsOfBallots: String? {
    switch self {
    case .plain, .convinced: nil
    case .several: "ballots that name several options"
    case .indirect(let words): words
    }
  }
}

extension CountingMethod {
  package var effect: BallotEffect { .plain }
}
