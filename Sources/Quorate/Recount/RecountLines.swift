package import Voting

/// A line of a list whose ballot was not counted.
package struct UncountedLine: Hashable, Sendable {
  /// Why not.
  package enum Cause: String, Sendable, CaseIterable {
    /// Its choice is none of the rules' options.
    case unread
    /// Its choice is one of the options, which other stages alone take.
    case notTaken = "not-taken"
    /// It was cast before voting opened or after it closed.
    case outOfTime = "out-of-time"
    /// An earlier ballot of the voter counts, and ballots are not replaced.
    case votedAlready = "voted-already"
    /// It asks for more power than its voter has, or has left.
    case overdrawn
    /// Those whom the voter follows had cast this vote before.
    case followed
  }

  package let row: Int
  package let voter: String
  package let power: Power
  package let cause: Cause
  /// One sentence for a person.
  package let reason: String
}

/// A line whose ballot gave way to a later one of the same voter.
package struct ReplacedLine: Hashable, Sendable {
  package let voter: String
  package let row: Int
  /// The line of the later ballot.
  package let by: Int
}

/// How members counted who had not voted when voting closed.
package struct AbsentMembers: Hashable, Sendable {
  package let house: String
  /// What they hold.
  package let power: Power
  /// The option that they counted for.
  package let option: String
  /// Whom they follow, as the list or the charter names that member; `nil` for nobody.
  package let lead: String?
  /// Whether that member voted, so that they counted as it did.
  package let isLed: Bool
}

/// A line that lends power to somebody of whom the list says nothing else.
package struct StrangerLine: Hashable, Sendable {
  package let row: Int
  package let delegate: String
}

extension CountingMethod {
  /// Reads a choice as somebody typed it: where the words are none, as the one option that they differ from by upper
  /// and lower case only.
  ///
  /// Beginnings of options are not taken, as they are at the command line: a list is a record and not a question.
  func leniently(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    let refusal: CountRefusal
    do { return try choice(words, among: options) } catch { refusal = error }
    let matches = options.filter { $0.lowercased() == words.lowercased() }
    guard matches.count == 1 else { throw refusal }
    return try choice(matches[0], among: options)
  }
}
