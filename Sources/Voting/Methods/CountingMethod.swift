internal import CanonicalEncoding

/// Sums that are made apart, on cores or shards, and joined without a trace of how they were split.
package protocol Mergeable {
  /// Adds the other sums to these.
  mutating func merge(_ other: Self) throws(CountRefusal)
}

/// How ballots are read and added up.
package protocol CountingMethod: Sendable {
  /// What is accumulated.
  associatedtype Sums: Mergeable, Sendable
  /// The name a charter uses.
  static var name: String { get }

  /// Reads the words of a ballot against the options.
  /// - Throws: `CountRefusal.choiceDoesNotFit`.
  func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice

  /// The words of a choice, as the wallet shows them: the inverse of `choice(_:among:)`.
  func words(of choice: Choice, among options: [String]) -> String

  /// Sums of nothing.
  func none(options: Int) -> Sums

  /// Adds one ballot with its power. The order of ballots never matters.
  func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal)

  /// What each option has got.
  func totals(of sums: Sums) -> [Tally.Option]
}

/// Counting methods by the names charters use.
package enum CountingMethods {
  /// The method of a name, or `nil`.
  package static func named(_ name: String) -> (any CountingMethod)? {
    switch name {
    case SingleChoice.name: SingleChoice()
    default: nil
    }
  }
}
